/** The pool's ordinary life: results, errors, lanes, bounds, clients that leave the queue, closing. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { WORKER_FLAGS } from '#src/workers/node-flags.js';
import type { JobFigures } from '#src/workers/options.js';
import { WorkerPool } from '#src/workers/pool.js';
import { FILE_ABOVE } from '#src/workers/protocol.js';
import { ask, failureOf, fixture, jobOf, scratchDirectory, startPool, textOf } from './pools.js';

const MEBIBYTE = 1024 * 1024;
const pids = async (pool: WorkerPool, times: number) => {
  const found: string[] = [];
  for (let n = 0; n < times; n++) found.push(await textOf(ask(pool, 'pid')));
  return found;
};

test('a job runs in another process and its bytes come back', async () => {
  const { pool } = await startPool();
  const result = await ask(pool, 'pid');
  expect(result).toMatchObject({ size: String(process.pid).length, contentType: 'text/plain' });
  expect(pool.stats().pids.map(String)).toContain(await textOf(ask(pool, 'pid')));
  expect(pool.stats().jobs).toEqual({ done: 2, failed: 0, crashed: 0, killed: 0, refused: 0, left: 0 });
});

test('the bytes of a source that is no single file travel with the job', async () => {
  const { pool } = await startPool();
  const job = jobOf('source');
  const source = { ...job.source, bytes: { bytes: new Uint8Array(3 * MEBIBYTE) } };
  const asked = { cost: 1, lane: 'fast', signal: new AbortController().signal } as const;
  expect(await textOf(pool.run({ ...job, source }, asked))).toBe(String(3 * MEBIBYTE));
});

test('a body above 1 MB comes as a file that the caller owns', async () => {
  const { pool, scratch } = await startPool();
  const small = await ask(pool, 'large', { size: FILE_ABOVE });
  expect('bytes' in small.body && small.body.bytes.length).toBe(FILE_ABOVE);
  const { body, size } = await ask(pool, 'large', { size: FILE_ABOVE + 1 });
  expect(size).toBe(FILE_ABOVE + 1);
  const path = 'path' in body ? body.path : '';
  expect(readFileSync(path).equals(Buffer.alloc(size, 'x'))).toBe(true);
  expect(readdirSync(scratch)).toHaveLength(1);
});

test('where the disk refuses a body above 1 MB, it comes as bytes', async () => {
  const { pool, scratch } = await startPool();
  rmSync(scratch, { recursive: true });
  const { body, size } = await ask(pool, 'large', { size: 3_000_000 });
  expect('bytes' in body && body.bytes.length).toBe(3_000_000);
  expect(size).toBe(3_000_000);
});

test('results of an earlier run are removed at start, other files stay', async () => {
  const scratch = scratchDirectory();
  writeFileSync(join(scratch, 'result-0123'), 'old');
  writeFileSync(join(scratch, 'mine'), 'kept');
  await startPool({ scratch });
  expect(readdirSync(scratch)).toEqual(['mine']);
});

test('an error of the engine keeps its code, cause number and fields; a bug becomes a 500 that says nothing', async () => {
  const { pool } = await startPool();
  const refused = await failureOf(ask(pool, 'refuse', { message: 'The value: 0 of parameter: w is invalid.' }));
  expect(refused).toMatchObject({
    name: 'OssError',
    code: 'InvalidArgument',
    status: 400,
    message: 'The value: 0 of parameter: w is invalid.',
    ec: '0040-00000312',
    fields: { ArgumentName: 'w' },
  });
  const bug = await failureOf(ask(pool, 'stumble'));
  expect(bug).toMatchObject({ code: 'InternalServerError', status: 500 });
  expect(bug.message).not.toContain('bug');
  expect(String(bug.cause)).toContain('a bug in the engine');
  expect(pool.stats().deaths).toEqual({});
});

test('a worker sees no secrets of the front, and two heaps', async () => {
  vi.stubEnv('TINTYPE_ACCESS_KEY_SECRET', 'do not tell');
  vi.stubEnv('FONTCONFIG_PATH', '/fonts');
  const { pool } = await startPool({ env: { EXTRA: 'yes' } });
  vi.unstubAllEnvs();
  const environment = JSON.parse(await textOf(ask(pool, 'environment'))) as Record<string, string>;
  expect(environment).toMatchObject({ MALLOC_ARENA_MAX: '2', FONTCONFIG_PATH: '/fonts', EXTRA: 'yes' });
  expect(JSON.stringify(environment)).not.toContain('do not tell');
});

test('a worker runs with flags of its own, whatever the front was started with', async () => {
  vi.stubEnv('NODE_OPTIONS', '--no-deprecation');
  const { pool } = await startPool();
  vi.unstubAllEnvs();
  expect(JSON.parse(await textOf(ask(pool, 'flags')))).toEqual(WORKER_FLAGS);
  const environment = JSON.parse(await textOf(ask(pool, 'environment'))) as Record<string, string>;
  expect(environment.NODE_OPTIONS).toBeUndefined();
});

test.runIf(process.platform === 'linux')('workers run at nice 10', async () => {
  const { pool } = await startPool();
  const [pid] = await pids(pool, 1);
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
  expect(Number(fields[16])).toBe(10);
});

test.each([1, 2, 3])('with %i workers slow jobs never hold up a fast one', async (size) => {
  const { pool } = await startPool({ size });
  const slow = Array.from({ length: 4 }, () => ask(pool, 'sleep', { ms: 60_000 }, { lane: 'slow' }));
  for (const job of slow) job.catch(() => undefined);
  expect(await pids(pool, 3)).toHaveLength(3);
  const held = Math.max(1, size - 1);
  expect(pool.stats()).toMatchObject({ workers: { busy: held }, queued: { slow: 4 - held, fast: 0 } });
});

test('a full lane answers 503 with Retry-After at once, the other lane still takes jobs', async () => {
  const { pool } = await startPool({ size: 1, queueLength: 2 });
  const running = ask(pool, 'sleep', { ms: 60_000 }, { lane: 'slow' });
  const waiting = [1, 2].map(() => ask(pool, 'sleep', { ms: 0 }, { lane: 'slow', cost: 2500 }));
  for (const job of [running, ...waiting]) job.catch(() => undefined);
  expect(await failureOf(ask(pool, 'pid', {}, { lane: 'slow' }))).toMatchObject({
    code: 'ServiceUnavailable',
    status: 503,
    headers: { 'retry-after': '5' },
    message: expect.stringContaining('queue is full'),
  });
  expect(pool.stats().refusals).toMatchObject({ queue: 1, deadline: 0, drain: 0 });
  expect(await pids(pool, 1)).toHaveLength(1);
  expect(pool.stats()).toMatchObject({ jobs: { refused: 1 }, queuedCost: { slow: 5000 } });
});

test('whoever asks before there is a job is told what the job would be told, and counted alike', async () => {
  const told: boolean[] = [];
  const { pool } = await startPool({ size: 1, queueLength: 2, inRush: (rush) => told.push(rush) });
  const price = { cost: 10, lane: 'fast', key: 'one' } as const;
  expect(() => pool.refuse(price)).not.toThrow();
  const jobs = [1, 2, 3].map(() => ask(pool, 'sleep', { ms: 60_000 }));
  for (const job of jobs) job.catch(() => undefined);
  expect([pool.crowded, pool.rush, told]).toEqual([true, false, []]);
  const refused = await failureOf(ask(pool, 'pid'));
  expect([pool.rush, told]).toEqual([true, [true]]);
  const early = await failureOf(Promise.resolve().then(() => pool.refuse(price)));
  expect(early).toMatchObject({ status: 503, headers: refused.headers, message: refused.message });
  expect(() => pool.refuse({ ...price, lane: 'slow' })).not.toThrow();
  expect(pool.stats()).toMatchObject({ jobs: { refused: 2 }, refusals: { queue: 2 } });
  const closed = pool.close(0);
  const drained = await failureOf(Promise.resolve().then(() => pool.refuse(price)));
  expect(drained).toMatchObject({ status: 503, message: expect.stringContaining('drains') });
  await closed;
});

test('while what a job needs is fetched, its place is taken; the job is let in whatever came meanwhile', async () => {
  const { pool } = await startPool({ size: 1, queueCost: 100 });
  const price = { cost: 60, lane: 'fast' } as const;
  let come: () => void = () => {};
  const fetched = new Promise<void>((resolve) => {
    come = resolve;
  });
  const { signal } = new AbortController();
  const first = pool.holding(price, signal, async (place) => {
    await fetched;
    return pool.run(jobOf('pid'), { ...price, signal, place });
  });
  expect([pool.takes(price), pool.crowded, pool.stats().queued.fast]).toEqual([false, true, 0]);
  const busy = [1, 2].map(() => ask(pool, 'sleep', { ms: 300 }, { cost: 20 }));
  expect(await failureOf(pool.holding(price, signal, () => Promise.reject(new Error('fetched'))))).toMatchObject({
    status: 503,
  });
  come();
  expect(await textOf(first)).toMatch(/^\d+$/);
  await Promise.all(busy);
  expect(await failureOf(pool.holding(price, signal, () => Promise.reject(new Error('lost'))))).toMatchObject({
    message: 'lost',
  });
  expect([pool.takes({ ...price, cost: 5000 }), pool.crowded]).toEqual([true, false]);
  expect(pool.stats()).toMatchObject({ jobs: { done: 3 }, refusals: { queue: 1 } });
});

test('a client that leaves while what it needs is fetched frees its place', async () => {
  const { pool } = await startPool({ size: 1, queueLength: 1 });
  const price = { cost: 60, lane: 'fast' } as const;
  const left = new AbortController();
  let come: () => void = () => {};
  const first = pool.holding(
    price,
    left.signal,
    () =>
      new Promise<void>((resolve) => {
        come = resolve;
      }),
  );
  expect(pool.takes(price)).toBe(false);
  left.abort(new Error('left'));
  expect(pool.takes(price)).toBe(true);
  come();
  await first;
  const gone = pool.holding(price, left.signal, () => Promise.reject(new Error('fetched')));
  expect(await failureOf(gone)).toMatchObject({ message: 'left' });
});

test('a place that was kept is none in a pool that closes', async () => {
  const { pool } = await startPool({ size: 1 });
  const price = { cost: 60, lane: 'fast' } as const;
  const { signal } = new AbortController();
  const late = pool.holding(price, signal, async (place) => {
    await pool.close(0);
    return pool.run(jobOf('pid'), { ...price, signal, place });
  });
  expect(await failureOf(late)).toMatchObject({ status: 503, message: expect.stringContaining('drains') });
});

test('a lane is full by estimated cost, too', async () => {
  const { pool } = await startPool({ size: 1, queueCost: 1000 });
  const running = ask(pool, 'sleep', { ms: 60_000 }, { lane: 'slow' });
  const waiting = ask(pool, 'sleep', { ms: 0 }, { lane: 'slow', cost: 900 });
  for (const job of [running, waiting]) job.catch(() => undefined);
  expect(await failureOf(ask(pool, 'pid', {}, { lane: 'slow', cost: 101 }))).toMatchObject({ status: 503 });
});

test('the slow lane, which never has all workers, is full sooner', async () => {
  const { pool } = await startPool({ size: 2, queueCost: 1000 });
  const jobs = [60_000, 0].map((ms) => ask(pool, 'sleep', { ms }, { lane: 'slow', cost: 400 }));
  for (const job of jobs) job.catch(() => undefined);
  expect(await failureOf(ask(pool, 'pid', {}, { lane: 'slow', cost: 101 }))).toMatchObject({ status: 503 });
});

test('it says for how long a lane has stood, each for itself, until nobody waits', async () => {
  const { pool } = await startPool({ size: 1 });
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const client = new AbortController();
    const jobs = [{}, { signal: client.signal }].map((asked) => ask(pool, 'sleep', { ms: 60_000 }, asked));
    for (const job of jobs) job.catch(() => undefined);
    vi.advanceTimersByTime(4000);
    expect(pool.stats().standingSeconds).toEqual({ fast: 0, slow: 0 });
    vi.advanceTimersByTime(1000);
    expect(pool.stats().standingSeconds).toEqual({ fast: 5, slow: 0 });
    client.abort(new Error('gone'));
    expect(pool.stats().standingSeconds).toEqual({ fast: 0, slow: 0 });
  } finally {
    vi.useRealTimers();
  }
});

test('a job that waits too long is answered 503 and never runs', async () => {
  const { pool } = await startPool({ size: 1, patience: 50 });
  const running = ask(pool, 'sleep', { ms: 400 });
  expect(await failureOf(ask(pool, 'pid'))).toMatchObject({
    status: 503,
    message: expect.stringContaining('deadline'),
  });
  expect(await textOf(running)).toBe('slept');
  expect(pool.stats()).toMatchObject({ jobs: { done: 1, refused: 1 }, refusals: { queue: 0, deadline: 1 } });
});

test('who waits behind more than was thought is told as soon as it is known', async () => {
  const { pool } = await startPool({ size: 1, patience: 2600 });
  // Estimated as ten milliseconds each, and of two hundred.
  const running = ask(pool, 'sleep', { ms: 200 });
  const first = ask(pool, 'sleep', { ms: 200 }, { cost: 2400 });
  const second = ask(pool, 'pid', {}, { cost: 100 });
  expect(await failureOf(second)).toMatchObject({
    status: 503,
    headers: { 'retry-after': expect.stringMatching(/^\d$/) },
    message: expect.stringContaining('would miss its deadline'),
  });
  await running;
  await first;
  expect(pool.stats()).toMatchObject({ jobs: { done: 2 }, refusals: { deadline: 1 } });
});

test('a client that leaves the queue frees its place', async () => {
  const { pool } = await startPool({ size: 1, queueLength: 1 });
  const running = ask(pool, 'sleep', { ms: 300 });
  const client = new AbortController();
  const left = ask(pool, 'pid', {}, { signal: client.signal });
  client.abort(new Error('gone'));
  expect(await failureOf(left)).toMatchObject({ message: 'gone' });
  expect(await pids(pool, 1)).toHaveLength(1);
  await running;
  expect(pool.stats().jobs).toMatchObject({ done: 2, left: 1, refused: 0 });
});

test('a client that had left before is not served', async () => {
  const { pool } = await startPool();
  expect(await failureOf(ask(pool, 'pid', {}, { signal: AbortSignal.abort(new Error('gone')) }))).toMatchObject({
    message: 'gone',
  });
  expect(pool.stats().jobs.done).toBe(0);
});

test('closing waits for those that run and wait, and refuses new ones', async () => {
  const { pool, incidents } = await startPool({ size: 1 });
  const jobs = [ask(pool, 'sleep', { ms: 100 }), ask(pool, 'sleep', { ms: 100 })];
  const closed = pool.close();
  expect(await failureOf(ask(pool, 'pid'))).toMatchObject({
    status: 503,
    headers: { 'retry-after': '1' },
    message: expect.stringContaining('drains'),
  });
  expect(pool.stats().refusals).toMatchObject({ queue: 0, deadline: 0, drain: 1 });
  expect(await Promise.all(jobs.map(textOf))).toEqual(['slept', 'slept']);
  await closed;
  expect(incidents.map(({ reason }) => reason)).toEqual(['closing', 'closing']);
  expect(incidents.filter(({ pid }) => existsSync(`/proc/${pid}`))).toEqual([]);
});

test('closing has an end: what still runs or waits then is answered 503', async () => {
  const { pool } = await startPool({ size: 1 });
  const jobs = [ask(pool, 'sleep', { ms: 60_000 }), ask(pool, 'sleep', { ms: 60_000 })].map(failureOf);
  await pool.close(100);
  for (const failure of await Promise.all(jobs)) expect(failure).toMatchObject({ status: 503 });
});

test('a pool that does not wait for its workers takes jobs, and says that they are starting', async () => {
  const pool = await WorkerPool.open({ scratch: scratchDirectory(), size: 1, entry: fixture('engine.mjs') });
  expect(pool.stats()).toMatchObject({ starting: true, broken: undefined, workers: { idle: 0, busy: 0 } });
  expect(await textOf(ask(pool, 'sleep', { ms: 1 }))).toBe('slept');
  expect(pool.stats().starting).toBe(false);
  await pool.close(0);
});

test('a pool whose workers are still starting closes at once', async () => {
  const pool = await WorkerPool.open({ scratch: scratchDirectory(), size: 1, entry: fixture('engine.mjs') });
  await pool.close(60_000);
  expect(pool.stats().pids).toEqual([]);
});

test('an idle pool closes at once, and twice is once', async () => {
  const pool = await WorkerPool.start({ scratch: scratchDirectory(), size: 1, entry: fixture('engine.mjs') });
  await Promise.all([pool.close(60_000), pool.close(60_000)]);
  expect(pool.stats().pids).toEqual([]);
});

test('of every job that a worker took it is told what it was and how long it waited and took', async () => {
  const told: JobFigures[] = [];
  const { pool } = await startPool({ size: 1, observe: (job) => told.push(job) });
  const first = ask(pool, 'sleep', { ms: 60 });
  const { work } = await ask(pool, 'pid');
  await first;
  await failureOf(ask(pool, 'exit', { code: 7 }));
  await expect.poll(() => told).toHaveLength(3);
  expect(told.map(({ operation, format }) => [operation, format])).toEqual([
    ['sleep', 'other'],
    ['pid', 'other'],
    ['exit', 'none'],
  ]);
  expect(told[0]?.rendering).toBeGreaterThanOrEqual(59);
  expect(work).toEqual({ queued: told[1]?.queued, rendering: expect.any(Number) });
  expect(work.queued).toBeGreaterThanOrEqual(50);
});
