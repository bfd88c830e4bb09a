/**
 * The one connection on which a node hears what others are about to change, asks what they have changed and holds its
 * lease. All three go with it: what was not heard must not be believed to be as it was.
 */
import type pg from 'pg';
import { newLineId, nodeName } from './node-name.js';
import { ConnectionLost, meaningOf } from './postgres-errors.js';
import { openClient } from './postgres-pool.js';
import { type Snapshot, snapshotOf } from './postgres-snapshot.js';

/** What is about to be changed, for all. */
export const CHANGES_CHANNEL = 'tintype_changes';

/** Where the answers to one line are heard, which is nobody else's. */
export function answersTo(id: string): string {
  return `tintype_answers_${id}`;
}

export class Line {
  readonly id: string;
  readonly client: pg.Client;
  /** Of its first statement. */
  readonly began: Snapshot;
  readonly #fail: (line: Line) => void;
  #last: Promise<unknown> = Promise.resolve();

  constructor(id: string, client: pg.Client, began: Snapshot, fail: (line: Line) => void) {
    this.id = id;
    this.client = client;
    this.began = began;
    this.#fail = fail;
  }

  /**
   * One after the other, as the library wants it. What fails ends the line: an answer that was not given must not leave
   * somebody waiting for as long as the lease is renewed. @throws Error of meaningOf()
   */
  query<R extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<pg.QueryResult<R>> {
    const next = this.#last
      .then(() => this.client.query<R>(query))
      .catch((error) => {
        this.#fail(this);
        throw meaningOf(error);
      });
    this.#last = next.catch(() => {});
    return next;
  }
}

export interface Hearing {
  /** Before anything is heard on it. */
  opened(line: Line): void;
  heard(line: Line, channel: string, text: string): void;
  lost(line: Line): void;
}

/** A machine that is gone takes no notices: so long the server keeps them for it, and all that come after. */
const UNTAKEN_MS = 30_000;

const FIRST = 'select pg_current_snapshot()::text as snapshot, pg_is_in_recovery() as standby';

export class PostgresLine {
  readonly #url: string;
  readonly #hearing: Hearing;
  readonly #name: string;
  /** Of this and of earlier lines. */
  readonly #ids = new Set<string>();
  #line: Line | undefined;
  #opening: Promise<Line> | undefined;
  #closed = false;

  /** `name`: of this node, for the others. */
  constructor(url: string, hearing: Hearing, name: string = nodeName()) {
    this.#url = url;
    this.#hearing = hearing;
    this.#name = name;
  }

  isOwn(id: string): boolean {
    return this.#ids.has(id);
  }

  /** The one that is open, or a new one. @throws Error of meaningOf() */
  open(): Promise<Line> {
    if (this.#line !== undefined) return Promise.resolve(this.#line);
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  lose(line: Line): void {
    if (this.#line !== line) return;
    this.#line = undefined;
    this.#hearing.lost(line);
    line.client.end().catch(() => {});
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#opening?.catch(() => {});
    if (this.#line !== undefined) this.lose(this.#line);
  }

  /** Another connection may lead to another server, whose transactions have the numbers of those that this node knows. */
  async #open(): Promise<Line> {
    if (this.#closed) throw new Error('the store is closed');
    try {
      const client = await openClient(this.#url);
      const line = await this.#begin(client).catch(async (error) => {
        await client.end().catch(() => {});
        throw error;
      });
      this.#line = line;
      client.once('end', () => this.lose(line));
      return line;
    } catch (error) {
      throw meaningOf(error);
    }
  }

  async #begin(client: pg.Client): Promise<Line> {
    // Few rows or many, the planner knows late. A lease that waited for a standby which is away would hold up all who ask.
    await client.query(
      `set enable_seqscan = off; set synchronous_commit = local; set tcp_user_timeout = ${UNTAKEN_MS}`,
    );
    const { rows } = await client.query<{ snapshot: string; standby: boolean }>(FIRST);
    const [row] = rows;
    // What was committed at the primary comes there later.
    if (row === undefined || row.standby) throw new ConnectionLost('the server is a standby');
    const line = new Line(newLineId(this.#name), client, snapshotOf(row.snapshot), (failed) => this.lose(failed));
    this.#ids.add(line.id);
    this.#hearing.opened(line);
    client.on('notification', ({ channel, payload = '' }) => this.#hear(line, channel, payload));
    await client.query(`listen ${CHANGES_CHANNEL}; listen "${answersTo(line.id)}"`);
    return line;
  }

  /** Of what nobody here understands it is not known what it would have said. */
  #hear(line: Line, channel: string, text: string): void {
    try {
      this.#hearing.heard(line, channel, text);
    } catch {
      this.lose(line);
    }
  }
}
