/**
 * PostgreSQL, which other nodes change meanwhile: a change is one transaction, whose statements lock the rows they
 * rely on (hot.ts). What another transaction or a broken connection has undone is begun anew.
 */
import type { Pool, PoolClient } from 'pg';
import type { Engine } from './engine.js';
import { ConnectionLost, meaningOf } from './postgres-errors.js';
import { retried } from './postgres-retries.js';
import { PostgresSteps } from './postgres-steps.js';
import type { Steps } from './steps.js';
import { stepsOf, type WriteInput, type WriteName, type WriteResult } from './writes.js';

export class PostgresEngine implements Engine {
  readonly listStep = 1000;
  readonly #pool: Pool;
  readonly #steps = new PostgresSteps();
  readonly #underWay = new Set<Promise<unknown>>();
  #closed = false;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  read<T>(steps: () => Steps<T>): Promise<T> {
    return this.#tracked(() => this.#connected((client) => this.#steps.run(client, steps())));
  }

  change<N extends WriteName>(name: N, input: WriteInput<N>): Promise<WriteResult<N>> {
    return this.#tracked(() => this.#connected((client) => this.#transaction(client, () => stepsOf(name, input))));
  }

  /** What was asked for before is done first. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#underWay);
    await this.#pool.end();
  }

  async #tracked<T>(attempt: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new Error('the store is closed');
    const work = retried(attempt);
    this.#underWay.add(work);
    try {
      return await work;
    } finally {
      this.#underWay.delete(work);
    }
  }

  /** A connection whose state is in doubt goes back to nobody. */
  async #connected<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#connection();
    let usable = true;
    try {
      return await work(client);
    } catch (error) {
      usable = !(error instanceof ConnectionLost || error instanceof Undecided);
      throw error;
    } finally {
      client.release(!usable);
    }
  }

  /** Also what the pool throws before there is a promise: a file that the URL names cannot be read at the moment. */
  async #connection(): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw meaningOf(error);
    }
  }

  async #transaction<T>(client: PoolClient, steps: () => Steps<T>): Promise<T> {
    await say(client, 'begin isolation level read committed');
    let value: T;
    try {
      value = await this.#steps.run(client, steps());
    } catch (error) {
      if (!(error instanceof ConnectionLost)) await say(client, 'rollback');
      throw error;
    }
    await say(client, 'commit').catch((error) => {
      throw error instanceof ConnectionLost ? new Undecided(error) : error;
    });
    return value;
  }
}

/** The connection broke after the commit was sent: nobody here knows whether it was done. Not to be begun anew. */
class Undecided extends Error {
  override readonly name = 'Undecided';

  constructor(cause: ConnectionLost) {
    super(`whether the change was committed is not known: ${cause.message}`, { cause });
  }
}

async function say(client: PoolClient, sql: string): Promise<void> {
  try {
    await client.query(sql);
  } catch (error) {
    throw meaningOf(error);
  }
}
