/** Workers that are killed, hang, swell, crash or do not start. Real signals to real processes. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { reservedForCode } from '#src/process/reserved-for-code.js';
import { ask, busyWorker, failureOf, fixture, jobOf, replaced, startPool, textOf } from './pools.js';

const MEBIBYTE = 1024 * 1024;
const linux = process.platform === 'linux';

test('SIGKILL to a busy worker: its request fails with 503, the others go on, a new one takes its place', async () => {
  const { pool, incidents } = await startPool();
  const { job, pid } = await busyWorker(pool);
  const other = ask(pool, 'sleep', { ms: 300 });
  process.kill(pid, 'SIGKILL');
  await replaced(pool, pid);
  expect(await job).toMatchObject({ code: 'ServiceUnavailable', status: 503, headers: { 'retry-after': '1' } });
  expect(await textOf(other)).toBe('slept');
  expect(incidents).toMatchObject([{ pid, reason: 'crashed', during: 'busy', signal: 'SIGKILL' }]);
  expect(await textOf(ask(pool, 'sleep', { ms: 1 }, { key: 'victim' }))).toBe('slept');
  expect(pool.stats().deaths).toEqual({ crashed: 1 });
  expect(pool.stats()).toMatchObject({ jobs: { crashed: 1 } });
});

test.each(['sleep', 'spin'])(
  'a job beyond its deadline (%s) is answered 503, its worker killed, the plan refused',
  async (way) => {
    // Long enough for the job of a millisecond, further down, on a busy machine.
    const { pool, incidents } = await startPool({ deadline: 1000, poisonFor: 60_000 });
    const asked = { key: 'poison' };
    const failure = await failureOf(ask(pool, way, { ms: 60_000 }, asked));
    expect(failure).toMatchObject({ code: 'ServiceUnavailable', status: 503, headers: { 'retry-after': '60' } });
    expect(incidents).toMatchObject([{ reason: 'deadline', during: 'busy' }]);
    expect(await failureOf(ask(pool, 'sleep', { ms: 1 }, asked))).toMatchObject({ status: 503 });
    expect(await textOf(ask(pool, 'sleep', { ms: 1 }, { key: 'another' }))).toBe('slept');
    expect(pool.stats()).toMatchObject({
      ...{ poisoned: 1, deaths: { deadline: 1 }, refusals: { poison: 1 } },
      jobs: { killed: 1, refused: 1, done: 1 },
    });
  },
);

test.each([
  ['signal', { name: 'SIGSEGV' }],
  ['exit', { code: 0 }],
  ['abort', { says: 'something went wrong' }],
] as const)(
  'a crash (%s) is a 500 for its own job; the second within a minute is remembered',
  async (operation, values) => {
    const { pool } = await startPool();
    const asked = { key: 'crasher' };
    for (let n = 0; n < 2; n++) {
      const failure = await failureOf(ask(pool, operation, values, asked));
      expect(failure).toMatchObject({ code: 'InternalServerError', status: 500 });
      expect(failure.message).not.toContain('went wrong');
    }
    expect(await failureOf(ask(pool, operation, values, asked))).toMatchObject({ status: 503 });
    expect(await textOf(ask(pool, 'sleep', { ms: 1 }))).toBe('slept');
    expect(pool.stats().deaths).toEqual({ crashed: 2 });
    expect(pool.stats()).toMatchObject({ jobs: { crashed: 2, refused: 1 } });
  },
);

test('a source on which two plans ran into the deadline is refused, whatever the third plan', async () => {
  const { pool } = await startPool({ deadline: 1000 });
  const on = (key: string, ms: number, source: string) =>
    pool.run(jobOf('sleep', { ms }), { cost: 10, lane: 'fast', signal: new AbortController().signal, key, source });
  const late = await Promise.all(['a', 'b'].map((key) => failureOf(on(key, 60_000, 'forged'))));
  for (const failure of late) expect(failure).toMatchObject({ status: 503 });
  const refused = await failureOf(on('c', 1, 'forged'));
  expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': expect.stringMatching(/^\d+$/) } });
  expect(await textOf(on('d', 1, 'sound'))).toBe('slept');
  expect(pool.stats().jobs).toMatchObject({ killed: 2, refused: 1 });
});

test.runIf(linux)(
  'the ceiling is set by the kernel: an allocation beyond it is an error, and the worker lives',
  async () => {
    const { pool, incidents } = await startPool({ ceiling: 512 * MEBIBYTE });
    const [pid] = pool.stats().pids;
    const limit = 512 * MEBIBYTE + reservedForCode();
    expect(readFileSync(`/proc/${pid}/limits`, 'latin1')).toMatch(new RegExp(`Max data size +${limit} +${limit} `));
    const failure = await failureOf(ask(pool, 'keep', { megabytes: 600 }, { key: 'big' }));
    expect(failure).toMatchObject({ code: 'ImageTooLarge', status: 400 });
    expect(await textOf(ask(pool, 'keep', { megabytes: 16 }))).toBe('1');
    expect(incidents).toEqual([]);
    expect(await failureOf(ask(pool, 'pid', {}, { key: 'big' }))).toMatchObject({ code: 'ImageTooLarge' });
  },
);

test('an answer to another job than the one asked is not taken', async () => {
  const { pool } = await startPool();
  expect(await textOf(ask(pool, 'mixUp'))).toBe('the right one');
});

test('what a killed worker had half written is removed', async () => {
  const { pool, scratch } = await startPool();
  expect(await failureOf(ask(pool, 'halfWritten'))).toMatchObject({ status: 503 });
  await expect.poll(() => readdirSync(scratch)).toEqual([]);
});

test('an entry that does not exist', async () => {
  const { pool } = await startPool({ entry: fixture('nowhere.mjs') });
  const failure = await failureOf(ask(pool, 'any'));
  expect(failure).toMatchObject({ status: 500, message: 'The image engine of this server does not start.' });
  expect(String(failure.cause)).toContain('nowhere.mjs');
});

test('an entry that cannot be started: Node throws, and the front lives', async () => {
  const { pool } = await startPool({ entry: '/nowhere\0.mjs' });
  const failure = await failureOf(ask(pool, 'any'));
  expect(failure).toMatchObject({ status: 500, message: 'The image engine of this server does not start.' });
  expect(String(failure.cause)).toContain('null bytes');
});

test('a terminal signal to the workers does nothing: the front decides', async () => {
  const { pool, incidents } = await startPool();
  const jobs = [ask(pool, 'sleep', { ms: 300 }), ask(pool, 'sleep', { ms: 300 })];
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    for (const pid of pool.stats().pids) process.kill(pid, signal);
  expect(await Promise.all(jobs.map(textOf))).toEqual(['slept', 'slept']);
  expect(incidents).toEqual([]);
});
