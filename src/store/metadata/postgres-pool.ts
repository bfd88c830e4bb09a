/** Connections to PostgreSQL. */
import pg from 'pg';
import { ConnectionLost } from './postgres-errors.js';
import { connectionString } from './postgres-url.js';

/** More would wait for the one thread of this process. A server allows a hundred by default, to all nodes together. */
const CONNECTIONS = 16;
const CONNECT_MS = 5_000;
/** What a request may wait for a statement, and a statement for another's lock. */
const STATEMENT_MS = 10_000;
const LOCK_MS = 5_000;
/** A node that hangs within a transaction holds up nobody for longer. */
const IDLE_IN_TRANSACTION_MS = 10_000;
/** The server has not kept its own limit: the way to it is broken. */
const ANSWER_MS = STATEMENT_MS + 5_000;

const INT8 = 20;
const NUMERIC = 1700;

/** A small question that every request waits for: who does not answer it is gone. */
const SMALL_MS = 5_000;

export function openPool(url: string): pg.Pool {
  return newPool({
    ...base(url),
    onConnect: mustBePrimary,
    max: CONNECTIONS,
    statement_timeout: STATEMENT_MS,
    lock_timeout: LOCK_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    query_timeout: ANSWER_MS,
  });
}

/** One by itself, for small questions. It lives long: what lies between must not forget it in a quiet night. */
export async function openClient(url: string): Promise<pg.Client> {
  const limits = { query_timeout: SMALL_MS, statement_timeout: SMALL_MS };
  const client = new pg.Client({ ...base(url), ...limits, keepAliveInitialDelayMillis: 30_000 });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** For migrations, which take as long as they take. */
export function openPatientPool(url: string): pg.Pool {
  return newPool({ ...base(url), max: 1 });
}

function base(url: string): pg.PoolConfig {
  return {
    connectionString: connectionString(url),
    application_name: 'tintype',
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    types: TYPES,
  };
}

const TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => parserOf(oid) ?? pg.types.getTypeParser(oid, format as 'text'),
};

function newPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(config);
  // A connection may break while nobody waits for it. Without a listener that would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/**
 * What was committed at the primary is read at a standby later, and a way to both of them would seem to work. The library
 * waits for it before it looks who still wants the connection; what its `verify` lets pass after that is lost to the pool.
 */
async function mustBePrimary(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ standby: boolean }>('select pg_is_in_recovery() as standby');
  if (rows[0]?.standby) throw new ConnectionLost('the server is a standby');
}

/** Sizes and times fit a double exactly; the library gives texts for what may not. */
function parserOf(oid: number): ((text: string) => number) | undefined {
  return oid === INT8 || oid === NUMERIC ? exactNumber : undefined;
}

function exactNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is no whole number below 2^53`);
  return value;
}
