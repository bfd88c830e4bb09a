import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ObjectStore } from '#src/store/objects.js';
import { bytes, chunked, collect } from '../contract/bodies.js';

/** Every leftover is old enough to be swept by then. */
const DAY_MS = 86_400_000;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-uploads-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('uploads and their parts are there after a restart', async () => {
  const first = await ObjectStore.open({ directory });
  await first.createBucket({ name: 'bucket', owner: 'owner' });
  const upload = await first.uploads.initiate('bucket', 'key', { headers: { 'content-type': 'text/plain' } });
  const half = bytes(150_000);
  const part = await first.uploads.putPart(upload, 1, chunked(half), {});
  await first.close();

  const second = await ObjectStore.open({ directory, clock: () => Date.now() + DAY_MS });
  expect(await second.sweep()).toEqual({ adopted: 0, removed: 0 });
  expect((await second.uploads.list({ bucket: 'bucket', limit: 10 })).uploads).toEqual([upload]);
  expect((await second.uploads.parts(upload, 0, 10)).parts).toEqual([part]);
  await second.uploads.putPart(upload, 2, chunked(half), {});
  await second.uploads.complete(upload, { parts: 'all' });
  const { object } = await second.head('bucket', 'key');
  if (!object) throw new Error('a completed upload is an object');
  expect(object.headers).toEqual({ 'content-type': 'text/plain' });
  expect((await collect(await second.read(object))).equals(Buffer.concat([half, half]))).toBe(true);
  await second.close();
});

test('ten thousand parts become one object', async () => {
  const store = await ObjectStore.open({ directory });
  await store.createBucket({ name: 'bucket', owner: 'owner' });
  const source = await store.put('bucket', 'source', chunked(bytes(100 * 1024)), { headers: {} });
  const upload = await store.uploads.initiate('bucket', 'key', { headers: {} });
  for (let n = 0; n < 10_000; n += 500) {
    await Promise.all(Array.from({ length: 500 }, (_, k) => store.uploads.copyPart(upload, n + k + 1, source)));
  }
  const { etag, size } = await store.uploads.complete(upload, { parts: 'all' });
  expect(etag).toMatch(/^[0-9A-F]{32}-10000$/);
  expect(size).toBe(10_000 * 100 * 1024);
  expect((await store.head('bucket', 'key')).object?.segments).toHaveLength(10_000);
  await store.close();
});
