/** A server on a disk that fills up: a file system of its own in memory, where the system lets us mount one. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { ServerProcess } from '../cli/server-process.js';
import { contentOf } from './random.js';
import { ServerTarget } from './server-target.js';

const KEY = { id: 'full', secret: 'full-secret' };
const MB = 1 << 20;
/** More than the server keeps free for its metadata. */
const DISK = 90 * MB;

const disk = mkdtempSync(join(tmpdir(), 'tintype-full-'));
const mounted = mount();

function mount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tintype-test', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

let server: ServerProcess | undefined;
afterEach(() => server?.end());
afterAll(() => {
  if (mounted) execFileSync('umount', [disk]);
  rmSync(disk, { recursive: true });
});

async function start(): Promise<ServerTarget> {
  const args = ['--port', '0', '--console-port', '0', '--workers', '1', '--no-demo', '--data', join(disk, 'data')];
  const env = { TINTYPE_ACCESS_KEY_ID: KEY.id, TINTYPE_ACCESS_KEY_SECRET: KEY.secret };
  server = ServerProcess.serve(args, env);
  return ServerTarget.connect(await server.endpoint(), KEY);
}

/** Until even a small one does not fit. */
const SIZES = [MB, 64 << 10, 4 << 10, 200];

/** Puts objects until one of each size is refused; what was stored, by key. */
async function fill(target: ServerTarget): Promise<Map<string, Buffer>> {
  const stored = new Map<string, Buffer>();
  let serial = 0;
  for (const size of SIZES) {
    for (let refusal: string | undefined; refusal === undefined; ) {
      const key = `key-${++serial}`;
      const content = contentOf(key, serial, size);
      refusal = await target.put(key, content).then(() => undefined, String);
      if (refusal === undefined) stored.set(key, content);
      else expect(refusal).toMatch(/503 .*<Code>ServiceUnavailable<.*no room left/s);
    }
  }
  return stored;
}

/** Takes what is left, to the last byte, as a log or another program would. */
function takeTheRest(): void {
  expect(() => writeFileSync(join(disk, 'ballast'), Buffer.alloc(DISK))).toThrow('ENOSPC');
}

describe.skipIf(!mounted)('a full disk', () => {
  test('refuses objects; what is there is read and deleted, and the server stops and starts', async () => {
    let target = await start();
    const stored = await fill(target);
    expect(stored.size).toBeGreaterThan(5);
    await remove(target, stored, 'key-1');
    await expect(target.put('key-1', Buffer.from('small'))).rejects.toThrow('no room left');

    takeTheRest();
    await expect(target.delete('key-2')).rejects.toThrow(/503 .*no room left/s);
    await expect(target.put('key-2', Buffer.from('small'))).rejects.toThrow(/503 .*no room left/s);
    await expectWhole(target, stored);
    target.close();
    expect(await server?.stop()).toBe(0);

    rmSync(join(disk, 'ballast'));
    target = await start();
    await expectWhole(target, stored);
    await remove(target, stored, 'key-2');
    target.close();
    expect(await server?.stop()).toBe(0);
  });
});

async function remove(target: ServerTarget, stored: Map<string, Buffer>, key: string): Promise<void> {
  await target.delete(key);
  stored.delete(key);
  expect(await target.get(key)).toBeUndefined();
}

async function expectWhole(target: ServerTarget, stored: ReadonlyMap<string, Buffer>): Promise<void> {
  const listed = (await target.list()).map(({ key }) => key);
  expect(listed.sort()).toEqual([...stored.keys()].sort());
  for (const [key, content] of stored) expect((await target.get(key))?.bytes.equals(content), key).toBe(true);
}
