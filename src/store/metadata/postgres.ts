/** Metadata in a PostgreSQL database, which several nodes may share. */
import { Kysely, sql } from 'kysely';
import { DatabaseError, type Pool } from 'pg';
import { StartupError } from '../startup-error.js';
import { authorityAdvice } from '../untrusted.js';
import { DatabaseMetadata } from './database.js';
import { HeadCache } from './head-cache.js';
import { BytewiseDialect } from './kysely-postgres.js';
import type { OthersStats } from './metadata.js';
import { checkSchema, migrate } from './migrations.js';
import { forgetChanges } from './postgres-changes.js';
import { PostgresEngine } from './postgres-engine.js';
import { type Heard, PostgresNotices, SAY } from './postgres-notices.js';
import { PostgresOthers } from './postgres-others.js';
import { openPatientPool, openPool } from './postgres-pool.js';
import { shownUrl } from './postgres-url.js';
import type { Schema } from './schema.js';

/** Of the advisory lock: 'tint'. */
const MIGRATION_LOCK = 0x74696e74;

interface OpenOptions {
  readonly update?: boolean;
  /** A line for people: what works, but not as it should. A process warning by default. */
  readonly warn?: (line: string) => void;
  /** Of this node, for the others. By default its machine's. */
  readonly name?: string;
}

interface Parts {
  readonly url: string;
  readonly pool: Pool;
  readonly cache: HeadCache;
  readonly others: PostgresOthers;
}

export class PostgresMetadata extends DatabaseMetadata {
  readonly #pool: Pool;
  readonly #notices: PostgresNotices;
  readonly #others: PostgresOthers;

  /**
   * Makes or updates the tables, or with `update: false` only looks whether they are of this program's schema. Throws
   * StartupError for a database that is newer, not UTF-8 or out of reach.
   */
  static async open(
    url: string,
    { update = true, warn = asWarning, name }: OpenOptions = {},
  ): Promise<PostgresMetadata> {
    const pool = openPatientPool(url);
    try {
      const db = new Kysely<Schema>({ dialect: new BytewiseDialect({ pool }) });
      await (update ? prepare(db, shownUrl(url)) : checkSchema(db, shownUrl(url)));
    } catch (error) {
      throw startupError(url, error);
    } finally {
      await pool.end();
    }
    const cache = new HeadCache();
    const others = new PostgresOthers(url, cache, { warn, name });
    return new PostgresMetadata({ url, pool: openPool(url), cache, others });
  }

  private constructor({ url, pool, cache, others }: Parts) {
    super(new PostgresEngine(pool, others), cache, others);
    this.#pool = pool;
    this.#others = others;
    this.#notices = new PostgresNotices(url);
  }

  override leads(): Promise<boolean> {
    return this.#notices.leads();
  }

  override async announce(what: string): Promise<void> {
    await this.#pool.query(SAY.sql, [SAY.channel, what]);
  }

  override onAnnounced(heard: Heard): void {
    this.#notices.listen(heard);
  }

  override forgetChanges(): Promise<void> {
    return forgetChanges(this.#pool);
  }

  override caughtUp(): Promise<void> | undefined {
    return this.#others.caughtUp();
  }

  override othersStats(): OthersStats {
    return this.#others.stats();
  }

  /** What is being changed is told to the end. */
  override async close(): Promise<void> {
    await super.close();
    await this.#others.close();
    await this.#notices.close();
  }
}

function asWarning(line: string): void {
  process.emitWarning(line);
}

/** One node at a time: the others wait, and find nothing left to do. */
async function prepare(db: Kysely<Schema>, where: string): Promise<void> {
  await db.connection().execute(async (connection) => {
    await mustBeUtf8(connection, where);
    await sql`select pg_advisory_lock(${sql.lit(MIGRATION_LOCK)})`.execute(connection);
    // The lock goes with the connection.
    await migrate(connection, where);
  });
}

async function mustBeUtf8(db: Kysely<Schema>, where: string): Promise<void> {
  const { rows } = await sql<{ server_encoding: string }>`show server_encoding`.execute(db);
  const encoding = rows[0]?.server_encoding;
  if (encoding === 'UTF8') return;
  throw new StartupError(`${where} has the encoding ${encoding}: create it with the encoding UTF8.`);
}

function startupError(url: string, error: unknown): StartupError {
  if (error instanceof StartupError) return new StartupError(error.message, { ...METADATA, cause: error });
  const { message } = error as Error;
  const what =
    error instanceof DatabaseError
      ? `cannot be used: ${message}.`
      : `cannot be reached: ${message.replace(/\.$/, '')}.${authorityAdvice(error)}`;
  return new StartupError(`${shownUrl(url)} ${what}`, { ...METADATA, cause: error });
}

const METADATA = { setting: 'metadata' } as const;
