/** What nodes on one database tell each other, and which of them leads. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PostgresMetadata } from '#src/store/metadata/postgres.js';
import { until } from '../until.js';
import { withPostgres } from './server.js';
import { Way } from './way.js';

const postgres = withPostgres();
let url: string;
let nodes: PostgresMetadata[];
let heard: string[][];

beforeEach(async () => {
  url = await postgres().newDatabase();
  nodes = await Promise.all([1, 2].map(() => PostgresMetadata.open(url)));
  heard = nodes.map((node) => {
    const all: string[] = [];
    node.onAnnounced((what) => all.push(what));
    return all;
  });
});
afterEach(() => Promise.all(nodes.map((node) => node.close())));

const node = (n: number) => nodes[n] as PostgresMetadata;
const listeners = async () => {
  const { rows } = await postgres().query("select pid from pg_stat_activity where query like 'listen%'", url);
  return rows.map(({ pid }) => pid);
};

test('every node hears what one says, again after the connections broke', async () => {
  await expect.poll(listeners).toHaveLength(2);
  const before = await listeners();
  await node(0).announce('first');
  await expect.poll(() => heard).toEqual([['first'], ['first']]);
  await postgres().query("select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen%'", url);
  const others = async () => (await listeners()).filter((pid) => !before.includes(pid));
  await expect.poll(others).toHaveLength(2);
  await node(1).announce('second');
  await expect
    .poll(() => heard)
    .toEqual([
      ['first', 'second'],
      ['first', 'second'],
    ]);
});

test('a way that answers no more: nobody waits for it for ever, and another is made', async () => {
  const way = await Way.to(url);
  const far = await PostgresMetadata.open(way.url());
  try {
    expect(await far.leads()).toBe(true);
    void way.holdAt('pg_try_advisory_lock');
    expect(await far.leads()).toBe(false);
    await until(() => far.leads());
  } finally {
    await far.close();
    await way.close();
  }
});

test('one node leads as long as it is there, and then another', async () => {
  const leading = await Promise.all(nodes.map((each) => each.leads()));
  expect([...leading].sort()).toEqual([false, true]);
  const leader = leading.indexOf(true);
  expect(await node(leader).leads()).toBe(true);
  await node(leader).close();
  await expect.poll(() => node(1 - leader).leads()).toBe(true);
  nodes = [node(1 - leader)];
});
