/** What is true of a data directory only; the rest is the contract suite. */
import { spawn } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ObjectStore } from '#src/store/objects.js';
import { StartupError } from '#src/store/startup-error.js';
import { bodyOf } from '../contract/bodies.js';
import { until } from '../until.js';
import { fileNames } from './file-names.js';

const HOUR_MS = 3_600_000;
let parent: string;
let directory: string;
let now: number;
let store: ObjectStore;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'tintype-data-'));
  directory = join(parent, 'data');
  now = Date.now();
  store = await ObjectStore.open({ directory, clock: () => now });
  await store.createBucket({ name: 'bucket', owner: 'owner' });
});
afterEach(async () => {
  await store.close();
  await rm(parent, { recursive: true });
});

const put = (key: string, text: string) => store.put('bucket', key, bodyOf(text), { headers: {} });

const blobFiles = () => fileNames(join(directory, 'blobs'));

describe('a data directory', () => {
  test('is for its owner only', async () => {
    for (const path of ['', 'blobs', 'blobs/00', 'blobs/ff']) {
      expect((await stat(join(directory, path))).mode & 0o777).toBe(0o700);
    }
    for (const path of ['metadata.db', 'lock.pid']) expect((await stat(join(directory, path))).mode & 0o077).toBe(0);
  });

  test('has one user at a time, and keeps what it was given', async () => {
    const object = await put('key', 'body');
    const second = ObjectStore.open({ directory });
    await expect(second).rejects.toBeInstanceOf(StartupError);
    await expect(second).rejects.toThrow(
      `The data directory ${directory} is in use by another Tintype (process ${process.pid}).`,
    );
    await store.close();
    store = await ObjectStore.open({ directory });
    expect((await store.head('bucket', 'key')).object).toEqual(object);
  });

  test('that is a file, or lies in one, is refused in one line, and can be had once it is mended', async () => {
    const file = join(parent, 'file');
    await writeFile(file, '');
    for (const path of [file, join(file, 'data')]) {
      await expect(ObjectStore.open({ directory: path })).rejects.toThrow(
        new RegExp(`^The data directory ${path} cannot be used: .*\\.$`),
      );
    }
    await rm(file);
    await (await ObjectStore.open({ directory: file })).close();
  });

  test('that may not be written to is refused by the name of what is wrong', async () => {
    const locked = join(parent, 'locked');
    await mkdir(locked, { mode: 0o500 });
    const script = `
      import { ObjectStore } from ${JSON.stringify(import.meta.resolve('#src/store/objects.js'))};
      await ObjectStore.open({ directory: ${JSON.stringify(locked)} }).catch((error) => console.log(error.message));`;
    await chmod(parent, 0o755);
    // For root nothing is read-only.
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    if ('uid' in nobody) await chown(locked, nobody.uid ?? 0, nobody.gid ?? 0);
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      ...nobody,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(await text(child.stdout)).toBe(
      `The data directory ${locked} cannot be used: EACCES: permission denied, access '${locked}'.\n`,
    );
  });

  test('a failed start leaves no lock', async () => {
    const broken = join(parent, 'broken');
    await (await ObjectStore.open({ directory: broken })).close();
    await writeFile(join(broken, 'metadata.db'), 'not a database'.repeat(500));
    await expect(ObjectStore.open({ directory: broken })).rejects.toThrow('not a database');
    await rm(join(broken, 'metadata.db'));
    // Without its rows every file would be swept.
    await expect(ObjectStore.open({ directory: broken })).rejects.toThrow(/belongs to another metadata database/);
    await rm(join(broken, 'metadata.id'));
    await (await ObjectStore.open({ directory: broken })).close();
  });
});

describe('localPath', () => {
  test('is the file with the object’s bytes', async () => {
    const path = store.localPath(await put('key', 'the bytes'));
    expect(await readFile(String(path), 'utf8')).toBe('the bytes');
    const { object } = await store.head('bucket', 'key');
    expect(object && store.localPath(object)).toBe(path);
  });

  test('is not there for several segments or a part of a blob', async () => {
    const object = await put('key', 'the bytes');
    const [segment] = object.segments;
    if (!segment) throw new Error('a put makes one segment');
    expect(store.localPath({ ...object, segments: [segment, segment] })).toBeUndefined();
    expect(store.localPath({ ...object, segments: [{ ...segment, length: 3, whole: false }] })).toBeUndefined();
    expect(store.localPath({ ...object, segments: [] })).toBeUndefined();
  });

  test('an object of several segments reads as one', async () => {
    const [a, b] = [await put('a', 'first '), await put('b', 'second')];
    const joined = { ...a, size: 12, segments: [...a.segments, ...b.segments] };
    expect(String(await store.readHead(joined, 100))).toBe('first second');
    expect(String(await store.readHead(joined, 8))).toBe('first se');
  });
});

describe('a file that a crash left', () => {
  test('goes after two retentions, what is written to now does not', async () => {
    const kept = await put('key', 'body');
    const [old, young] = ['0'.repeat(32), `0${'1'.repeat(31)}`];
    for (const id of [old, young]) await writeFile(join(directory, 'blobs', id.slice(0, 2), id), 'left');
    await utimes(join(directory, 'blobs', '00', old), (now - HOUR_MS) / 1000, (now - HOUR_MS - 1000) / 1000);

    expect(await store.sweep()).toEqual({ adopted: 1, removed: 0 });
    expect(await store.sweep()).toEqual({ adopted: 0, removed: 0 });
    expect(await blobFiles()).toHaveLength(3);
    now += HOUR_MS - 60_000;
    expect(await store.sweep()).toEqual({ adopted: 0, removed: 0 });
    now += 120_000;
    expect(await store.sweep()).toEqual({ adopted: 1, removed: 1 });
    expect((await blobFiles()).sort()).toEqual([young, ...kept.segments.map(({ blob }) => blob)].sort());
  });
});

test('the sweep runs by itself, and tells of its failures', async () => {
  for (const key of ['a', 'b']) await put(key, key);
  await store.close();
  let failed = (_: unknown): void => {};
  const failure = new Promise((resolve) => {
    failed = resolve;
  });
  store = await ObjectStore.open({ directory, retentionMs: 20, onSweepError: (error) => failed(error) });
  // No put: an upload that took longer than so short a retention would be swept.
  for (const [key, left] of [
    ['a', 1],
    ['b', 0],
  ] as const) {
    await store.delete('bucket', key);
    await until(async () => (await blobFiles()).length <= left);
  }
  await rm(join(directory, 'blobs', '7f'), { recursive: true });
  expect(await failure).toMatchObject({ code: 'ENOENT' });
});

test('the first sweep comes after a minute, however long the retention is', async () => {
  await put('key', 'old');
  await put('key', 'new');
  await store.close();
  now += 2 * HOUR_MS;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    store = await ObjectStore.open({ directory, clock: () => now });
    vi.advanceTimersByTime(60_000);
  } finally {
    vi.useRealTimers();
  }
  await until(async () => (await blobFiles()).length <= 1);
});
