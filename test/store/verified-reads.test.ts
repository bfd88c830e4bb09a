import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Crc64 } from '#src/store/blobs/crc64.js';
import { ObjectStore } from '#src/store/objects.js';
import type { ObjectRecord } from '#src/store/records.js';
import { DamagedObject, VerifiedReads } from '#src/store/verified-reads.js';
import { bodyOf, bytes, chunked, collect } from '../contract/bodies.js';
import { blobPath, flip } from './damage.js';

let directory: string;
let store: ObjectStore;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-verified-'));
  store = await ObjectStore.open({ directory, verifyReads: true });
  await store.createBucket({ name: 'bucket', owner: 'owner' });
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

async function head(key: string): Promise<ObjectRecord> {
  const { object } = await store.head('bucket', key);
  if (object === undefined) throw new Error(`no ${key}`);
  return object;
}

const read = async (key: string) => collect(await store.read(await head(key)));
const pathOf = ({ segments: [segment] }: ObjectRecord) => blobPath(directory, segment?.blob ?? '');

test('every byte of a small object is looked at, and bytes that are right again are sent again', async () => {
  const object = await store.put('bucket', 'key', bodyOf('some bytes'), { headers: {} });
  for (let at = 0; at < object.size; at++) {
    flip(pathOf(object), at, at % 8);
    await expect(read('key'), `byte ${at}`).rejects.toThrow(DamagedObject);
    flip(pathOf(object), at, at % 8);
  }
  expect(String(await read('key'))).toBe('some bytes');
  expect(store.stats().damagedReads).toBe(object.size);
});

test.each([0, 1_500_000, 2_999_999])('of a large object nothing is sent when byte %i is another', async (at) => {
  const all = bytes(3_000_000);
  const object = await store.put('bucket', 'key', chunked(all), { headers: {} });
  expect((await read('key')).equals(all)).toBe(true);
  flip(pathOf(object), at);
  await expect(store.read(await head('key'))).rejects.toThrow('bucket/key is not what was stored');
});

test('a large object that changes between the two readings has no end', async () => {
  const all = bytes(3_000_000);
  const object = await store.put('bucket', 'key', chunked(all), { headers: {} });
  const body = await store.read(object);
  flip(pathOf(object), 5);
  let sent = 0;
  const reading = (async () => {
    for await (const chunk of body) sent += chunk.length;
  })();
  await expect(reading).rejects.toThrow(DamagedObject);
  expect(sent).toBeLessThan(all.length);
});

test('a file that was cut short is refused before anything is sent', async () => {
  const object = await store.put('bucket', 'key', bodyOf('some bytes'), { headers: {} });
  await truncate(pathOf(object), 4);
  await expect(store.read(object)).rejects.toThrow('ends at 4');
  expect(store.stats().damagedReads).toBe(1);
});

test('objects of parts and objects that grew are verified as one', async () => {
  const { id } = await store.uploads.initiate('bucket', 'parts', { headers: {} });
  const upload = { bucket: 'bucket', key: 'parts', id };
  for (const number of [1, 2]) await store.uploads.putPart(upload, number, chunked(bytes(200_000)), {});
  await store.uploads.complete(upload, { parts: 'all' });
  await store.append('bucket', 'grown', 0, bodyOf('one, '), { headers: {} });
  await store.append('bucket', 'grown', 5, bodyOf('two'), { headers: {} });
  expect((await read('parts')).length).toBe(400_000);
  expect(String(await read('grown'))).toBe('one, two');
  for (const key of ['parts', 'grown']) {
    const { segments } = await head(key);
    flip(blobPath(directory, segments[1]?.blob ?? ''), 1);
    await expect(read(key)).rejects.toThrow(DamagedObject);
  }
});

test('without it nothing is compared, and ranges never are', async () => {
  const object = await store.put('bucket', 'key', bodyOf('some bytes'), { headers: {} });
  flip(pathOf(object), 0);
  expect(String(await collect(await store.read(object, { start: 5, end: 9 })))).toBe('bytes');
  await expect(store.mustBeWhole(object)).rejects.toThrow(DamagedObject);
  store.setVerifyReads(false);
  expect(String(await read('key'))).toBe('rome bytes');
  await store.mustBeWhole(object);
});

test('the joining of pieces keeps no damage under a digest of its own', async () => {
  const pieces = Array.from({ length: 65 }, (_, n) => `piece ${n} `.padEnd(12));
  for (const [n, piece] of pieces.entries()) {
    if (n === 64) flip(blobPath(directory, (await head('log')).segments[3]?.blob ?? ''), 2);
    await store.append('bucket', 'log', n * 12, bodyOf(piece), { headers: {} });
  }
  expect((await head('log')).segments).toHaveLength(65);
  flip(blobPath(directory, (await head('log')).segments[3]?.blob ?? ''), 2);
  await store.append('bucket', 'log', 65 * 12, bodyOf('end'), { headers: {} });
  expect((await head('log')).segments.length).toBeLessThan(65);
  expect(String(await read('log'))).toBe(`${pieces.join('')}end`);
});

test('what the second reading gives is compared although the first was right', async () => {
  const whole = bytes(2 << 20);
  const crc64 = await Crc64.load();
  const run = crc64.start();
  run.update(whole);
  const record = { bucket: 'b', key: 'k', size: whole.length, crc64: run.digest(), segments: [] };
  const other = Buffer.from(whole);
  other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
  const given = [whole, other];
  const reads = new VerifiedReads(async () => Readable.from([given.shift()]), crc64);
  const body = await reads.read(record as unknown as ObjectRecord);
  await expect(collect(body)).rejects.toThrow(DamagedObject);
});
