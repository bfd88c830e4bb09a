/**
 * The other nodes on the same PostgreSQL: they say what they are about to change, and are told the same, for as long as
 * this node holds a lease; without one they are asked (docs/decisions/0038).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Doubts } from './doubts.js';
import type { HeadCache } from './head-cache.js';
import type { Others } from './heads.js';
import type { OthersStats } from './metadata.js';
import { PostgresAnswers } from './postgres-answers.js';
import { PostgresChanges } from './postgres-changes.js';
import { PostgresLease } from './postgres-lease.js';
import { CHANGES_CHANNEL, type Hearing, type Line, PostgresLine } from './postgres-line.js';
import type { Snapshot } from './postgres-snapshot.js';
import { PostgresTelling } from './postgres-telling.js';

/** What others have said is looked at again so soon, whether it is done. */
const SETTLED_MS = 50;
/** While the database is away. */
const AWAY_MS = 500;

interface OthersOptions {
  /** A line for people. */
  readonly warn: (line: string) => void;
  /** Of this node, for the others. By default its machine's. */
  readonly name?: string | undefined;
}

export class PostgresOthers implements Others {
  readonly #cache: HeadCache;
  readonly #lines: PostgresLine;
  readonly #changes: PostgresChanges;
  readonly #lease: PostgresLease;
  readonly #telling = new PostgresTelling();
  readonly #answers: PostgresAnswers;
  /** What others change, and what this node changes itself. */
  readonly #theirs: Doubts;
  readonly #ours: Doubts;
  #settling = false;
  #told = 0;
  #toldMs = 0;

  constructor(url: string, cache: HeadCache, { warn, name }: OthersOptions) {
    this.#cache = cache;
    this.#theirs = new Doubts(cache);
    this.#ours = new Doubts(cache);
    this.#answers = new PostgresAnswers(this.#theirs);
    const hearing: Hearing = {
      opened: () => cache.clear(),
      heard: (line, channel, text) => this.#heard(line, channel, text),
      lost: (line) => this.#lost(line),
    };
    this.#lines = new PostgresLine(url, hearing, name);
    this.#changes = new PostgresChanges(this.#lines, cache, { saw: (line, snapshot) => this.#saw(line, snapshot) });
    this.#lease = new PostgresLease(this.#lines, { ask: () => this.#changes.ask(), warn });
  }

  caughtUp(): Promise<void> | undefined {
    if (this.#lease.holds) return undefined;
    this.#lease.want();
    return this.#changes.ask();
  }

  /**
   * Resolves when no node uses what it keeps of these rows, until the transaction has ended. `leases` are those that were
   * held when the transaction already had its number. Where it rejects, the transaction must not be committed.
   */
  async tell(xid: string, rows: readonly string[], leases: readonly string[]): Promise<void> {
    for (const row of rows) this.#ours.begin(xid, row);
    const nodes = leases.filter((id) => !this.#lines.isOwn(id));
    if (nodes.length === 0) return;
    const began = performance.now();
    const planned = rows.map((row) => [xid, row] as const);
    await this.#telling.tell(await this.#lines.open(), planned, nodes);
    this.#told++;
    this.#toldMs += performance.now() - began;
  }

  /** The transaction was committed, or undone. */
  ended(xid: string): void {
    this.#ours.end(xid);
  }

  /** Nobody here knows whether and when it ends. */
  undecided(xid: string, rows: readonly string[]): void {
    for (const row of rows) this.#theirs.begin(xid, row);
    this.#ours.end(xid);
    void this.#settle();
  }

  stats(): OthersStats {
    const { asked: questions } = this.#changes;
    return {
      questions,
      holdsLease: this.#lease.holds,
      told: this.#told,
      toldSeconds: this.#toldMs / 1000,
      lastAnswers: this.#telling.lastAnswers.byNode,
    };
  }

  async close(): Promise<void> {
    await this.#lease.close();
    await this.#changes.close();
    await this.#lines.close();
    this.#theirs.endAll();
  }

  #heard(line: Line, channel: string, text: string): void {
    if (channel !== CHANGES_CHANNEL) this.#telling.heard(text);
    else {
      this.#answers.heard(line, text, this.#lease.isAskedFor(line));
      void this.#settle();
    }
  }

  #saw(line: Line, snapshot: Snapshot): void {
    this.#theirs.endSeenBy(snapshot);
    this.#lease.saw(line, snapshot);
  }

  #lost(line: Line): void {
    this.#lease.lost(line);
    this.#telling.lost(new Error('the connection to PostgreSQL was lost'));
    this.#theirs.endAll();
    this.#cache.clear();
  }

  /** As long as there is anything that others may be changing. */
  async #settle(): Promise<void> {
    if (this.#settling) return;
    this.#settling = true;
    while (this.#theirs.any) {
      await sleep(SETTLED_MS, undefined, { ref: false });
      await this.#changes.ask().catch(() => sleep(AWAY_MS, undefined, { ref: false }));
    }
    this.#settling = false;
  }
}
