/** The rarer and the slower faults of workers: stopped, idle, silent, without prlimit, without a parent. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { ask, busyWorker, failureOf, fixture, jobOf, replaced, scratchDirectory, startPool, textOf } from './pools.js';

const MEBIBYTE = 1024 * 1024;
const linux = process.platform === 'linux';

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
    await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
    expect(await textOf(ask(pool, 'sleep', { ms: 1 }, { key: 'victim' }))).toBe('slept');
  },
);

test.each(['SIGKILL', 'SIGSTOP'] as const)('%s to an idle worker: it is replaced', async (signal) => {
  const { pool } = await startPool();
  const [pid = 0] = pool.stats().pids;
  process.kill(pid, signal);
  await replaced(pool, pid);
  await expect.poll(() => pool.stats().workers.idle).toBe(2);
});

test('idle workers that are killed again and again are still replaced: the pauses stop growing', async () => {
  const { pool } = await startPool();
  // The eighth of growing pauses would be ten seconds.
  for (let n = 0; n < 8; n++) {
    const youngest = Number(pool.stats().pids.at(-1));
    process.kill(youngest, 'SIGKILL');
    await replaced(pool, youngest, { timeout: 9000 });
    await expect.poll(() => pool.stats().workers.idle).toBe(2);
  }
});

test('a busy worker that computes in JavaScript for seconds is not taken for a stopped one', async () => {
  const { pool, incidents } = await startPool();
  expect(await textOf(ask(pool, 'spin', { ms: 2500 }))).toBe('spun');
  expect(incidents).toEqual([]);
});

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

test('one frame that takes too long is no reason to refuse the others', async () => {
  // Long enough for the job of a millisecond on a busy machine.
  const { pool } = await startPool({ deadline: 2000 });
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

test('without prlimit the worker reports its size and is killed above the ceiling', async () => {
  vi.stubEnv('PATH', '/nowhere');
  const { pool, incidents } = await startPool({ ceiling: 512 * MEBIBYTE });
  vi.unstubAllEnvs();
  const failure = await failureOf(ask(pool, 'swell', {}, { key: 'big' }));
  expect(failure).toMatchObject({ code: 'ImageTooLarge', status: 400 });
  expect(incidents).toMatchObject([{ reason: 'ceiling', during: 'busy' }]);
  expect(pool.stats().poisoned).toBe(1);
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
  await expect.poll(() => pool.stats().workers.idle).toBe(2);
  expect(await textOf(ask(pool, 'any'))).toBe('well');
  const { pids } = pool.stats();
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  await expect.poll(() => pool.stats().pids.filter((pid) => pids.includes(pid)), { interval: 1 }).toEqual([]);
  expect(pool.stats().broken).toBeUndefined();
  expect(await textOf(ask(pool, 'any'))).toBe('well');
});

test('a worker that does not become ready in time is given up, and the machine called busy', async () => {
  const { pool, incidents } = await startPool({ startWithin: 1 });
  const failure = await failureOf(ask(pool, 'any'));
  expect(failure).toMatchObject({ code: 'ServiceUnavailable', status: 503, headers: { 'retry-after': '5' } });
  expect(failure.message).toContain('queue');
  expect(pool.stats()).toMatchObject({ broken: expect.stringContaining('start-timeout'), refusals: { broken: 1 } });
  expect(incidents[0]).toMatchObject({ reason: 'start-timeout', during: 'starting' });
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
  const waiting = setTimeout(() => child.kill('SIGKILL'), 60_000);
  expect(await ended).toEqual([null, 'SIGKILL']);
  // By itself.
  expect(child.killed).toBe(false);
  clearTimeout(waiting);
});

test.each(['sleep', 'pid'])('workers do not outlive a parent that was killed (%s)', async (operation) => {
  const { parent, pids } = await startParent(operation);
  expect(pids).toHaveLength(2);
  parent.kill('SIGKILL');
  await expect.poll(() => pids.filter(alive)).toEqual([]);
});
