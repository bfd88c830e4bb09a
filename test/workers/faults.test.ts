/** Workers that are killed, stopped, hang, swell, crash or do not start. Real signals to real processes. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import type { WorkerPool } from '#src/workers/pool.js';
import { ask, failureOf, fixture, jobOf, scratchDirectory, startPool, textOf } from './pools.js';

const MEBIBYTE = 1024 * 1024;
const linux = process.platform === 'linux';

/** Starts a long job and tells which process it is in. */
async function busyWorker(pool: WorkerPool, operation = 'sleep') {
  const before = pool.stats().workers.busy;
  const job = failureOf(ask(pool, operation, { ms: 60_000 }, { key: 'victim' }));
  expect(pool.stats().workers.busy).toBe(before + 1);
  // The pool gives work to the first idle worker of its list.
  return { job, pid: Number(pool.stats().pids[before]) };
}

async function replaced(pool: WorkerPool, old: number): Promise<void> {
  await vi.waitFor(() => expect(pool.stats().pids.filter((pid) => pid !== old)).toHaveLength(2), {
    timeout: 5000,
    interval: 5,
  });
}

test('SIGKILL to a busy worker: its request fails with 500, the others go on, a new one takes its place', async () => {
  const { pool, incidents } = await startPool();
  const { job, pid } = await busyWorker(pool);
  const other = ask(pool, 'sleep', { ms: 300 });
  process.kill(pid, 'SIGKILL');
  await replaced(pool, pid);
  expect(await job).toMatchObject({ code: 'InternalServerError', status: 500 });
  expect(await textOf(other)).toBe('slept');
  expect(incidents).toMatchObject([{ pid, reason: 'crashed', during: 'busy', signal: 'SIGKILL' }]);
  expect(await textOf(ask(pool, 'sleep', { ms: 1 }, { key: 'victim' }))).toBe('slept');
  expect(pool.stats().deaths).toEqual({ crashed: 1 });
  expect(pool.stats()).toMatchObject({ jobs: { crashed: 1 } });
});

test.runIf(linux)(
  'SIGSTOP to a busy worker: its request fails with 503, the others go on, it is replaced',
  async () => {
    const { pool, incidents } = await startPool();
    const { job, pid } = await busyWorker(pool);
    const other = ask(pool, 'sleep', { ms: 800 });
    process.kill(pid, 'SIGSTOP');
    await replaced(pool, pid);
    expect(await job).toMatchObject({ code: 'ServiceUnavailable', status: 503 });
    expect(await textOf(other)).toBe('slept');
    expect(incidents).toMatchObject([{ pid, reason: 'stopped', during: 'busy' }]);
    await vi.waitFor(() => expect(existsSync(`/proc/${pid}`)).toBe(false), 5000);
    expect(await textOf(ask(pool, 'sleep', { ms: 1 }, { key: 'victim' }))).toBe('slept');
  },
);

test.each(['SIGKILL', 'SIGSTOP'] as const)('%s to an idle worker: it is replaced', async (signal) => {
  const { pool } = await startPool();
  const [pid = 0] = pool.stats().pids;
  process.kill(pid, signal);
  await replaced(pool, pid);
  await vi.waitFor(() => expect(pool.stats().workers.idle).toBe(2), 5000);
});

test('idle workers that are killed again and again are still replaced: the pauses stop growing', async () => {
  const { pool } = await startPool();
  // The seventh of growing pauses would be longer than anybody waits here.
  for (let n = 0; n < 7; n++) {
    const youngest = Number(pool.stats().pids.at(-1));
    process.kill(youngest, 'SIGKILL');
    await replaced(pool, youngest);
    await vi.waitFor(() => expect(pool.stats().workers.idle).toBe(2), 5000);
  }
});

test('a busy worker that computes in JavaScript for seconds is not taken for a stopped one', async () => {
  const { pool, incidents } = await startPool();
  expect(await textOf(ask(pool, 'spin', { ms: 2500 }))).toBe('spun');
  expect(incidents).toEqual([]);
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

test('also when a stack longer than what is kept of it stands behind', async () => {
  const { pool } = await startPool();
  const says = `FATAL ERROR: out of memory\n${'node::Stack of C++\n'.repeat(400)}`;
  expect(await failureOf(ask(pool, 'abort', { says }, { key: 'long' }))).toMatchObject({ code: 'ImageTooLarge' });
});

test.runIf(process.platform === 'linux')(
  'who dies close to the ceiling without a word was refused memory',
  async () => {
    const { pool } = await startPool({ size: 1, ceiling: 600 * MEBIBYTE, recycleRss: 4096 * MEBIBYTE });
    await ask(pool, 'keep', { megabytes: 420 });
    const death = failureOf(ask(pool, 'signal', { name: 'SIGSEGV' }, { key: 'silent' }));
    expect(await death).toMatchObject({ code: 'ImageTooLarge' });
  },
);

test('a source on which two plans ran into the deadline is refused, whatever the third plan', async () => {
  const { pool } = await startPool({ deadline: 300 });
  const on = (key: string, ms: number, source: string) =>
    pool.run(jobOf('sleep', { ms }), { cost: 10, lane: 'fast', signal: new AbortController().signal, key, source });
  for (const key of ['a', 'b']) expect(await failureOf(on(key, 60_000, 'forged'))).toMatchObject({ status: 503 });
  const refused = await failureOf(on('c', 1, 'forged'));
  expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': expect.stringMatching(/^\d+$/) } });
  expect(await textOf(on('d', 1, 'sound'))).toBe('slept');
  expect(pool.stats().jobs).toMatchObject({ killed: 2, refused: 1 });
});

test('one frame that takes too long is no reason to refuse the others', async () => {
  const { pool } = await startPool({ deadline: 300 });
  const signal = new AbortController().signal;
  const options = { cost: 10, lane: 'fast', signal, source: 'long' } as const;
  await failureOf(pool.run(jobOf('sleep', { ms: 60_000 }), { ...options, key: 'late' }));
  expect(await textOf(pool.run(jobOf('sleep', { ms: 1 }), { ...options, key: 'early' }))).toBe('slept');
});

test('an abort for want of memory counts as the ceiling', async () => {
  const { pool } = await startPool();
  const says = 'GLib-ERROR **: gmem.c:139: failed to allocate 201334784 bytes';
  expect(await failureOf(ask(pool, 'abort', { says }, { key: 'big' }))).toMatchObject({ code: 'ImageTooLarge' });
  expect(await failureOf(ask(pool, 'pid', {}, { key: 'big' }))).toMatchObject({ code: 'ImageTooLarge', status: 400 });
});

test.runIf(linux)(
  'the ceiling is set by the kernel: an allocation beyond it is an error, and the worker lives',
  async () => {
    const { pool, incidents } = await startPool({ ceiling: 512 * MEBIBYTE });
    const [pid] = pool.stats().pids;
    expect(readFileSync(`/proc/${pid}/limits`, 'latin1')).toMatch(/Max data size +536870912 +536870912/);
    const failure = await failureOf(ask(pool, 'keep', { megabytes: 600 }, { key: 'big' }));
    expect(failure).toMatchObject({ code: 'ImageTooLarge', status: 400 });
    expect(await textOf(ask(pool, 'keep', { megabytes: 16 }))).toBe('1');
    expect(incidents).toEqual([]);
    expect(await failureOf(ask(pool, 'pid', {}, { key: 'big' }))).toMatchObject({ code: 'ImageTooLarge' });
  },
);

test('without prlimit the worker reports its size and is killed above the ceiling', async () => {
  vi.stubEnv('PATH', '/nowhere');
  const { pool, incidents } = await startPool({ ceiling: 512 * MEBIBYTE });
  vi.unstubAllEnvs();
  const failure = await failureOf(ask(pool, 'swell', {}, { key: 'big' }));
  expect(failure).toMatchObject({ code: 'ImageTooLarge', status: 400 });
  expect(incidents).toMatchObject([{ reason: 'ceiling', during: 'busy' }]);
  expect(pool.stats().poisoned).toBe(1);
});

test('an answer to another job than the one asked is not taken', async () => {
  const { pool } = await startPool();
  expect(await textOf(ask(pool, 'mixUp'))).toBe('the right one');
});

test('what a killed worker had half written is removed', async () => {
  const { pool, scratch } = await startPool();
  expect(await failureOf(ask(pool, 'halfWritten'))).toMatchObject({ status: 500 });
  await vi.waitFor(() => expect(readdirSync(scratch)).toEqual([]), 5000);
});

test('an engine that does not load: a clear 500 with the cause, and recovery by itself', async () => {
  const mustExist = join(scratchDirectory(), 'engine-is-installed');
  const { pool, incidents } = await startPool({ entry: fixture('fragile.mjs'), env: { MUST_EXIST: mustExist } });
  const failure = await failureOf(ask(pool, 'any'));
  expect(failure).toMatchObject({ code: 'InternalServerError', status: 500 });
  expect(failure.message).toBe('The image engine of this server does not start.');
  expect(String(failure.cause)).toContain('engine-is-installed');
  expect(pool.stats().broken).toContain('ENOENT');
  expect(incidents[0]).toMatchObject({ reason: 'crashed', during: 'starting', code: 1 });
  writeFileSync(mustExist, '');
  await vi.waitFor(() => expect(pool.stats().workers.idle).toBe(2), 15_000);
  expect(await textOf(ask(pool, 'any'))).toBe('well');
  for (const pid of pool.stats().pids) process.kill(pid, 'SIGKILL');
  await vi.waitFor(() => expect(pool.stats().workers.idle).toBe(0), { timeout: 5000, interval: 1 });
  expect(pool.stats().broken).toBeUndefined();
  expect(await textOf(ask(pool, 'any'))).toBe('well');
});

test('an entry that does not exist', async () => {
  const { pool } = await startPool({ entry: fixture('nowhere.mjs') });
  const failure = await failureOf(ask(pool, 'any'));
  expect(failure).toMatchObject({ status: 500, message: 'The image engine of this server does not start.' });
  expect(String(failure.cause)).toContain('nowhere.mjs');
});

test('a worker that does not become ready in time is given up', async () => {
  const { pool, incidents } = await startPool({ startWithin: 1 });
  expect(await failureOf(ask(pool, 'any'))).toMatchObject({ status: 500 });
  expect(incidents[0]).toMatchObject({ reason: 'start-timeout', during: 'starting' });
});

test('a terminal signal to the workers does nothing: the front decides', async () => {
  const { pool, incidents } = await startPool();
  const jobs = [ask(pool, 'sleep', { ms: 300 }), ask(pool, 'sleep', { ms: 300 })];
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    for (const pid of pool.stats().pids) process.kill(pid, signal);
  expect(await Promise.all(jobs.map(textOf))).toEqual(['slept', 'slept']);
  expect(incidents).toEqual([]);
});

async function startParent(operation: string): Promise<{ parent: ChildProcess; pids: number[] }> {
  const args = [scratchDirectory(), operation];
  const parent = fork(fileURLToPath(fixture('parent.mjs')), args, { execArgv: [], cwd: tmpdir() });
  const [pids] = (await once(parent, 'message')) as [number[]];
  return { parent, pids };
}

/** A zombie that nobody has waited for yet is dead enough: in a container the first process may never do it. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !linux || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
}

test('a worker whose parent has gone before it began to listen does not stay', async () => {
  const child = fork(fixture('engine.mjs'), { serialization: 'advanced', detached: true, stdio: 'ignore' });
  const ended = once(child, 'exit');
  child.disconnect();
  const waiting = setTimeout(() => child.kill('SIGKILL'), 10_000);
  expect(await ended).toEqual([null, 'SIGKILL']);
  // By itself.
  expect(child.killed).toBe(false);
  clearTimeout(waiting);
});

test.each(['sleep', 'pid'])('workers do not outlive a parent that was killed (%s)', async (operation) => {
  const { parent, pids } = await startParent(operation);
  expect(pids).toHaveLength(2);
  parent.kill('SIGKILL');
  await vi.waitFor(() => expect(pids.filter(alive)).toEqual([]), 10_000);
});
