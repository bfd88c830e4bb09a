import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Keyring } from '#src/oss/signature/authenticate.js';
import { keyringOf } from '#src/oss/signature/keyring.js';
import { ObjectStore } from '#src/store/objects.js';

const ROOT = { accessKeyId: 'root', accessKeySecret: 'root-secret' };
let directory: string;
let store: ObjectStore;
let keyring: Keyring;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-keyring-'));
  store = await ObjectStore.open({ directory });
  keyring = keyringOf(ROOT, 'alice', store.keys);
});
afterAll(async () => {
  await store?.close();
  await rm(directory, { recursive: true });
});

test('the root key pair is there without a row, and before one', async () => {
  const found = { secret: 'root-secret', account: 'alice' };
  expect(await keyring.find('root')).toEqual(found);
  const { id, secret } = await store.keys.create({ account: 'mallory' });
  expect(await keyringOf({ accessKeyId: id, accessKeySecret: 's' }, 'alice', store.keys).find(id)).toEqual({
    ...found,
    secret: 's',
  });
  expect(await keyring.find(id)).toMatchObject({ secret, account: 'mallory' });
});

test.each([
  [{}, undefined],
  [{ readOnly: true }, { readOnly: true }],
  [{ buckets: ['a'] }, { readOnly: false, buckets: ['a'] }],
  [
    { readOnly: true, buckets: ['a', 'b'] },
    { readOnly: true, buckets: ['a', 'b'] },
  ],
])('a key of the store, with its limits: %j', async (given, limits) => {
  const { id, secret } = await store.keys.create({ account: 'bob', ...given });
  const found = await keyring.find(id);
  expect(found).toEqual({ secret, account: 'bob', used: expect.any(Function), ...(limits && { limits }) });
});

test('disabled, deleted, and never there', async () => {
  const { id } = await store.keys.create({ account: 'bob' });
  await store.keys.change(id, { enabled: false });
  expect(await keyring.find(id)).toBe('disabled');
  await store.keys.delete(id);
  for (const unknown of [id, '', 'ROOT', 'a\0b', 'x'.repeat(100_000)]) {
    expect(await keyring.find(unknown)).toBeUndefined();
  }
});

test('a temporary key may what it and the key it stands for may, as they are now', async () => {
  const parent = await store.keys.create({ account: 'bob', buckets: ['a', 'b'] });
  const given = { account: 'bob', of: parent.id, seconds: 60 };
  const key = await store.keys.createTemporary({ ...given, readOnly: true, buckets: ['b', 'c'] });
  const temporary = { token: key.token, expiresAt: key.temporary?.expiresAt };
  const limits = async (id: string) => {
    const found = await keyring.find(id);
    return typeof found === 'object' ? found.limits : found;
  };
  expect(await keyring.find(key.id)).toMatchObject({ secret: key.secret, account: 'bob', temporary });
  expect(await limits(key.id)).toEqual({ readOnly: true, buckets: ['b'] });
  const whole = await store.keys.createTemporary(given);
  expect(await limits(whole.id)).toEqual({ readOnly: false, buckets: ['a', 'b'] });
  await store.keys.change(parent.id, { readOnly: true, buckets: ['c'] });
  expect(await limits(key.id)).toEqual({ readOnly: true, buckets: ['c'] });
  expect(await limits(whole.id)).toEqual({ readOnly: true, buckets: ['c'] });
  await store.keys.change(parent.id, { enabled: false });
  expect(await keyring.find(key.id)).toBe('disabled');
});

test('a temporary key of the root key pair, of a temporary one and of nobody', async () => {
  const given = { account: 'mallory', seconds: 60 };
  const ofRoot = await store.keys.createTemporary({ ...given, of: 'root' });
  expect(await keyring.find(ofRoot.id)).toMatchObject({ secret: ofRoot.secret, account: 'alice' });
  for (const of of [ofRoot.id, 'nobody']) {
    const { id } = await store.keys.createTemporary({ ...given, of });
    expect(await keyring.find(id)).toBeUndefined();
  }
});
