import { mkdir, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ObjectStore } from '#src/store/objects.js';
import { bodyOf, bytes, chunked } from '../contract/bodies.js';
import { Random } from '../crash/random.js';
import { blobPath, flip } from './damage.js';

let directory: string;
let store: ObjectStore;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-scrub-'));
  store = await ObjectStore.open({ directory });
  await store.createBucket({ name: 'bucket', owner: 'owner' });
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

async function stored(key: string, body = bodyOf(key)): Promise<string> {
  const { segments } = await store.put('bucket', key, body, { headers: {} });
  return segments[0]?.blob ?? '';
}

/** SCRUB_FLIPS=… for another number of them; docs/reliability.md has the figure of 1000. */
const FLIPS = Number(process.env.SCRUB_FLIPS ?? 300);

test(`${FLIPS} of ${FLIPS} flipped bits are found, one in a file, and nothing else is`, async () => {
  const random = new Random(11);
  const flipped: string[] = [];
  for (let n = 0; n < FLIPS; n++) {
    const size = 1 + random.below(n % 50 === 0 ? 400_000 : 3000);
    const blob = await stored(`flipped/${n}`, chunked(bytes(size)));
    await stored(`whole/${n}`);
    // The first and the last byte too.
    flip(blobPath(directory, blob), n === 0 ? 0 : n === 1 ? size - 1 : random.below(size), random.below(8));
    flipped.push(blob);
  }
  const { damage, blobs, finished } = await store.scrub();
  expect(damage.map(({ blob }) => blob)).toEqual(flipped.sort());
  expect(new Set(damage.map(({ kind }) => kind))).toEqual(new Set(['changed']));
  expect(damage.flatMap(({ users }) => users).sort()).toEqual(flipped.map((_, n) => `bucket/flipped/${n}`).sort());
  expect([blobs, finished]).toEqual([2 * FLIPS, true]);
});

test('a file that is gone, cut short, longer, or no file at all is found', async () => {
  const [gone, short, long, directoryInstead] = [
    await stored('a'),
    await stored('bb'),
    await stored('c'),
    await stored('d'),
  ];
  await stored('empty', bodyOf());
  await rm(blobPath(directory, gone));
  await truncate(blobPath(directory, short), 1);
  await writeFile(blobPath(directory, long), 'cc');
  await rename(blobPath(directory, directoryInstead), join(directory, 'aside'));
  await mkdir(blobPath(directory, directoryInstead));
  const { damage } = await store.scrub();
  const kinds = Object.fromEntries(damage.map(({ users, kind }) => [users[0], kind]));
  expect(kinds).toMatchObject({ 'bucket/a': 'missing', 'bucket/bb': 'changed', 'bucket/c': 'changed' });
  expect(Object.keys(kinds)).toHaveLength(4);
});

test('damage names every object and every part that has the bytes', async () => {
  const blob = await stored('key');
  const { object } = await store.head('bucket', 'key');
  if (object === undefined) throw new Error('not there');
  await store.copy(object, 'bucket', 'copy', { headers: {} });
  const { id } = await store.uploads.initiate('bucket', 'big', { headers: {} });
  await store.uploads.copyPart({ bucket: 'bucket', key: 'big', id }, 7, object);
  flip(blobPath(directory, blob), 1);
  expect((await store.scrub()).damage).toEqual([
    { blob, size: 3, kind: 'changed', users: ['bucket/big, part 7 of an upload', 'bucket/copy', 'bucket/key'] },
  ]);
});

test('what is deleted is not looked for; a file without a row is counted', async () => {
  await rm(blobPath(directory, await stored('key')));
  await store.delete('bucket', 'key');
  const loose = '0123456789abcdef0123456789abcdef';
  await writeFile(blobPath(directory, loose), 'x');
  expect(await store.scrub()).toEqual({ blobs: 0, bytes: 0, damage: [], loose: 1, finished: true });
});

test('it can be stopped, and says so', async () => {
  for (const key of ['a', 'b', 'c']) await stored(key);
  let seen = 0;
  const report = await store.scrub({ onBlob: () => seen++, stopped: () => seen > 0 });
  expect(report.finished).toBe(false);
  expect(report.blobs).toBeLessThanOrEqual(4);
});
