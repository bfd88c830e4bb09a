import { expect, test } from 'vitest';
import { UNCONFINED } from '#src/workers/confinement.js';
import { Crew } from '#src/workers/crew.js';
import { fixture } from './pools.js';

test('after failed starts one worker at a time is tried, with growing pauses: never a storm', async () => {
  const settings = {
    count: 4,
    entry: fixture('nowhere.mjs'),
    env: {},
    ceiling: 1024 ** 3,
    nice: 10,
    startWithin: 10_000,
    confinement: UNCONFINED,
    recycleJobs: 1000,
    recycleRss: 1024 ** 3,
  };
  const deaths: { at: number; beside: number }[] = [];
  const died = () => deaths.push({ at: performance.now(), beside: crew.pids.length });
  const crew: Crew = new Crew(settings, { settled: () => {}, changed: () => {}, died });
  await crew.tried;
  expect(deaths.map(({ beside }) => beside)).toEqual([3, 2, 1, 0]);
  await expect.poll(() => deaths.length).toBeGreaterThanOrEqual(8);
  await crew.close();
  const later = deaths.slice(4);
  expect(later.map(({ beside }) => beside)).toEqual(later.map(() => 0));
  // 200, 400 and 800 ms lie between the last four, and each start itself takes longer than nothing.
  const [first, second, third, fourth] = later.map(({ at }) => at);
  expect(Number(second) - Number(first)).toBeGreaterThan(200);
  expect(Number(third) - Number(second)).toBeGreaterThan(400);
  expect(Number(fourth) - Number(third)).toBeGreaterThan(800);
});
