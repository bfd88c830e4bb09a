/** The count of what a bucket holds, while it is not at its end. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SqliteMetadata } from '#src/store/metadata/sqlite.js';
import { ObjectStore } from '#src/store/objects.js';
import { blobId, blobOf, objectOf } from './metadata/database.js';

let directory: string;
let metadata: SqliteMetadata;
let last = 0;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-quotas-'));
  metadata = await SqliteMetadata.open(join(directory, 'metadata.db'));
  await metadata.createBucket({ name: 'bucket', owner: 'owner', createdAt: 1 });
});
afterEach(async () => {
  await metadata.close();
  await rm(directory, { recursive: true });
});

/** Of ten bytes. */
async function put(key: string): Promise<void> {
  const id = blobId(++last);
  await metadata.commit({ object: objectOf(key, id, [id]), blobs: [blobOf(id)], forbidOverwrite: false });
}

test('what is written before the count comes to it is counted, what is written behind it is charged', async () => {
  await put('a');
  await metadata.quotas.set('bucket', 100);
  await put('b');
  await metadata.delete('bucket', ['a'], 1);
  await put('c');
  expect(await metadata.quotas.left('bucket')).toBe(100);
  expect(await metadata.quotas.uncounted()).toEqual(['bucket']);
  expect(await metadata.quotas.count('bucket')).toBe(true);
  expect(await metadata.quotas.left('bucket')).toBe(80);
  await put('d');
  await metadata.delete('bucket', ['b', 'c'], 1);
  expect(await metadata.quotas.left('bucket')).toBe(90);
  expect(await metadata.quotas.count('bucket')).toBe(true);
  expect(await metadata.quotas.left('bucket')).toBe(90);
  expect(await metadata.quotas.uncounted()).toEqual([]);
});

test('a count of several steps, with writes on both sides of where it is', async () => {
  await Promise.all(Array.from({ length: 5005 }, (_, n) => put(`k${String(n).padStart(5, '0')}`)));
  await metadata.initiateUpload({
    bucket: 'bucket',
    key: 'k05001',
    id: 'A'.repeat(32),
    initiatedAt: 1,
    description: { headers: {} },
  });
  await metadata.quotas.set('bucket', 1_000_000);
  expect(await metadata.quotas.count('bucket')).toBe(false);
  expect(await metadata.quotas.left('bucket')).toBe(950_000);
  await put('a');
  await put('z');
  const upload = { bucket: 'bucket', key: 'k05001', id: 'A'.repeat(32) };
  const part = { number: 1, size: 10, md5: '0'.repeat(32), crc64: '0', modifiedAt: 1 };
  const blob = blobOf(blobId(++last));
  const segments = [{ blob: blob.id, offset: 0, length: 10 }];
  await metadata.putPart({ upload, part, version: blobId(++last), segments, blobs: [blob] });
  await metadata.delete('bucket', ['k00000', 'k05004'], 1);
  expect(await metadata.quotas.left('bucket')).toBe(950_000);
  expect(await metadata.quotas.count('bucket')).toBe(true);
  // 5005 and two more, two less, and the part.
  expect(await metadata.quotas.left('bucket')).toBe(1_000_000 - 50_050 - 10);
});

test('a count that was broken off is ended by the sweep', async () => {
  const store = await ObjectStore.open({ directory: join(directory, 'data') });
  await store.createBucket({ name: 'bucket', owner: 'owner' });
  await store.link('bucket', 'key', 'x', { headers: {} });
  await store.close();
  const inside = await SqliteMetadata.open(join(directory, 'data', 'metadata.db'));
  await inside.quotas.set('bucket', 100);
  expect(await inside.quotas.uncounted()).toEqual(['bucket']);
  await inside.close();
  const again = await ObjectStore.open({ directory: join(directory, 'data') });
  await again.sweep();
  await again.close();
  const after = await SqliteMetadata.open(join(directory, 'data', 'metadata.db'));
  expect(await after.quotas.uncounted()).toEqual([]);
  await after.close();
});
