import { expect, test } from 'vitest';
import { JobQueue, mayStart, type Waiting } from '#src/workers/queue.js';

const fast = (cost = 1) => ({ lane: 'fast' as const, cost });
/** As the pool does it. */
function push(queue: JobQueue<Waiting>, job: Waiting, factor = 1): boolean {
  const room = queue.takes(job, factor);
  if (room) queue.add(job);
  return room;
}
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
  const queue = new JobQueue({ queueLength: 10, queueCost: 1000, standingCost: 100, standingLength: 0 });
  const jobs = [slow(), fast(), slow(), fast()] as const;
  for (const job of jobs) push(queue, job);
  expect(queue.take(() => true)).toBe(jobs[0]);
  expect(queue.take((lane) => lane === 'slow')).toBe(jobs[2]);
  expect(queue.take(() => true)).toBe(jobs[1]);
  expect(queue.take((lane) => lane === 'slow')).toBeUndefined();
  expect(queue.take(() => true)).toBe(jobs[3]);
  expect(queue.take(() => true)).toBeUndefined();
});

test('each lane is bounded by number', () => {
  const queue = new JobQueue({ queueLength: 2, queueCost: 1000, standingCost: 100, standingLength: 0 });
  expect([push(queue, slow()), push(queue, slow()), push(queue, slow())]).toEqual([true, true, false]);
  expect(push(queue, fast())).toBe(true);
});

test('each lane is bounded by cost, but an empty one takes any job', () => {
  const queue = new JobQueue({ queueLength: 10, queueCost: 100, standingCost: 10, standingLength: 0 });
  const dear = slow(5000);
  expect([push(queue, dear), push(queue, slow(1))]).toEqual([true, false]);
  expect([push(queue, fast(60)), push(queue, fast(40)), push(queue, fast(1))]).toEqual([true, true, false]);
  queue.remove(dear);
  expect([push(queue, slow(99)), push(queue, slow(1)), push(queue, slow(1))]).toEqual([true, true, false]);
});

test('removing and taking give the cost back, without rounding errors that add up', () => {
  const queue = new JobQueue({ queueLength: 100, queueCost: 1000, standingCost: 100, standingLength: 0 });
  const jobs = Array.from({ length: 10 }, () => fast(0.1));
  for (const job of jobs) push(queue, job);
  expect(queue.cost('fast')).toBeCloseTo(1);
  for (const job of jobs.slice(0, 5)) expect(queue.remove(job)).toBe(true);
  expect(queue.remove(jobs[0] ?? fast())).toBe(false);
  while (queue.take(() => true));
  expect(queue.cost('fast')).toBe(0);
  expect(queue.length('fast')).toBe(0);
});

test('what came first goes first, however long the lane has stood', () => {
  let now = 0;
  const queue = new JobQueue({ queueLength: 10, queueCost: 1000, standingCost: 100, standingLength: 0 }, () => now);
  const jobs = [fast(), slow(), fast(), fast()] as const;
  for (const job of jobs) {
    push(queue, job);
    now += 3000;
  }
  expect([queue.standing('fast'), queue.standing('slow')]).toEqual([12_000, 9000]);
  expect(jobs.map(() => queue.take(() => true))).toEqual(jobs);
});

test('on a machine of half the speed a lane holds half as much', () => {
  const queue = new JobQueue({ queueLength: 10, queueCost: 100, standingCost: 10, standingLength: 0 });
  expect([push(queue, fast(40), 2), push(queue, fast(20), 2), push(queue, fast(1), 1)]).toEqual([true, false, true]);
});

test('a lane stands when for four seconds one had always waited for two, until it is empty', () => {
  let now = 0;
  const queue = new JobQueue({ queueLength: 10, queueCost: 100, standingCost: 10, standingLength: 0 }, () => now);
  const come = (at: number) => {
    now = at;
    push(queue, fast());
  };
  const standing = (at: number) => {
    now = at;
    return queue.standing('fast');
  };
  const next = (at: number) => {
    now = at;
    queue.take(() => true);
    return standing(at);
  };
  for (const at of [0, 100, 1900]) come(at);
  expect([next(2100), next(3900), standing(4000), standing(4001)]).toEqual([0, 0, 0, 4001]);
  come(4002);
  expect([next(4003), queue.takes(fast(99))]).toEqual([4003, false]);
  expect([next(4004), queue.takes(fast(100))]).toEqual([0, true]);
  for (const at of [5000, 5500]) come(at);
  expect([queue.takes(fast(98)), standing(9000)]).toEqual([true, 0]);
  // The next one has not waited for two seconds: with him it begins anew.
  expect([next(7499), standing(9001), standing(9500), standing(9501)]).toEqual([0, 0, 0, 4001]);
});

test('where one has waited for two seconds, the bound sinks to that of a lane that stands; the other has its own', () => {
  let now = 0;
  const queue = new JobQueue({ queueLength: 10, queueCost: 120, standingCost: 10, standingLength: 0 }, () => now);
  push(queue, fast(0));
  const bound = (at: number) => {
    now = at;
    const most = [...Array(121).keys()].findLast((cost) => queue.takes(fast(cost)));
    return [most, queue.takes(slow(120))];
  };
  expect([0, 2000, 3000, 7000, 12_000, 13_000, 60_000].map(bound)).toEqual(
    [120, 120, 110, 70, 20, 10, 10].map((cost) => [cost, true]),
  );
  queue.take(() => true);
  expect(bound(60_000)).toEqual([120, true]);
});

test('a place that is kept counts until it is given back, and nobody waits in it', () => {
  let now = 0;
  const queue = new JobQueue({ queueLength: 2, queueCost: 100, standingCost: 10, standingLength: 0 }, () => now);
  const place = queue.hold(fast(60));
  expect([queue.takes(fast(40)), queue.takes(fast(41)), queue.takes(slow(100))]).toEqual([true, false, true]);
  expect([queue.crowded(), queue.take(() => true), queue.length('fast')]).toEqual([true, undefined, 0]);
  now = 20_000;
  expect(queue.standing('fast')).toBe(0);
  const other = queue.hold(fast(1));
  expect(queue.takes(fast(1))).toBe(false);
  place.release();
  place.release();
  expect([queue.takes(fast(99)), queue.takes(fast(100))]).toEqual([true, false]);
  other.release();
  expect([queue.takes(fast(5000)), queue.crowded()]).toEqual([true, false]);
});

test('hopeless are those that came last, when what is before them takes longer than they may wait', () => {
  let now = 0;
  const queue = new JobQueue({ queueLength: 10, queueCost: 1000, standingCost: 10, standingLength: 0 }, () => now);
  expect(queue.hopeless('fast', 100, 1)).toEqual([]);
  const jobs = [fast(40), fast(40), fast(40), fast(10)] as const;
  for (const job of jobs) push(queue, job);
  expect(queue.hopeless('fast', 120, 1)).toEqual([]);
  expect(queue.hopeless('fast', 119, 1)).toEqual([jobs[3]]);
  // Only what is before and will be done delays.
  expect(queue.hopeless('fast', 60, 1)).toEqual([jobs[2], jobs[3]]);
  expect(queue.hopeless('fast', 60, 2)).toEqual([jobs[1], jobs[2], jobs[3]]);
  expect(queue.hopeless('slow', 60, 2)).toEqual([]);
  now = 50;
  expect(queue.hopeless('fast', 100, 1)).toEqual([jobs[2], jobs[3]]);
  now = 101;
  expect(queue.hopeless('fast', 100, 1)).toEqual(jobs);
});

test('it is crowded when more than half of the places or of the cost of a lane is taken', () => {
  let now = 0;
  const queue = new JobQueue({ queueLength: 4, queueCost: 100, standingCost: 10, standingLength: 0 }, () => now);
  const crowded: boolean[] = [queue.crowded()];
  for (const job of [fast(1), fast(1), fast(1)]) {
    push(queue, job);
    crowded.push(queue.crowded());
  }
  expect(crowded).toEqual([false, false, false, true]);
  const other = new JobQueue({ queueLength: 40, queueCost: 100, standingCost: 10, standingLength: 0 }, () => now);
  push(other, slow(30));
  expect([other.crowded(), other.crowded(() => 2)]).toEqual([false, true]);
  now = 4001;
  expect(other.crowded()).toBe(true);
});
