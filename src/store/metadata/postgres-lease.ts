/**
 * This node's lease: while it is held, whoever changes a row tells this node first, and waits for its answer; so that
 * what it keeps can be used without a question (docs/decisions/0038).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { HELD_MS, RENEWED_EVERY_MS, Term } from './lease.js';
import { GIVE_BACK } from './lease-rows.js';
import type { Line, PostgresLine } from './postgres-line.js';
import { type Snapshot, seesAllUntil } from './postgres-snapshot.js';

/** While it waits for those who began before it was there: the first time, and then twice as long each time. */
const SOON_MS = 20;
/** After the way to the database was lost. */
const AGAIN_MS = 500;
/** Somebody changes rows without telling; every new lease would hold him up. */
const REFUSED_MS = 5000;

const RENEW = 'select renew_lease($1, $2) as answer';
const NUMBER = 'select pg_current_xact_id()::text as xid';

/** Of renew_lease() (lease-rows.ts). */
type Answer = 'refused' | 'begun' | 'renewed';

interface LeaseOptions {
  /** Asks what has changed; `saw` is told what the answer saw. */
  readonly ask: () => Promise<void>;
  /** A line for people, once until a renewal has succeeded again. */
  readonly warn: (line: string) => void;
}

export class PostgresLease {
  readonly #lines: PostgresLine;
  readonly #ask: LeaseOptions['ask'];
  readonly #warn: LeaseOptions['warn'];
  readonly #term = new Term();
  readonly #stopped = new AbortController();
  /** That which it is held on, or asked for. */
  #line: Line | undefined;
  /** A transaction: those that began before it may change rows without having told. */
  #barrier: string | undefined;
  /** Ids of lines that it was held on, and that are lost. */
  #left: string[] = [];
  #usable = false;
  #wait = RENEWED_EVERY_MS;
  #failing = false;
  #running: Promise<void> | undefined;

  constructor(lines: PostgresLine, { ask, warn }: LeaseOptions) {
    this.#lines = lines;
    this.#ask = ask;
    this.#warn = warn;
  }

  /** Whether what is kept may be used now, at this moment. */
  get holds(): boolean {
    return this.#usable && this.#term.runs;
  }

  /** Somebody who changes rows may wait for an answer of this line. */
  isAskedFor(line: Line): boolean {
    return this.#line === line;
  }

  /** From now on it is asked for, and renewed. */
  want(): void {
    this.#running ??= this.#run();
  }

  /** All that this snapshot sees has been forgotten. */
  saw(line: Line, snapshot: Snapshot): void {
    if (line !== this.#line || this.#barrier === undefined || !seesAllUntil(snapshot, this.#barrier)) return;
    this.#barrier = undefined;
    this.#usable = true;
  }

  lost(line: Line): void {
    if (line !== this.#line) return;
    this.#leave();
    this.#left.push(line.id);
  }

  /** Nobody waits for it any more. */
  async close(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
    const line = this.#line;
    this.#leave();
    await line?.query({ text: GIVE_BACK, values: [[line.id]] }).catch(() => {});
  }

  #leave(): void {
    this.#term.end();
    this.#usable = false;
    this.#barrier = undefined;
    this.#line = undefined;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      const began = performance.now();
      const every = await this.#renew().catch((error) => this.#failed(error));
      const wait = Math.max(0, began + every - performance.now());
      await sleep(wait, undefined, { ref: false, signal }).catch(() => {});
    }
  }

  #failed(error: unknown): number {
    if (!this.#failing) this.#warn(`no lease, so that PostgreSQL is asked before each answer: ${reasonOf(error)}`);
    this.#failing = true;
    return AGAIN_MS;
  }

  /** How long after this one the next begins. */
  async #renew(): Promise<number> {
    const line = await this.#lines.open();
    const renewed = this.#term.renewal();
    // From here on the row may be there.
    if (this.#line !== line) this.#leave();
    this.#line = line;
    const answer = await this.#answer(line);
    if (answer === 'refused') return this.#refused(line);
    // One that had ended meanwhile, by either clock, was nobody's to wait for.
    if (answer === 'begun' || !this.#term.runs) await this.#begin(line);
    if (this.#line !== line) return AGAIN_MS;
    renewed();
    await this.#ask();
    this.#failing = false;
    this.#wait = this.#usable ? RENEWED_EVERY_MS : Math.min(2 * this.#wait, RENEWED_EVERY_MS);
    return this.#wait;
  }

  async #answer(line: Line): Promise<Answer> {
    const values = [line.id, HELD_MS];
    const { rows } = await line.query<{ answer: Answer }>({ name: 'lease', text: RENEW, values });
    return rows[0]?.answer ?? 'refused';
  }

  /** It is used no more before the others are told so. */
  async #refused(line: Line): Promise<number> {
    this.#leave();
    await line.query({ text: GIVE_BACK, values: [[line.id]] });
    return REFUSED_MS;
  }

  /** Nobody has to wait until those end that were held on lines that broke. */
  async #giveBack(line: Line): Promise<void> {
    const left = [...this.#left];
    await line.query({ text: GIVE_BACK, values: [left] });
    this.#left = this.#left.filter((id) => !left.includes(id));
  }

  /** Its row is there for all to see; who looked before has a lower number than the transaction that begins now. */
  async #begin(line: Line): Promise<void> {
    this.#usable = false;
    this.#wait = SOON_MS / 2;
    await this.#giveBack(line);
    const { rows } = await line.query<{ xid: string }>({ text: NUMBER });
    this.#barrier = rows[0]?.xid;
  }
}

/** A name with several addresses that all refuse gives an error without a message. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return message || String((cause as NodeJS.ErrnoException | undefined)?.code ?? error);
}
