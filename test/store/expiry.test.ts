/** What the rules remove when others change the bucket between the look and the removal, and several walk at once. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Expirer } from '#src/store/expiry.js';
import type { LifecycleRules } from '#src/store/lifecycle-records.js';
import { DAY_MS } from '#src/store/lifetimes.js';
import { SqliteMetadata } from '#src/store/metadata/sqlite.js';
import { blobId, blobOf, objectOf } from './metadata/database.js';

let directory: string;
let metadata: SqliteMetadata;
let last = 0;

const RULES: LifecycleRules = [
  { id: 'a', prefix: '', enabled: true, tags: [], expiration: { days: 1 }, abort: { days: 1 } },
];
const STAMPED = { stamp: 'one', rules: RULES };
const EVERY = { from: '', before: '\u{10ffff}' };
const UPLOAD = { bucket: 'bucket', key: 'up', id: 'A'.repeat(32) };
/** Objects are of 2023 here. */
const LATER = 1_800_000_000_000;
const TODAY = Math.floor(LATER / DAY_MS);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-expiry-'));
  metadata = await SqliteMetadata.open(join(directory, 'metadata.db'));
  await metadata.createBucket({ name: 'bucket', owner: 'owner', createdAt: 1 });
  await metadata.lifecycles.set('bucket', STAMPED);
});
afterEach(async () => {
  await metadata.close();
  await rm(directory, { recursive: true });
});

async function put(key: string): Promise<void> {
  const id = blobId(++last);
  await metadata.commit({ object: objectOf(key, id, [id]), blobs: [blobOf(id)], forbidOverwrite: false });
}

const keys = async () => (await metadata.list({ bucket: 'bucket', limit: 10_000 })).objects.map(({ key }) => key);
const look = () => metadata.lifecycles.aged('bucket', EVERY, 10);
const pass = { bucket: 'bucket', stamp: 'one', cursor: '' };

test('what was replaced, tagged, untagged or deleted since stays as it is', async () => {
  for (const key of ['deleted', 'old', 'replaced', 'tagged', 'untagged']) await put(key);
  await metadata.setTags('bucket', 'untagged', [{ key: 'k', value: 'v' }]);
  const objects = await look();
  await put('replaced');
  await metadata.setTags('bucket', 'tagged', [{ key: 'k', value: 'v' }]);
  await metadata.setTags('bucket', 'untagged', []);
  await metadata.delete('bucket', ['deleted'], LATER);
  const removed = await metadata.lifecycles.remove({ pass, objects, cursor: undefined, today: TODAY, at: LATER });
  expect(removed).toEqual({ objects: 1, bytes: 10 });
  expect(await keys()).toEqual(['replaced', 'tagged', 'untagged']);
});

test('other rules, or a walk that another node has moved, remove nothing', async () => {
  await put('key');
  const objects = await look();
  const step = { objects, cursor: 'x', today: TODAY, at: LATER };
  await metadata.lifecycles.set('bucket', { stamp: 'two', rules: RULES });
  expect(await metadata.lifecycles.remove({ ...step, pass })).toBeUndefined();
  const moved = { ...pass, stamp: 'two' };
  expect(await metadata.lifecycles.remove({ ...step, objects: [], pass: moved })).toEqual({ objects: 0, bytes: 0 });
  expect(await metadata.lifecycles.remove({ ...step, pass: moved })).toBeUndefined();
  await metadata.lifecycles.set('bucket', undefined);
  expect(await metadata.lifecycles.remove({ ...step, pass: { ...moved, cursor: 'x' } })).toBeUndefined();
  expect(await keys()).toEqual(['key']);
});

test('uploads stay when the rules are others by now', async () => {
  await metadata.initiateUpload({ ...UPLOAD, initiatedAt: 1, description: { headers: {} } });
  expect(await metadata.lifecycles.abort(UPLOAD, 'two', LATER)).toBe(false);
  expect(await metadata.lifecycles.abort(UPLOAD, 'one', LATER)).toBe(true);
  await expect(metadata.lifecycles.abort(UPLOAD, 'one', LATER)).rejects.toMatchObject({ code: 'NoSuchUpload' });
});

test('several who walk at once remove each object once, and one goes on where another was stopped', async () => {
  for (let n = 0; n < 700; n++) await put(`k${String(n).padStart(4, '0')}`);
  const walkers = [1, 2, 3].map(() => new Expirer({ metadata, clock: () => LATER }));
  await metadata.lifecycles.remove({ pass, objects: [], cursor: 'k0100', today: TODAY, at: LATER });
  const runs = await Promise.all(walkers.map((walker) => walker.run()));
  expect(runs.reduce((sum, { objects }) => sum + objects, 0)).toBe(600);
  expect(walkers.reduce((sum, walker) => sum + walker.stats().walks, 0)).toBe(1);
  expect(await keys()).toEqual(Array.from({ length: 100 }, (_, n) => `k${String(n).padStart(4, '0')}`));
  // The walk of the day is over; that of the next one begins at the beginning.
  expect(await walkers[0]?.run()).toEqual({ objects: 0, bytes: 0, uploads: 0 });
  const tomorrow = new Expirer({ metadata, clock: () => LATER + DAY_MS });
  expect(await tomorrow.run()).toEqual({ objects: 100, bytes: 1000, uploads: 0 });
});

test('a walk that fails is told of at the end, and keeps no other bucket from its own', async () => {
  const told: unknown[] = [];
  await metadata.createBucket({ name: 'a-broken', owner: 'owner', createdAt: 1 });
  const broken = [{ ...RULES[0], prefix: 7 }] as unknown as LifecycleRules;
  await metadata.lifecycles.set('a-broken', { stamp: 'three', rules: broken });
  await put('key');
  const expirer = new Expirer({
    metadata,
    clock: () => LATER,
    onExpired: (bucket, { objects }) => told.push([bucket, objects]),
  });
  await expect(expirer.run()).rejects.toThrow();
  expect(await keys()).toEqual([]);
  expect(told).toEqual([['bucket', 1]]);
  expect(expirer.stats()).toEqual({ objects: 1, bytes: 10, uploads: 0, walks: 1, failures: 1 });
});

test('a bucket that is deleted in the middle of its walk is no failure', async () => {
  let asked = 0;
  let deleted: Promise<void> | undefined;
  const clock = () => {
    // The second time is between the look at the objects, of which there are none, and the removal.
    if (++asked === 2) deleted = metadata.deleteBucket('bucket');
    return LATER;
  };
  const expirer = new Expirer({ metadata, clock });
  expect(await expirer.run()).toEqual({ objects: 0, bytes: 0, uploads: 0 });
  expect(deleted).toBeDefined();
  await deleted;
  expect(expirer.stats()).toMatchObject({ walks: 0, failures: 0 });
});
