import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEMO_BUCKET, DEMO_PICTURES, DEMO_STYLES } from '#src/demo/pictures.js';
import { seedDemo } from '#src/demo/seed.js';
import { ObjectStore } from '#src/store/objects.js';
import { drawDemo } from './drawings.js';

const ACCOUNT = '1000000000000001';

let directory = '';
let store: ObjectStore;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-seed-'));
  store = await ObjectStore.open({ directory });
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

const seed = (): Promise<boolean> => seedDemo({ store, account: ACCOUNT, directory });

async function stored(): Promise<Record<string, Buffer>> {
  const { objects } = await store.list({ bucket: DEMO_BUCKET, limit: 100 });
  const read = objects.map(async ({ key }) => [key, await bytesOf(key)] as const);
  return Object.fromEntries(await Promise.all(read));
}

async function bytesOf(key: string): Promise<Buffer> {
  const { object } = await store.head(DEMO_BUCKET, key);
  if (object === undefined) throw new Error(`${key} is listed and not there`);
  return buffer(await store.read(object));
}

test('an empty store gets a public bucket of pictures with their types, and nothing is left beside it', async () => {
  const before = await readdir(directory);
  expect(await seed()).toBe(true);
  const bucket = await store.bucket(DEMO_BUCKET);
  expect(bucket).toMatchObject({ owner: ACCOUNT, acl: 'public-read' });
  const [inStore, drawn] = [await stored(), await drawDemo()];
  expect(Object.keys(inStore).sort()).toEqual(Object.keys(drawn).sort());
  for (const [key, bytes] of Object.entries(drawn)) expect(inStore[key]?.equals(bytes)).toBe(true);
  for (const [key, type] of Object.entries(DEMO_PICTURES)) {
    const { object } = await store.head(DEMO_BUCKET, key);
    expect(object?.headers['content-type']).toBe(type);
  }
  const styles = (await store.styles.list(DEMO_BUCKET)).map(({ name, content }) => [name, content]);
  expect(Object.fromEntries(styles)).toEqual(DEMO_STYLES);
  expect(await readdir(directory)).toEqual(before);
});

test('once is enough: what the owner removed or made private stays so', async () => {
  await seed();
  await store.delete(DEMO_BUCKET, 'panda.png');
  await store.setBucketAcl(DEMO_BUCKET, 'private');
  expect(await seed()).toBe(false);
  expect(Object.keys(await stored())).not.toContain('panda.png');
  expect(await store.bucket(DEMO_BUCKET)).toMatchObject({ acl: 'private' });
});

test('a store that has a bucket gets none', async () => {
  await store.createBucket({ name: 'photos', owner: ACCOUNT });
  expect(await seed()).toBe(false);
  expect(await store.bucket(DEMO_BUCKET)).toBeUndefined();
});

test('a start that was killed half-way is made good by the next', async () => {
  await mkdir(join(directory, 'demo-unfinished'));
  await store.createBucket({ name: DEMO_BUCKET, owner: ACCOUNT, acl: 'public-read' });
  expect(await seed()).toBe(true);
  expect(Object.keys(await stored()).sort()).toEqual(Object.keys(DEMO_PICTURES).sort());
  expect(await seed()).toBe(false);
});
