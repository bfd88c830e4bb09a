/**
 * What nodes on one database tell each other (LISTEN, NOTIFY), and which of them does what only one need do (an advisory
 * lock, which goes with its connection). Nothing may depend on a notice: it is lost while the connection is.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { openClient } from './postgres-pool.js';

const CHANNEL = 'tintype';
/** Of the advisory lock: 'tins'. */
const LEADER_LOCK = 0x74696e73;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;

export type Heard = (what: string) => void;

export class PostgresNotices {
  readonly #url: string;
  readonly #listeners: Heard[] = [];
  #client: pg.Client | undefined;
  #connecting: Promise<void> | undefined;
  #closed = false;

  constructor(url: string) {
    this.#url = url;
  }

  /** From now on; also of what this node says itself. */
  listen(heard: Heard): void {
    this.#listeners.push(heard);
    this.#connecting ??= this.#connect();
  }

  /** Whether this node is the one, among all that ask; false as well while the database is away. */
  async leads(): Promise<boolean> {
    this.#connecting ??= this.#connect();
    await Promise.race([this.#connecting, sleep(LONGEST_WAIT_MS, undefined, { ref: false })]);
    const client = this.#client;
    try {
      const answer = await client?.query('select pg_try_advisory_lock($1) as leads', [LEADER_LOCK]);
      return answer?.rows[0]?.leads === true;
    } catch {
      // No answer in time: nothing is heard on it either, and it may be long until it ends.
      if (client !== undefined) this.#lost(client);
      client?.end().catch(() => {});
      return false;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#client?.end().catch(() => {});
  }

  /** Tries until it is connected, or closed. */
  async #connect(): Promise<void> {
    for (let wait = FIRST_WAIT_MS; !this.#closed; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      let client: pg.Client | undefined;
      try {
        client = await openClient(this.#url);
        await client.query(`listen ${CHANNEL}`);
        client.on('notification', ({ payload = '' }) => {
          for (const heard of this.#listeners) heard(payload);
        });
        const connected = client;
        client.once('end', () => this.#lost(connected));
        this.#client = client;
        if (this.#closed) await client.end();
        return;
      } catch {
        await client?.end().catch(() => {});
        await sleep(wait * (0.5 + Math.random()), undefined, { ref: false });
      }
    }
  }

  #lost(client: pg.Client): void {
    if (this.#client !== client || this.#closed) return;
    this.#client = undefined;
    this.#connecting = this.#connect();
  }
}

/** For the connection that says it. */
export const SAY = { sql: 'select pg_notify($1, $2)', channel: CHANNEL } as const;
