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
  const queue = new JobQueue({ queueLength: 10, queueCost: 1000, standingCost: 100 });
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
  const queue = new JobQueue({ queueLength: 2, queueCost: 1000, standingCost: 100 });
  expect([push(queue, slow()), push(queue, slow()), push(queue, slow())]).toEqual([true, true, false]);
  expect(push(queue, fast())).toBe(true);
});

test('each lane is bounded by cost, but an empty one takes any job', () => {
  const queue = new JobQueue({ queueLength: 10, queueCost: 100, standingCost: 10 });
  const dear = slow(5000);
  expect([push(queue, dear), push(queue, slow(1))]).toEqual([true, false]);
  expect([push(queue, fast(60)), push(queue, fast(40)), push(queue, fast(1))]).toEqual([true, true, false]);
  queue.remove(dear);
  expect([push(queue, slow(99)), push(queue, slow(1)), push(queue, slow(1))]).toEqual([true, true, false]);
});

test('removing and taking give the cost back, without rounding errors that add up', () => {
  const queue = new JobQueue({ queueLength: 100, queueCost: 1000, standingCost: 100 });
  const jobs = Array.from({ length: 10 }, () => fast(0.1));
  for (const job of jobs) push(queue, job);
  expect(queue.cost('fast')).toBeCloseTo(1);
  for (const job of jobs.slice(0, 5)) expect(queue.remove(job)).toBe(true);
  expect(queue.remove(jobs[0] ?? fast())).toBe(false);
  while (queue.take(() => true));
  expect(queue.cost('fast')).toBe(0);
  expect(queue.length('fast')).toBe(0);
});

test('where the first has waited for more than a second, the newest goes first; the others wait on', () => {
  let now = 0;
  const queue = new JobQueue({ queueLength: 10, queueCost: 1000, standingCost: 100 }, () => now);
  const old = [fast(), fast(), fast()] as const;
  for (const job of old) push(queue, job);
  now = 1000;
  expect(queue.take(() => true)).toBe(old[0]);
  now = 1001;
  const young = fast();
  push(queue, young);
  expect(queue.take(() => true)).toBe(young);
  expect(queue.take(() => true)).toBe(old[2]);
  expect(queue.take(() => true)).toBe(old[1]);
  const later = [fast(), fast()] as const;
  for (const job of later) push(queue, job);
  expect(queue.take(() => true)).toBe(later[0]);
});

test('a lane that stands does not take the turn of the other', () => {
  let now = 0;
  const queue = new JobQueue({ queueLength: 10, queueCost: 1000, standingCost: 100 }, () => now);
  for (let n = 0; n < 3; n++) push(queue, fast());
  now = 5000;
  const waiting = slow();
  push(queue, waiting);
  push(queue, fast());
  expect(queue.take(() => true)).toBe(waiting);
});

test('on a machine of half the speed a lane holds half as much', () => {
  const queue = new JobQueue({ queueLength: 10, queueCost: 100, standingCost: 10 });
  expect([push(queue, fast(40), 2), push(queue, fast(20), 2), push(queue, fast(1), 1)]).toEqual([true, false, true]);
});

test('a lane that stands takes a second of work more, and does that first, in turn', () => {
  let now = 0;
  const queue = new JobQueue({ queueLength: 10, queueCost: 150, standingCost: 10 }, () => now);
  const old = [fast(40), fast(40)] as const;
  for (const job of old) push(queue, job);
  now = 1000;
  expect(queue.takes(fast(50))).toBe(true);
  now = 1001;
  expect([queue.takes(fast(11)), queue.takes(slow(50))]).toEqual([true, true]);
  const young = [fast(5), fast(5)] as const;
  expect(young.map((job) => push(queue, job))).toEqual([true, true]);
  expect([queue.takes(fast(1)), queue.takes(fast(0)), queue.takes(fast(0), 1.1)]).toEqual([false, true, false]);
  expect(queue.take(() => true)).toBe(young[0]);
  expect([queue.takes(fast(5)), queue.takes(fast(6)), queue.age('fast')]).toEqual([true, false, 1001]);
  now = 2002;
  // It has waited for too long itself, and the newest of those goes first when nobody else waits.
  expect(queue.takes(fast(10))).toBe(true);
  expect(queue.take(() => true)).toBe(young[1]);
  expect(queue.take(() => true)).toBe(old[1]);
});

test('what somebody more waits for is as young as he is, if there is room', () => {
  let now = 0;
  const queue = new JobQueue({ queueLength: 10, queueCost: 150, standingCost: 10 }, () => now);
  const old = [fast(5), fast(6), fast(5)] as const;
  for (const job of old) push(queue, job);
  now = 1001;
  queue.renew(old[0]);
  queue.renew(old[1]);
  queue.renew(old[2]);
  queue.renew(fast(1));
  expect([queue.length('fast'), queue.cost('fast')]).toEqual([3, 16]);
  expect([1, 2, 3].map(() => queue.take(() => true))).toEqual([old[0], old[2], old[1]]);
});

test('it is crowded when more than half of the places or of the cost of a lane is taken', () => {
  let now = 0;
  const queue = new JobQueue({ queueLength: 4, queueCost: 100, standingCost: 10 }, () => now);
  const crowded: boolean[] = [queue.crowded()];
  for (const job of [fast(1), fast(1), fast(1)]) {
    push(queue, job);
    crowded.push(queue.crowded());
  }
  expect(crowded).toEqual([false, false, false, true]);
  const other = new JobQueue({ queueLength: 40, queueCost: 100, standingCost: 10 }, () => now);
  push(other, slow(30));
  expect([other.crowded(), other.crowded(2)]).toEqual([false, true]);
  now = 1001;
  expect(other.crowded()).toBe(true);
});
