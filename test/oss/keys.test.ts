/** Access keys of the store, as requests meet them: what each may do, and from when on it may not. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { NewKey } from '#src/store/key-records.js';
import { md5 } from './request.js';
import { elements, refusal, type Service, useService } from './service.js';

const service = useService();
let number = 0;

/** A key of the store, as a function that signs with it. */
async function keyOf(limits: Partial<NewKey> = {}): Promise<Service['owner'] & { id: string }> {
  const { id, secret } = await service.store.keys.create({ account: 'alice', ...limits });
  return Object.assign(service.signedBy({ id, secret }), { id });
}

/** A private bucket of the root account with the object 'k'. */
async function newBucket(acl = 'private'): Promise<string> {
  const name = `keys-${++number}`;
  await service.owner('PUT', name, { headers: { 'x-oss-acl': acl } });
  await service.owner('PUT', `${name}/k`, { body: 'kept' });
  return name;
}

const READ_ONLY = '403 AccessDenied: The access key is read-only.';
const LIMITED = '403 AccessDenied: The access key is limited to other buckets.';

test('a key without limits does what its account may', async () => {
  const [key, bucket] = [await keyOf(), await newBucket()];
  expect((await key('GET', `${bucket}/k`)).text).toBe('kept');
  expect((await key('PUT', `${bucket}/new`, { body: 'x' })).status).toBe(200);
  expect((await key('PUT', bucket, { query: 'acl', headers: { 'x-oss-acl': 'public-read' } })).status).toBe(200);
  expect((await key('GET', '', { query: 'x-oss-cache' })).status).toBe(200);
});

describe('disabled and deleted', () => {
  test('from the next request on, and enabled again', async () => {
    const [key, bucket] = [await keyOf(), await newBucket()];
    const get = async () => refusal(await key('GET', `${bucket}/k`));
    const disabled = '403 InvalidAccessKeyId (0002-00000903): The OSS Access Key Id you provided is disabled.';
    await service.store.keys.change(key.id, { enabled: false });
    expect(await get()).toBe(disabled);
    await service.store.keys.change(key.id, { enabled: true });
    expect((await key('GET', `${bucket}/k`)).status).toBe(200);
    await service.store.keys.delete(key.id);
    expect(await get()).toBe(
      '403 InvalidAccessKeyId (0002-00000902): The OSS Access Key Id you provided does not exist in our records.',
    );
  });

  test('a public object is refused to a key that is no more: the signature is judged first', async () => {
    const [key, bucket] = [await keyOf(), await newBucket('public-read')];
    await service.store.keys.delete(key.id);
    expect((await service.ask({ path: `/${bucket}/k` })).status).toBe(200);
    expect((await key('GET', `${bucket}/k`)).status).toBe(403);
  });
});

describe('a read-only key', () => {
  let bucket: string;
  let key: Service['owner'];
  beforeAll(async () => {
    bucket = await newBucket();
    key = await keyOf({ readOnly: true });
  });

  test.each([
    ['GET', '/k', ''],
    ['HEAD', '/k', ''],
    ['GET', '/k', 'acl'],
    ['GET', '', ''],
    ['GET', '', 'list-type=2'],
    ['GET', '', 'acl'],
    ['GET', '', 'bucketInfo'],
    ['GET', '', 'uploads'],
  ])('%s BUCKET%s?%s', async (method, path, query) => {
    expect((await key(method, bucket + path, { query })).status).toBe(200);
  });

  test.each([
    ['PUT', '/new', ''],
    ['PUT', '/k', 'acl'],
    ['POST', '/new', 'append&position=0'],
    ['POST', '/new', 'uploads'],
    ['DELETE', '/k', ''],
    ['POST', '', 'delete'],
    ['PUT', '', 'acl'],
    ['PUT', '', ''],
    ['DELETE', '', ''],
    ['PUT', '', 'x-oss-cache-control'],
    ['PUT', '', 'lifecycle'],
  ])('%s BUCKET%s?%s is refused', async (method, path, query) => {
    const headers = { 'x-oss-acl': 'public-read', 'x-oss-object-acl': 'public-read' };
    expect(refusal(await key(method, bucket + path, { query, headers }))).toBe(READ_ONLY);
  });

  test('makes no bucket, copies nothing, and empties no cache', async () => {
    expect(refusal(await key('PUT', 'keys-never'))).toBe(READ_ONLY);
    const headers = { 'x-oss-copy-source': `/${bucket}/k` };
    expect(refusal(await key('PUT', `${bucket}/copy`, { headers }))).toBe(READ_ONLY);
    expect(refusal(await key('DELETE', '', { query: 'x-oss-cache' }))).toBe(READ_ONLY);
    expect(await service.store.bucket('keys-never')).toBeUndefined();
  });

  test('writes nothing where everybody may', async () => {
    const open = await newBucket('public-read-write');
    expect((await service.ask({ method: 'PUT', path: `/${open}/a`, body: 'x' })).status).toBe(200);
    expect(refusal(await key('PUT', `${open}/a`, { body: 'y' }))).toBe(READ_ONLY);
  });
});

describe('a key that is limited to buckets', () => {
  test('has all rights of its account in them', async () => {
    const bucket = await newBucket();
    const key = await keyOf({ buckets: [bucket] });
    expect((await key('PUT', `${bucket}/k`, { body: 'new' })).status).toBe(200);
    expect((await key('PUT', bucket, { query: 'acl', headers: { 'x-oss-acl': 'public-read' } })).status).toBe(200);
  });

  test('is a stranger in all others', async () => {
    const [own, closed, open] = [await newBucket(), await newBucket(), await newBucket('public-read')];
    const key = await keyOf({ buckets: [own] });
    for (const target of [closed, `${closed}/k`, `${closed}/missing`]) {
      expect(refusal(await key('GET', target))).toBe(LIMITED);
    }
    expect((await key('GET', `${open}/k`)).text).toBe('kept');
    expect(refusal(await key('PUT', `${open}/k`, { body: 'x' }))).toBe(LIMITED);
    expect(refusal(await key('GET', open, { query: 'acl' }))).toBe(LIMITED);
    const from = (bucket: string) => ({ headers: { 'x-oss-copy-source': `/${bucket}/k` } });
    expect(refusal(await key('PUT', `${own}/copy`, from(closed)))).toBe(LIMITED);
    expect((await key('PUT', `${own}/copy`, from(open))).status).toBe(200);
  });

  test('many objects at once: of its bucket yes, of another not one', async () => {
    const [own, other] = [await newBucket(), await newBucket('public-read-write')];
    await service.owner('PUT', `${other}/closed`, { body: 'x', headers: { 'x-oss-object-acl': 'private' } });
    const key = await keyOf({ buckets: [own] });
    const send = (bucket: string, name: string) => {
      const body = `<Delete><Object><Key>${name}</Key></Object></Delete>`;
      const headers = { 'content-md5': md5(body, 'base64') };
      return key('POST', bucket, { query: 'delete', body, headers });
    };
    expect((await send(own, 'k')).status).toBe(200);
    expect(refusal(await send(other, 'closed'))).toBe(LIMITED);
  });

  test('makes and deletes those that it is for, and no other', async () => {
    const key = await keyOf({ buckets: ['keys-made'] });
    expect((await key('PUT', 'keys-made')).status).toBe(200);
    expect((await service.store.bucket('keys-made'))?.owner).toBe('alice');
    expect((await key('DELETE', 'keys-made')).status).toBe(204);
    expect(refusal(await key('PUT', 'keys-other'))).toBe(LIMITED);
  });

  test('lists those of its buckets that are there', async () => {
    const [a, b] = [await newBucket(), await newBucket()];
    await newBucket();
    const key = await keyOf({ buckets: [b, a, 'keys-nowhere'] });
    expect(elements((await key('GET', '')).text, 'Name')).toEqual([a, b]);
    const page = await key('GET', '', { query: 'max-keys=1' });
    expect([elements(page.text, 'Name'), elements(page.text, 'NextMarker')]).toEqual([[a], [a]]);
  });
});

describe('another account', () => {
  test('has buckets of its own and sees no others', async () => {
    const [mine, key] = [await newBucket(), await keyOf({ account: 'carol' })];
    expect((await key('PUT', 'keys-of-carol')).status).toBe(200);
    expect(elements((await key('GET', '')).text, 'Name')).toEqual(['keys-of-carol']);
    expect(elements((await key('GET', '')).text, 'ID')).toEqual(['carol']);
    expect((await service.owner('GET', '', { query: 'prefix=keys-of' })).text).not.toContain('keys-of-carol');
    expect((await key('GET', `${mine}/k`)).status).toBe(403);
    expect((await service.owner('GET', 'keys-of-carol')).status).toBe(403);
  });

  test('a bucket that another account has is refused, and stays as it is', async () => {
    const [mine, key] = [await newBucket(), await keyOf({ account: 'dave' })];
    const theft = await key('PUT', mine, { headers: { 'x-oss-acl': 'public-read-write' } });
    expect(refusal(theft)).toBe('409 BucketAlreadyExists: The requested bucket name is not available.');
    expect(await service.store.bucket(mine)).toMatchObject({ owner: 'alice', acl: 'private' });
  });

  test("is not asked about the server's cache", async () => {
    const key = await keyOf({ account: 'erin' });
    expect(refusal(await key('GET', '', { query: 'x-oss-cache' }))).toBe(
      '403 AccessDenied: This operation is for the root account.',
    );
  });
});

test('the last use is written down, once the signature was right', async () => {
  const { id, secret } = await service.store.keys.create({ account: 'alice' });
  const used = async () => (await service.store.keys.find(id))?.lastUsedAt;
  await service.signedBy({ id, secret: 'wrong' })('GET', '');
  expect(await used()).toBeUndefined();
  const before = Date.now();
  await service.signedBy({ id, secret })('GET', '');
  await expect.poll(used).toBeGreaterThanOrEqual(before);
});
