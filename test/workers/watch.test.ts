import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { isStopped, sentence } from '#src/workers/watch.js';

test.each([
  // state, silent looks, does the system say that it is stopped?, the sentence
  ['busy', 1, true, 'stopped'],
  ['idle', 1, true, 'stopped'],
  ['starting', 1, true, 'stopped'],
  ['busy', 10_000, false, undefined],
  ['busy', 10_000, undefined, undefined],
  ['starting', 10_000, undefined, undefined],
  ['idle', 2, undefined, undefined],
  ['idle', 3, undefined, 'silent'],
  ['idle', 29, false, undefined],
  ['idle', 30, false, 'silent'],
] as const)('%s, silent for %i looks, stopped: %s -> %s', (state, silent, stopped, expected) => {
  expect(sentence(state, silent, stopped)).toBe(expected);
});

test.runIf(process.platform === 'linux')('a process that runs, is stopped, is gone', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const pid = Number(child.pid);
  expect(isStopped(pid)).toBe(false);
  child.kill('SIGSTOP');
  await expect.poll(() => isStopped(pid)).toBe(true);
  child.kill('SIGKILL');
  await expect.poll(() => isStopped(pid)).toBeUndefined();
});
