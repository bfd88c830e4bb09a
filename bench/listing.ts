/**
 * `npm run bench:listing`: pages of a thousand out of a bucket with a million keys, in SQLite and in PostgreSQL.
 * Measured at the store, in a fresh process for each database. PostgreSQL is a throwaway server (scripts/postgres.ts).
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from '@photostructure/sqlite';
import pg from 'pg';
import { ObjectStore } from '#src/store/objects.js';
import type { ListQuery } from '#src/store/records.js';
import { Postgres } from '../scripts/postgres.js';
import { memoryOf, resetPeak } from '../test/memory.js';
import { mb, table } from './measure.js';

const KEYS = Number(process.env.BENCH_KEYS ?? 1_000_000);
const PAGES = 500;
const BUCKET = 'bucket';

/**
 * Of the keys, 40 % are folded into 2,000 folders, 10 % into small ones, 30 % lie side by side, 20 % are one or the other
 * in turn.
 */
const [FOLDERS, IN_FOLDER, IN_SMALL_FOLDER] = [2000, (KEYS * 2) / 5 / 2000, 30];
const [FOLDED, SMALL, FLAT, PAIRS] = [FOLDERS * IN_FOLDER, KEYS / 10, (KEYS * 3) / 10, KEYS / 50];
const SMALL_FOLDERS = Math.floor(SMALL / IN_SMALL_FOLDER);
/** What number n is called; `n` is an SQL expression. Both databases understand it. */
const keySql = (n: string, padded: (n: string, digits: number) => string) => `
  case when ${n} < ${FOLDED} then 'folders/' || ${padded(`${n} / ${IN_FOLDER}`, 4)} || '/' || ${padded(n, 7)}
       when ${n} < ${FOLDED + SMALL} then 'small/' || ${padded(`(${n} - ${FOLDED}) / ${IN_SMALL_FOLDER}`, 4)} || '/' || ${padded(n, 7)}
       when ${n} < ${FOLDED + SMALL + FLAT} then 'flat/' || ${padded(`${n} - ${FOLDED + SMALL}`, 7)} || '.jpg'
       when ${n} % 10 = 0 then 'mixed/' || ${padded(`(${n} - ${KEYS - 10 * PAIRS}) / 10`, 6)} || '.jpg'
       else 'mixed/' || ${padded(`(${n} - ${KEYS - 10 * PAIRS}) / 10`, 6)} || '/' || ${n} end`;

const random = (below: number) => Math.floor(Math.random() * below);
const digits = (n: number, count: number) => String(n).padStart(count, '0');

/** Each from somewhere with at least a page to come. */
const CASES: readonly (readonly [name: string, query: () => Partial<ListQuery>])[] = [
  ['no delimiter', () => ({ marker: `folders/${digits(random(FOLDERS - 10), 4)}/` })],
  [
    'prefix and delimiter, nothing folds',
    () => ({ prefix: 'flat/', delimiter: '/', marker: `flat/${digits(random(FLAT - 1002), 7)}` }),
  ],
  [
    'prefix and delimiter, all fold',
    () => ({ prefix: 'folders/', delimiter: '/', marker: `folders/${digits(random(FOLDERS - 1002), 4)}/` }),
  ],
  [
    'prefix and delimiter, all fold, 30 each',
    () => ({ prefix: 'small/', delimiter: '/', marker: `small/${digits(random(SMALL_FOLDERS - 1002), 4)}/` }),
  ],
  [
    'prefix and delimiter, half and half',
    () => ({ prefix: 'mixed/', delimiter: '/', marker: `mixed/${digits(random(PAIRS - 502), 6)}/` }),
  ],
  ['delimiter, four huge folders', () => ({ delimiter: '/' })],
];

const COLUMNS = 'bucket, key, version, size, etag, crc64, type, storage_class, acl, modified_at, headers';
const valuesOf = (key: string, version: string) => `
  '${BUCKET}', ${key}, ${version}, 123456, '0123456789ABCDEF0123456789ABCDEF', '12345678901234567890', 'Normal', 'Standard',
  'default', 1700000000000, '{"content-type":"image/jpeg"}'`;

const [directory, url] = process.argv.slice(2);
if (directory) await look(directory, url);
else await compare();

async function compare(): Promise<void> {
  const made = mkdtempSync(join(tmpdir(), 'tintype-bench-'));
  const postgres = await Postgres.start();
  try {
    const metadata = await postgres.newDatabase();
    const [sqliteDirectory, postgresDirectory] = [join(made, 'sqlite'), join(made, 'postgres')];
    await withStore({ directory: sqliteDirectory }, (store) => store.createBucket({ name: BUCKET, owner: 'o' }));
    await withStore({ directory: postgresDirectory, metadata }, (store) =>
      store.createBucket({ name: BUCKET, owner: 'o' }),
    );
    fillSqlite(join(sqliteDirectory, 'metadata.db'));
    await fillPostgres(metadata);
    lookElsewhere(sqliteDirectory);
    lookElsewhere(postgresDirectory, metadata);
  } finally {
    await postgres.dispose();
    rmSync(made, { recursive: true });
  }
}

async function withStore<T>(
  options: { directory: string; metadata?: string },
  work: (store: ObjectStore) => Promise<T>,
): Promise<T> {
  const store = await ObjectStore.open(options);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

function fillSqlite(path: string): void {
  const db = new DatabaseSync(path);
  const key = keySql('n', (n, count) => `printf('%0${count}d', ${n})`);
  db.exec(`
    with recursive numbers (n) as (select 0 union all select n + 1 from numbers where n < ${KEYS - 1})
    insert into objects (${COLUMNS}) select ${valuesOf(key, "printf('%032d', n)")} from numbers`);
  db.close();
}

async function fillPostgres(at: string): Promise<void> {
  const client = new pg.Client(at);
  await client.connect();
  const padded = (n: string, count: number) => `lpad((${n})::text, ${count}, '0')`;
  await client.query(`
    insert into objects (${COLUMNS}) select ${valuesOf(keySql('n', padded), padded('n', 32))}
    from generate_series(0, ${KEYS - 1}) as n`);
  await client.query('vacuum analyze');
  // The writing of a million rows is no part of a page.
  await client.query('checkpoint');
  await client.end();
}

function lookElsewhere(...args: readonly string[]): void {
  execFileSync(process.execPath, ['--import', 'tsx', fileURLToPath(import.meta.url), ...args], { stdio: 'inherit' });
}

async function look(at: string, metadata?: string): Promise<void> {
  console.log(`\n${metadata === undefined ? 'SQLite' : 'PostgreSQL'}, ${KEYS} keys, pages of 1000`);
  await withStore({ directory: at, ...(metadata !== undefined && { metadata }) }, async (store) => {
    const rows = [];
    // The one connection that is in use, once it is open.
    await store.list({ bucket: BUCKET, limit: 1 });
    const servers = metadata === undefined ? [] : await serversOf(metadata);
    for (const [name, query] of CASES) rows.push(await timed(store, name, query, servers));
    table(['page', 'items', 'p50', 'p99', 'longest', 'CPU p50', 'CPU p99'], rows);
    await walk(store);
  });
}

async function serversOf(metadata: string): Promise<number[]> {
  const client = new pg.Client(metadata);
  await client.connect();
  const { rows } = await client.query("select pid from pg_stat_activity where application_name = 'tintype'");
  await client.end();
  return rows.map(({ pid }) => pid);
}

/** Milliseconds of CPU so far: of this process, and of servers that have one thread each. */
function cpu(servers: readonly number[]): number {
  const { user, system } = process.cpuUsage();
  const others = servers.map((pid) => Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6);
  return (user + system) / 1e3 + others.reduce((sum, each) => sum + each, 0);
}

/** Beside the time a page took, the CPU it cost: what it would take on a machine that has nothing else to do. */
async function timed(
  store: ObjectStore,
  name: string,
  query: () => Partial<ListQuery>,
  servers: readonly number[],
): Promise<string[]> {
  const times: number[] = [];
  const costs: number[] = [];
  let items = 0;
  for (let n = -50; n < PAGES; n++) {
    const asked = { bucket: BUCKET, limit: 1000, ...query() };
    const before = cpu(servers);
    const start = performance.now();
    const { objects, prefixes } = await store.list(asked);
    if (n >= 0) times.push(performance.now() - start);
    if (n >= 0) costs.push(cpu(servers) - before);
    items = objects.length + prefixes.length;
  }
  return [name, String(items), ...shares(times, [0.5, 0.99, 1]), ...shares(costs, [0.5, 0.99])];
}

function shares(values: readonly number[], wanted: readonly number[]): string[] {
  const sorted = values.toSorted((a, b) => a - b);
  return wanted.map((share) => `${sorted[Math.ceil(share * sorted.length) - 1]?.toFixed(2)} ms`);
}

/** Every key, page after page; what is resident at most must not depend on how far one has come. */
async function walk(store: ObjectStore): Promise<void> {
  const before = memoryOf(process.pid).now;
  let marker: string | undefined = '';
  let [seen, half] = [0, 0];
  resetPeak(process.pid);
  for (;;) {
    const page = await store.list({ bucket: BUCKET, limit: 1000, ...(marker !== undefined && { marker }) });
    seen += page.objects.length;
    marker = page.next;
    if (half === 0 && seen >= KEYS / 2) half = memoryOf(process.pid).peak;
    if (marker === undefined) break;
  }
  const { peak } = memoryOf(process.pid);
  console.log(
    `a walk over ${seen} keys: resident ${mb(before)} before, at most ${mb(half)} up to its half, ${mb(peak)} up to its end`,
  );
}
