import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DirectoryLock } from '#src/store/lock.js';
import { StartupError } from '#src/store/startup-error.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-lock-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** Prints 'taken' and stays, or prints why not and ends. */
function contender(user: { uid?: number; gid?: number } = {}) {
  const script = `
    import { DirectoryLock } from ${JSON.stringify(import.meta.resolve('#src/store/lock.js'))};
    try {
      globalThis.lock = DirectoryLock.take(${JSON.stringify(directory)});
      console.log('taken');
      setInterval(() => {}, 1000);
    } catch (error) {
      console.log(error.message);
    }`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    ...user,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function answer(child: ReturnType<typeof contender>): Promise<string> {
  const [line] = await once(child.stdout, 'data');
  return String(line).trim();
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  if (child.kill('SIGKILL')) await ended;
}

test('a second one in the same process is refused, and may have it afterwards', () => {
  const lock = DirectoryLock.take(directory);
  const message = `The data directory ${directory} is in use by another Tintype (process ${process.pid}).`;
  expect(() => DirectoryLock.take(directory)).toThrow(new StartupError(message));
  expect(() => DirectoryLock.take(directory)).toThrow(StartupError);
  lock.release();
  DirectoryLock.take(directory).release();
});

test('a start that fails behind the lock leaves none', () => {
  const pidFile = join(directory, 'lock.pid');
  mkdirSync(pidFile);
  expect(() => DirectoryLock.take(directory)).toThrow('EISDIR');
  rmdirSync(pidFile);
  DirectoryLock.take(directory).release();
});

test('a directory without room for a lock is told by the name of the file', () => {
  const nowhere = join(directory, 'nowhere');
  expect(() => DirectoryLock.take(nowhere)).toThrow(StartupError);
  expect(() => DirectoryLock.take(nowhere)).toThrow(`${nowhere}/lock cannot be locked: `);
});

/** For root nothing is read-only. */
const NOBODY = 65_534;
const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

test('a lock that may only be read is none', async () => {
  const file = join(directory, 'lock');
  writeFileSync(file, '');
  chmodSync(file, 0o444);
  if ('uid' in asNobody) chownSync(directory, NOBODY, NOBODY);
  expect(await answer(contender(asNobody))).toBe(`EACCES: permission denied, access '${file}'`);
});

test('a second process is refused, and a killed one holds nothing', async () => {
  const first = contender();
  expect(await answer(first)).toBe('taken');
  expect(() => DirectoryLock.take(directory)).toThrow(`(process ${first.pid})`);
  await kill(first);
  const lock = DirectoryLock.take(directory);
  expect(await answer(contender())).toContain(`(process ${process.pid})`);
  lock.release();
});

test('of several who come at once after a crash, one has it', async () => {
  const crashed = contender();
  await answer(crashed);
  await kill(crashed);
  const all = [contender(), contender(), contender()];
  const answers = await Promise.all(all.map(answer));
  expect(answers.filter((text) => text === 'taken')).toHaveLength(1);
  await Promise.all(all.map(kill));
});
