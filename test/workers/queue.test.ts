import { expect, test } from 'vitest';
import { JobQueue, mayStart } from '#src/workers/queue.js';

const fast = (cost = 1) => ({ lane: 'fast' as const, cost });
const slow = (cost = 1) => ({ lane: 'slow' as const, cost });

test.each([
  // lane, size, running fast and slow, may it start?
  ['fast', 4, 0, 3, true],
  ['fast', 4, 3, 0, true],
  ['fast', 4, 4, 0, false],
  ['fast', 4, 1, 3, false],
  ['slow', 4, 0, 2, true],
  ['slow', 4, 0, 3, false],
  ['slow', 4, 2, 1, true],
  ['slow', 4, 4, 0, false],
  ['slow', 2, 0, 0, true],
  ['slow', 2, 0, 1, false],
  ['slow', 2, 1, 0, true],
  ['slow', 1, 0, 0, true],
  ['slow', 1, 1, 0, false],
  ['slow', 1, 0, 1, false],
  ['fast', 1, 0, 0, true],
  ['fast', 1, 1, 0, false],
  ['fast', 1, 0, 1, true],
  ['fast', 1, 1, 1, false],
] as const)('%s with %i workers, running %i fast and %i slow: %s', (lane, size, fastOnes, slowOnes, expected) => {
  expect(mayStart(lane, size, { fast: fastOnes, slow: slowOnes })).toBe(expected);
});

test('the longest waiting goes first, whatever its lane, unless its lane may not start', () => {
  const queue = new JobQueue({ jobs: 10, cost: 1000 });
  const jobs = [slow(), fast(), slow(), fast()] as const;
  for (const job of jobs) queue.push(job);
  expect(queue.take(() => true)).toBe(jobs[0]);
  expect(queue.take((lane) => lane === 'slow')).toBe(jobs[2]);
  expect(queue.take(() => true)).toBe(jobs[1]);
  expect(queue.take((lane) => lane === 'slow')).toBeUndefined();
  expect(queue.take(() => true)).toBe(jobs[3]);
  expect(queue.take(() => true)).toBeUndefined();
});

test('each lane is bounded by number', () => {
  const queue = new JobQueue({ jobs: 2, cost: 1000 });
  expect([queue.push(slow()), queue.push(slow()), queue.push(slow())]).toEqual([true, true, false]);
  expect(queue.push(fast())).toBe(true);
});

test('each lane is bounded by cost, but an empty one takes any job', () => {
  const queue = new JobQueue({ jobs: 10, cost: 100 });
  const dear = slow(5000);
  expect([queue.push(dear), queue.push(slow(1))]).toEqual([true, false]);
  expect([queue.push(fast(60)), queue.push(fast(40)), queue.push(fast(1))]).toEqual([true, true, false]);
  queue.remove(dear);
  expect([queue.push(slow(99)), queue.push(slow(1)), queue.push(slow(1))]).toEqual([true, true, false]);
});

test('removing and taking give the cost back, without rounding errors that add up', () => {
  const queue = new JobQueue({ jobs: 100, cost: 1000 });
  const jobs = Array.from({ length: 10 }, () => fast(0.1));
  for (const job of jobs) queue.push(job);
  expect(queue.cost('fast')).toBeCloseTo(1);
  for (const job of jobs.slice(0, 5)) expect(queue.remove(job)).toBe(true);
  expect(queue.remove(jobs[0] ?? fast())).toBe(false);
  while (queue.take(() => true));
  expect(queue.cost('fast')).toBe(0);
  expect(queue.length('fast')).toBe(0);
});

test('where the first has waited for more than a second, the newest goes first; the others wait on', () => {
  let now = 0;
  const queue = new JobQueue({ jobs: 10, cost: 1000 }, () => now);
  const old = [fast(), fast(), fast()] as const;
  for (const job of old) queue.push(job);
  now = 1000;
  expect(queue.take(() => true)).toBe(old[0]);
  now = 1001;
  const young = fast();
  queue.push(young);
  expect(queue.take(() => true)).toBe(young);
  expect(queue.take(() => true)).toBe(old[2]);
  expect(queue.take(() => true)).toBe(old[1]);
  const later = [fast(), fast()] as const;
  for (const job of later) queue.push(job);
  expect(queue.take(() => true)).toBe(later[0]);
});

test('a lane that stands does not take the turn of the other', () => {
  let now = 0;
  const queue = new JobQueue({ jobs: 10, cost: 1000 }, () => now);
  for (let n = 0; n < 3; n++) queue.push(fast());
  now = 5000;
  const waiting = slow();
  queue.push(waiting);
  queue.push(fast());
  expect(queue.take(() => true)).toBe(waiting);
});

test('on a machine of half the speed a lane holds half as much', () => {
  const queue = new JobQueue({ jobs: 10, cost: 100 });
  expect([queue.push(fast(40), 2), queue.push(fast(20), 2), queue.push(fast(1), 1)]).toEqual([true, false, true]);
});
