/** Rows of leases that a clock which was set back has made last, and those that cannot go. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { HELD_AT_ONCE } from '#src/store/metadata/lease-rows.js';
import { PostgresMetadata } from '#src/store/metadata/postgres.js';
import { until } from '../until.js';
import { withPostgres } from './server.js';

const postgres = withPostgres();
let url: string;
let nodes: PostgresMetadata[];

beforeAll(async () => {
  url = await postgres().newDatabase();
  nodes = await Promise.all([url, url].map((each) => PostgresMetadata.open(each)));
  await node(0).createBucket({ name: 'bucket', owner: 'owner', createdAt: 1 });
});
afterAll(() => Promise.all((nodes ?? []).map((each) => each.close())));

const node = (n: number) => nodes[n] as PostgresMetadata;
const sql = async (text: string) => (await postgres().query(text, url)).rows;
const head = (n: number) => node(n).head('bucket', 'key', undefined);
const acl = async (n: number) => (await head(n)).bucket?.acl;
const holdsOne = async (n: number) => (await head(n)).held !== undefined && node(n).othersStats().holdsLease;

beforeEach(async () => {
  for (const n of nodes.keys()) await until(() => holdsOne(n));
});

/** As when the database's clock is set back by an hour, for those who are there and for one who is gone. */
const setBack = () =>
  sql(
    "update leases set until = until + interval '1 hour'; insert into leases values ('gone', now() + interval '1 hour')",
  );

test('a lease of nobody that the clock, set back, makes last: one change waits for it, and no other', async () => {
  await setBack();
  await node(0).setBucketAcl('bucket', 'public-read');
  expect(await acl(1)).toBe('public-read');
  expect(await sql("select from leases where id = 'gone' and until > now()")).toEqual([]);
  // Those who are there hold theirs still, and are told.
  await until(() => holdsOne(1));
  const { told } = node(0).othersStats();
  await node(0).setBucketAcl('bucket', 'private');
  expect(await acl(1)).toBe('private');
  expect(node(0).othersStats().told).toBe(told + 1);
});

test('nor does somebody who does not tell wait for it for ever', async () => {
  const client = new pg.Client({ connectionString: url, statement_timeout: 10_000 });
  await client.connect();
  try {
    await setBack();
    await client.query("update buckets set acl = 'public-read'");
    for (const n of nodes.keys()) expect(await acl(n)).toBe('public-read');
  } finally {
    await client.end();
    await sql("delete from leases where id = 'gone'");
  }
});

/** Blocks of tables and indexes that a query looked at, the one among statements that set something. */
async function blocksOf(statements: string): Promise<number> {
  const explained = statements.replace('select', 'explain (analyze, buffers, format json) select');
  const answers: unknown = await postgres().query(`begin; ${explained}; commit`, url);
  const [row] = (answers as pg.QueryResult[]).flatMap(({ rows }) => rows);
  const { Plan: plan } = row['QUERY PLAN'][0];
  return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
}

test('while somebody sees the rows as they were long ago: renewals that cannot go are not looked at', async () => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read');
    await client.query('select from leases');
    // As many as a node makes in three hours.
    await sql("do $$ begin for n in 1..20000 loop perform renew_lease('often', 100); end loop; end $$");
    await sleep(200);
    const [size] = await sql("select pg_relation_size('leases') / 8192 as blocks");
    expect(Number(size.blocks)).toBeGreaterThan(100);
    expect(await blocksOf(HELD_AT_ONCE)).toBeLessThan(50);
    // Once before, as what a connection reads of the catalogs at first does not count.
    const renew = "renew_lease('other', 3000)";
    const renewed = `set local enable_seqscan = off; do $$ begin perform ${renew}; end $$; select ${renew}`;
    expect(await blocksOf(renewed)).toBeLessThan(50);
  } finally {
    await client.end();
  }
});
