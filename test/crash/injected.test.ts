/** A disk that fails, in the middle of the work: strace has the kernel's calls fail in a server that runs. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ServerProcess } from '../cli/server-process.js';
import { until } from '../until.js';
import { CRASH_KEY, serve } from './rounds.js';
import { ServerTarget } from './server-target.js';
import { settle } from './settle.js';
import { straceMissing } from './strace.js';
import { UnexpectedAnswer } from './target.js';

const missing = straceMissing();
const parent = mkdtempSync(join(tmpdir(), 'tintype-injected-'));
const data = join(parent, 'data');
let server: ServerProcess;
let target: ServerTarget;
let strace: ChildProcess | undefined;

async function start(): Promise<void> {
  server = serve(data);
  target = await ServerTarget.connect(await server.endpoint(), CRASH_KEY);
}

beforeAll(() => (missing === undefined ? start() : undefined));
afterEach(() => letGo());
afterAll(async () => {
  target?.close();
  await server?.end();
  rmSync(parent, { recursive: true });
});

/** From now on, until letGo(). */
async function inject(call: string, error: string): Promise<void> {
  const args = ['-f', '-p', String(server.child.pid), '-e', `trace=${call}`, '-e', `inject=${call}:error=${error}`];
  strace = spawn('strace', [...args, '-o', '/dev/null'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  // Read until it ends: it speaks of threads that come later, and would die of a pipe that nobody reads.
  strace.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  // It says so of the process, and then of each of its threads.
  await until(() => {
    if (strace?.exitCode !== null || strace.signalCode !== null) throw new Error(`strace has not attached: ${said}`);
    return /attached with \d+ threads/.test(said);
  });
}

async function letGo(): Promise<void> {
  if (strace === undefined || strace.exitCode !== null || strace.signalCode !== null) return;
  const ended = once(strace, 'exit');
  strace.kill('SIGINT');
  await ended;
}

/** true: acknowledged. Anything but a 5xx is no refusal. */
async function acknowledged(change: Promise<void>): Promise<boolean> {
  return change.then(
    () => true,
    (error) => {
      expect(String(error)).toMatch(/: 5\d\d <\?xml/);
      return false;
    },
  );
}

const read = async (key: string) => (await target.get(key))?.bytes.toString();

/** What fails, how, and whether that is after the bytes are safe: then a change may be there although it was refused. */
const FAULTS = [
  ['fdatasync', 'EIO'],
  ['fdatasync', 'ENOSPC'],
  ['fsync', 'EIO'],
  ['fsync', 'ENOSPC'],
  ['pwrite64', 'EIO'],
  ['pwrite64', 'ENOSPC'],
] as const;

describe.skipIf(missing !== undefined)('while the disk fails', () => {
  test.each(FAULTS)(
    '%s with %s: a change is refused with a 5xx, what was there is read, and it goes on afterwards',
    async (call, error) => {
      const [old, name] = [`old ${call} ${error}`, `${call}-${error}`];
      for (const key of ['put', 'deleted', 'copied']) await target.put(`${name}/${key}`, Buffer.from(old));
      await target.append(`${name}/log`, 0, Buffer.from(old));
      await inject(call, error);
      const put = await acknowledged(target.put(`${name}/put`, Buffer.from('new')));
      const append = await acknowledged(target.append(`${name}/log`, old.length, Buffer.from('+')));
      const part = await acknowledged(
        target.initiate(`${name}/parts`).then((id) => target.putPart(`${name}/parts`, id, 1, Buffer.from('x'))),
      );
      expect([put, append, part]).toEqual([false, false, false]);
      const removed = await acknowledged(target.delete(`${name}/deleted`));
      const copied = await acknowledged(target.copy(`${name}/put`, `${name}/copied`));
      expect(await read(`${name}/put`)).toBe(old);
      expect(await read(`${name}/log`)).toBe(old);
      expect(await read(`${name}/deleted`)).toBe(removed ? undefined : old);
      expect(await read(`${name}/copied`)).toBe(old);
      await letGo();

      expect(await read(`${name}/put`)).toBe(old);
      await target.put(`${name}/put`, Buffer.from('newer'));
      expect(await read(`${name}/put`)).toBe('newer');
      if (!removed) await target.delete(`${name}/deleted`);
      if (!copied) await target.copy(`${name}/put`, `${name}/copied`);
      await target.append(`${name}/log`, old.length, Buffer.from('!'));
      for (const { key, upload } of await target.uploads()) await target.abortUpload(key, upload);
    },
  );

  test('reads that fail send no whole object, and end no process', async () => {
    const whole = Buffer.alloc(3 << 20, 'x');
    await target.put('large', whole);
    await inject('pread64', 'EIO');
    const found = await target.get('large').catch((error) => error as Error);
    expect(found).toBeInstanceOf(Error);
    if (found instanceof UnexpectedAnswer) expect(found.message).toMatch(/: 5\d\d /);
    await letGo();
    expect((await target.get('large'))?.bytes.equals(whole)).toBe(true);
  });

  test('and after a crash everything that was acknowledged is there', async () => {
    target.close();
    await server.end();
    await start();
    for (const [call, error] of FAULTS) {
      const name = `${call}-${error}`;
      expect(await read(`${name}/put`)).toBe('newer');
      expect(await read(`${name}/log`)).toBe(`old ${call} ${error}!`);
      expect(await read(`${name}/deleted`)).toBeUndefined();
    }
    target.close();
    expect(await server.stop()).toBe(0);
    expect((await settle(data)).problems).toEqual([]);
  });
});
