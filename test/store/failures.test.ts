/** What a disk, or the lack of one, may do to a store that is in use. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FsBlobStore } from '#src/store/blobs/fs.js';
import { ObjectStore } from '#src/store/objects.js';
import { bodyOf, bytes, chunked, collect, failing } from '../contract/bodies.js';
import { gate } from '../gate.js';
import { until } from '../until.js';
import { Disk } from './disk.js';
import { fileNames } from './file-names.js';

const HOUR_MS = 3_600_000;
let directory: string;
let disk: Disk;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-failures-'));
  disk = Disk.watch();
});
afterEach(async () => {
  disk.restore();
  await rm(directory, { recursive: true });
});

async function opened(options: { reserve?: number; clock?: () => number } = {}): Promise<ObjectStore> {
  const store = await ObjectStore.open({ directory, ...options });
  await store.createBucket({ name: 'bucket', owner: 'owner' });
  return store;
}

const blobFiles = () => fileNames(join(directory, 'blobs'));

describe('a write that the system refuses', () => {
  test.each([
    ['writev', 'ENOSPC', 'no room left'],
    ['datasync', 'EDQUOT', 'no room left'],
    ['open', 'EMFILE', 'busy'],
    ['open', 'ENFILE', 'busy'],
    ['sync', 'ENOSPC', 'no room left'],
  ] as const)('%s with %s is a 503, and the version before stays', async (operation, code, message) => {
    const store = await opened();
    const before = await store.put('bucket', 'key', bodyOf('before'), { headers: {} });
    disk.fail(operation, code, /blobs/);
    const refused = store.put('bucket', 'key', bodyOf('after'), { headers: {} });
    await expect(refused).rejects.toMatchObject({ code: 'ServiceUnavailable', cause: { code } });
    await expect(refused).rejects.toThrow(message);
    disk.intercept((_, next) => next());
    expect((await store.head('bucket', 'key')).object).toEqual(before);
    expect(await blobFiles()).toHaveLength(1);
    await store.close();
  });
});

test('a read for which there is no descriptor is a 503', async () => {
  const store = await opened();
  const object = await store.put('bucket', 'key', bodyOf('bytes'), { headers: {} });
  disk.fail('open', 'EMFILE');
  await expect(store.read(object)).rejects.toMatchObject({ code: 'ServiceUnavailable', status: 503 });
  disk.intercept((_, next) => next());
  expect(String(await collect(await store.read(object)))).toBe('bytes');
  await store.close();
});

describe('the room that is kept for the metadata', () => {
  test('refuses an object before its body is read; what is there can be read and deleted', async () => {
    const small = await opened();
    const object = await small.put('bucket', 'key', bodyOf('bytes'), { headers: {} });
    await small.close();

    const store = await opened({ reserve: 2 ** 60 });
    const body = bodyOf('more');
    const refused = store.put('bucket', 'other', body, { headers: {}, size: 4 });
    await expect(refused).rejects.toMatchObject({ code: 'ServiceUnavailable', status: 503 });
    expect(body.readableDidRead).toBe(false);
    expect(String(await collect(await store.read(object)))).toBe('bytes');
    expect(await store.delete('bucket', 'key')).toBe(true);
    await store.close();
  });

  test('counts what an upload announces', async () => {
    const blobs = await FsBlobStore.open(join(directory, 'blobs'));
    const refused = blobs.write(bodyOf('x'), { size: 2 ** 60 });
    await expect(refused).rejects.toMatchObject({ code: 'ServiceUnavailable' });
    expect(await blobFiles()).toEqual([]);
  });
});

test('uploads share the memory in which they wait for a disk that hangs', async () => {
  const blobs = await FsBlobStore.open(join(directory, 'blobs'));
  const answer = gate();
  disk.intercept(async ({ operation }, next) => {
    if (operation === 'writev') await answer.opened;
    return await next();
  });
  const chunk = Buffer.alloc(64 << 10);
  let produced = 0;
  const endless = () =>
    new Readable({
      read() {
        produced += chunk.length;
        this.push(chunk);
      },
    });
  const bodies = Array.from({ length: 128 }, endless);
  const writes = bodies.map((body) => blobs.write(body).catch((error) => error.code));
  let seen = -1;
  while (seen < produced) {
    seen = produced;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  // 32 MB, and of each what it holds beyond a full batch: a chunk, and a stream's own buffer.
  expect(produced).toBeLessThan((32 << 20) + 128 * 3 * chunk.length);
  for (const body of bodies) body.destroy();
  answer.open();
  expect(new Set(await Promise.all(writes))).toEqual(new Set(['IncompleteBody']));
});

test('an upload that has ended leaves its share of the memory to the others', async () => {
  const blobs = await FsBlobStore.open(join(directory, 'blobs'));
  for (let n = 0; n < 64; n++) await blobs.write(bodyOf('x'));
  disk.calls.length = 0;
  await blobs.write(chunked(Buffer.alloc(4 << 20)));
  expect(disk.calls.filter(({ operation }) => operation === 'writev')).toHaveLength(4);
});

test('bytes whose row may be there after all are left to the sweep', async () => {
  const store = await opened();
  const other = new DatabaseSync(join(directory, 'metadata.db'));
  other.exec("create trigger broken before insert on objects begin select raise(abort, 'broken'); end");
  other.close();
  const failed = store.put('bucket', 'key', bodyOf('bytes'), { headers: {} });
  await expect(failed).rejects.toThrow('the metadata could not be written');
  expect(await blobFiles()).toHaveLength(1);
  await store.close();
});

describe('a sweep', () => {
  test('goes on behind what cannot be removed, and tells of it', async () => {
    let now = Date.now();
    const store = await opened({ clock: () => now });
    for (const key of ['a', 'b', 'c']) await store.put('bucket', key, bodyOf(key), { headers: {} });
    const stuck = (await store.head('bucket', 'a')).object?.segments[0]?.blob ?? '';
    for (const key of ['a', 'b', 'c']) await store.delete('bucket', key);
    now += 2 * HOUR_MS;
    disk.fail('unlink', 'EACCES', new RegExp(stuck));
    await expect(store.sweep()).rejects.toMatchObject({ code: 'EACCES' });
    expect(await blobFiles()).toEqual([stuck]);
    disk.intercept((_, next) => next());
    expect(await store.sweep()).toEqual({ adopted: 0, removed: 1 });
    await store.close();
  });
});

test('nothing that goes wrong leaves a file open', async () => {
  const store = await opened();
  const all = bytes(600_000);
  const open = () =>
    disk.calls.filter(({ operation, path }) => operation === 'open' && path.includes('/blobs/')).length;
  const close = () =>
    disk.calls.filter(({ operation, path }) => operation === 'close' && path.includes('/blobs/')).length;
  for (let n = 0; n < 5; n++) {
    const object = await store.put('bucket', 'key', chunked(all), { headers: {} });
    await collect(await store.read(object));
    for await (const _ of await store.read(object)) break;
    (await store.read(object)).destroy();
    await store.put('bucket', 'key', failing(new Error('reset'), 'half'), { headers: {} }).catch(() => {});
    await store.put('bucket', 'key', bodyOf('short'), { headers: {}, size: 6 }).catch(() => {});
    await store.put('bucket', 'key', bodyOf('x'), { headers: {}, md5: `${'A'.repeat(22)}==` }).catch(() => {});
    const several = { ...object, size: 2 * object.size, segments: [...object.segments, ...object.segments] };
    for await (const _ of await store.read(several)) break;
  }
  expect(open()).toBeGreaterThan(30);
  await until(() => close() >= open());
  await store.close();
});
