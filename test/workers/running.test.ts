/** What runs: who has which worker, and what becomes of it when its client leaves. */
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UNCONFINED } from '#src/workers/confinement.js';
import { RunningJobs } from '#src/workers/running.js';
import { Ticket } from '#src/workers/ticket.js';
import { WorkerProcess } from '#src/workers/worker-process.js';
import { ask, failureOf, fixture, jobOf, scratchDirectory, startPool, textOf } from './pools.js';

const MEBIBYTE = 1024 * 1024;

test('a lane holds a worker from the beginning of a job to its end, or to that of the worker', async () => {
  const running = new RunningJobs({ deadline: 60_000, abandonAbove: 60_000 });
  const ended: string[] = [];
  const events = new EventTarget();
  const over = (how: string) => (worker: WorkerProcess) => {
    ended.push(`${how} ${running.end(worker)?.lane}`);
    events.dispatchEvent(new Event(how));
  };
  const settings = {
    ...{ entry: fixture('engine.mjs'), env: {}, confinement: UNCONFINED },
    ...{ ceiling: 1024 ** 3, nice: 10, startWithin: 10_000 },
  };
  const worker = new WorkerProcess(1, settings, {
    ready: () => events.dispatchEvent(new Event('ready')),
    settled: over('settled'),
    died: over('died'),
  });
  await once(events, 'ready');
  const ticketOf = (operation: string, lane: 'fast' | 'slow') => {
    const signal = new AbortController().signal;
    const output = join(scratchDirectory(), 'output');
    return new Ticket(jobOf(operation, { ms: 60_000 }), output, { cost: 1, lane, signal }, () => {});
  };
  running.begin(ticketOf('pid', 'fast'), worker);
  expect([running.size, running.held]).toEqual([1, { fast: 1, slow: 0 }]);
  await once(events, 'settled');
  expect([running.size, running.held]).toEqual([0, { fast: 0, slow: 0 }]);
  running.begin(ticketOf('sleep', 'slow'), worker);
  expect(running.held).toEqual({ fast: 0, slow: 1 });
  worker.kill('recycled');
  expect([ended, running.size, running.held]).toEqual([['settled fast', 'died slow'], 0, { fast: 0, slow: 0 }]);
  expect(running.end(worker)).toBeUndefined();
  await worker.exited;
});

test('when the client of a running job leaves, a cheap one ends quietly and a dear one is killed', async () => {
  const { pool, scratch, incidents } = await startPool();
  const cheap = new AbortController();
  const dear = new AbortController();
  const left = [
    ask(pool, 'large', { size: 2 * MEBIBYTE }, { signal: cheap.signal, cost: 100 }),
    ask(pool, 'sleep', { ms: 60_000 }, { signal: dear.signal, cost: 60_000, key: 'dear' }),
  ];
  for (const client of [cheap, dear]) client.abort(new Error('gone'));
  for (const job of left) expect(await failureOf(job)).toMatchObject({ message: 'gone' });
  await expect.poll(() => pool.stats().jobs).toMatchObject({ left: 2, done: 1, killed: 1 });
  expect(incidents.map(({ reason }) => reason)).toEqual(['abandoned']);
  await expect.poll(() => readdirSync(scratch)).toEqual([]);
  expect(await textOf(ask(pool, 'sleep', { ms: 1 }, { key: 'dear' }))).toBe('slept');
});

test('a job that was thought cheap is killed, too, when its client left and it goes on', async () => {
  const { pool, incidents } = await startPool({ abandonAbove: 50 });
  const client = new AbortController();
  const left = ask(pool, 'sleep', { ms: 60_000 }, { signal: client.signal, cost: 1 });
  client.abort(new Error('gone'));
  expect(await failureOf(left)).toMatchObject({ message: 'gone' });
  await expect.poll(() => pool.stats().jobs).toMatchObject({ left: 1, killed: 1 });
  expect(incidents.map(({ reason }) => reason)).toEqual(['abandoned']);
});
