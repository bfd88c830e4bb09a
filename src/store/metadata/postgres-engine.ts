/**
 * PostgreSQL, which other nodes change meanwhile: a change is one transaction, whose statements lock the rows they
 * rely on (hot.ts). What another transaction or a broken connection has undone is begun anew.
 */
import type { Pool, PoolClient, QueryResult } from 'pg';
import type { Engine } from './engine.js';
import { HELD_AT_ONCE, TELLS } from './lease-rows.js';
import { ConnectionLost, meaningOf } from './postgres-errors.js';
import type { PostgresOthers } from './postgres-others.js';
import { retried } from './postgres-retries.js';
import { PostgresSteps } from './postgres-steps.js';
import type { Steps } from './steps.js';
import { isToldBefore, touchedBy } from './touched.js';
import { Turnstile } from './turnstile.js';
import { lookFor } from './unchanged.js';
import { stepsOf, type WriteInput, type WriteName, type WriteResult } from './writes.js';

const BEGIN = 'begin isolation level read committed';

/**
 * It has a number before it looks who holds a lease, so that who gets one later knows of it. That it tells is said to
 * the triggers, which hold up whoever does not (lease-rows.ts).
 */
const BEGIN_TOLD = `${BEGIN};
  select pg_current_xact_id()::text as xid, set_config('${TELLS}', 'yes', true);
  ${HELD_AT_ONCE}`;

/** Changes that wait for other nodes, each with a connection; half of them are left to whoever reads. */
const TELLING = 8;
/** As long as the pool lets somebody wait for a connection: while the database is away each of them takes so long to fail. */
const TELLING_PATIENCE_MS = 5_000;

export class PostgresEngine implements Engine {
  readonly listStep = 1000;
  readonly #pool: Pool;
  readonly #others: PostgresOthers;
  readonly #steps = new PostgresSteps();
  readonly #telling = new Turnstile(TELLING, TELLING_PATIENCE_MS);
  readonly #underWay = new Set<Promise<unknown>>();
  #closed = false;

  constructor(pool: Pool, others: PostgresOthers) {
    this.#pool = pool;
    this.#others = others;
  }

  read<T>(steps: () => Steps<T>): Promise<T> {
    return this.#tracked(() => this.#connected((client) => this.#steps.run(client, steps())));
  }

  change<N extends WriteName>(name: N, input: WriteInput<N>): Promise<WriteResult<N>> {
    const [rows, steps] = [touchedBy(name, input), () => stepsOf(name, input)];
    if (rows.length === 0) return this.#tracked(() => this.#connected((client) => this.#transaction(client, steps)));
    return this.#tracked(async () => {
      const look = lookFor(name);
      const same = look && (await this.#connected((client) => this.#steps.run(client, look(input))));
      if (same !== undefined) return same.value;
      const leave = isToldBefore(name) ? await this.#turn() : undefined;
      try {
        return await this.#connected((client) => this.#toldTransaction(client, rows, steps, leave));
      } finally {
        leave?.();
      }
    });
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

  #turn(): Promise<() => void> {
    return this.#telling.enter().catch((error) => {
      throw new ConnectionLost(error);
    });
  }

  #transaction<T>(client: PoolClient, steps: () => Steps<T>): Promise<T> {
    return committed(client, async () => {
      await say(client, BEGIN);
      return this.#steps.run(client, steps());
    });
  }

  /** `told` is called when no more is to be told; without it nobody else is told. */
  async #toldTransaction<T>(client: PoolClient, rows: readonly string[], steps: () => Steps<T>, told?: () => void) {
    let xid: string | undefined;
    const end = (error?: unknown) => {
      if (xid === undefined) return;
      if (error instanceof Undecided) this.#others.undecided(xid, rows);
      else this.#others.ended(xid);
    };
    try {
      const value = await committed(client, async () => {
        const begun = await beginToTell(client);
        xid = begun.xid;
        await this.#others.tell(xid, rows, told === undefined ? [] : begun.leases);
        told?.();
        return this.#steps.run(client, steps());
      });
      end();
      return value;
    } catch (error) {
      end(error);
      throw error;
    }
  }
}

/** The ids of those who hold a lease, as they were when the transaction already had its number. */
async function beginToTell(client: PoolClient): Promise<{ xid: string; leases: string[] }> {
  const answers = (await say(client, BEGIN_TOLD)) as unknown as readonly QueryResult[];
  const [, numbers, , leases] = answers.map(({ rows }) => rows);
  return { xid: numbers?.[0].xid, leases: (leases ?? []).map(({ id }) => id) };
}

async function committed<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  let value: T;
  try {
    value = await work();
  } catch (error) {
    if (!(error instanceof ConnectionLost)) await say(client, 'rollback');
    throw error;
  }
  await say(client, 'commit').catch((error) => {
    throw error instanceof ConnectionLost ? new Undecided(error) : error;
  });
  return value;
}

/** The connection broke after the commit was sent: nobody here knows whether it was done. Not to be begun anew. */
class Undecided extends Error {
  override readonly name = 'Undecided';

  constructor(cause: ConnectionLost) {
    super(`whether the change was committed is not known: ${cause.message}`, { cause });
  }
}

async function say(client: PoolClient, sql: string): Promise<QueryResult> {
  try {
    return await client.query(sql);
  } catch (error) {
    throw meaningOf(error);
  }
}
