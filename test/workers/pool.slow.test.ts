/** What the pool does after many jobs: it learns what they take, recycles workers, and leaves them no garbage. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { WorkerPool } from '#src/workers/pool.js';
import { ask, failureOf, startPool, textOf } from './pools.js';

const MEBIBYTE = 1024 * 1024;
const pids = async (pool: WorkerPool, times: number) => {
  const found: string[] = [];
  for (let n = 0; n < times; n++) found.push(await textOf(ask(pool, 'pid')));
  return found;
};

test('where jobs take longer than estimated, a lane is full sooner, and the wait that it names is longer', async () => {
  const { pool } = await startPool({ size: 1, queueCost: 1000 });
  // Estimated as a millisecond each, and of a hundred.
  for (let n = 0; n < 12; n++) await ask(pool, 'sleep', { ms: 100 }, { lane: 'slow', cost: 1 });
  const running = ask(pool, 'sleep', { ms: 60_000 }, { lane: 'slow' });
  const waiting = ask(pool, 'sleep', { ms: 0 }, { lane: 'slow', cost: 800 });
  for (const job of [running, waiting]) job.catch(() => undefined);
  const refused = await failureOf(ask(pool, 'pid', {}, { lane: 'slow', cost: 100 }));
  // By the estimates it were one.
  expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': expect.stringMatching(/^[234]$/) } });
});

test('a worker is replaced after its number of jobs, by a successor that is ready before', async () => {
  const { pool } = await startPool({ size: 1, recycleJobs: 3 });
  const [first] = await pids(pool, 3);
  await expect.poll(() => pool.stats().recycled).toBe(1);
  expect(pool.stats().pids.map(String)).not.toContain(first);
  expect(pool.stats().deaths).toEqual({});
  expect(pool.stats()).toMatchObject({ workers: { starting: 0, idle: 2 } });
});

test('workers of equal age are replaced one after the other', async () => {
  const { pool } = await startPool({ recycleJobs: 1 });
  const old = pool.stats().pids;
  await Promise.all([ask(pool, 'sleep', { ms: 1 }), ask(pool, 'sleep', { ms: 1 })]);
  expect(pool.stats()).toMatchObject({ workers: { starting: 1, idle: 2 } });
  // Before the second is ready, too.
  await expect.poll(() => pool.stats(), { interval: 1 }).toMatchObject({ recycled: 1, workers: { idle: 2 } });
  expect(pool.stats().pids.filter((pid) => old.includes(pid))).toHaveLength(1);
});

test('a worker that has grown is replaced between two jobs', async () => {
  const { pool } = await startPool({ size: 1, recycleRss: 256 * MEBIBYTE });
  await ask(pool, 'keep', { megabytes: 32 });
  await sleep(50);
  expect(pool.stats().recycled).toBe(0);
  await ask(pool, 'keep', { megabytes: 256 });
  await expect.poll(() => pool.stats().recycled).toBe(1);
  expect(await textOf(ask(pool, 'keep', { megabytes: 1 }))).toBe('1');
});

test.each([0, 1])('a job does not leave its garbage to the next one (fails: %i)', async (fails) => {
  const { pool } = await startPool();
  await failureOf(ask(pool, 'litter', { megabytes: 300, fails }));
  expect(Number(await textOf(ask(pool, 'external')))).toBeLessThan(100 * MEBIBYTE);
});

test('the memory of each worker, by a place that its successor takes over', async () => {
  const { pool } = await startPool({ recycleJobs: 1 });
  for (const recycled of [1, 2, 3]) {
    await pids(pool, 1);
    await expect.poll(() => pool.stats()).toMatchObject({ recycled, workers: { idle: 2 } });
  }
  const { pids: all, rssByWorker } = pool.stats();
  expect(Object.keys(rssByWorker).every((place) => Number(place) <= 3)).toBe(true);
  expect(Object.keys(rssByWorker)).toHaveLength(all.length);
  expect(Object.values(rssByWorker).every((bytes) => bytes > MEBIBYTE)).toBe(true);
});
