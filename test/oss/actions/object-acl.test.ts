import { beforeAll, describe, expect, test } from 'vitest';
import { element, refusal, useService } from '../service.js';

const service = useService();

beforeAll(async () => {
  await service.owner('PUT', 'priv');
  await service.owner('PUT', 'wall', { headers: { 'x-oss-acl': 'public-read-write' } });
});

const setting = (acl: string) => ({ query: 'acl', headers: { 'x-oss-object-acl': acl } });
const put = (target: string, acl: string) => service.owner('PUT', target, setting(acl));

describe('PutObjectACL', () => {
  test('holds from the next request on, in both directions, and changes nothing else', async () => {
    await service.owner('PUT', 'priv/k', { body: 'mine' });
    const before = await service.owner('HEAD', 'priv/k');
    expect((await service.ask({ path: '/priv/k' })).status).toBe(403);
    expect(await put('priv/k', 'public-read')).toMatchObject({ status: 200, text: '' });
    expect((await service.ask({ path: '/priv/k' })).text).toBe('mine');
    expect((await service.owner('HEAD', 'priv/k')).headers).toEqual(before.headers);

    await service.owner('PUT', 'wall/k', { body: 'x' });
    await put('wall/k', 'private');
    expect((await service.ask({ path: '/wall/k' })).status).toBe(403);
    await put('wall/k', 'default');
    expect((await service.ask({ path: '/wall/k' })).status).toBe(200);
  });

  test('is for the owner of the bucket, also where everybody may write', async () => {
    await service.owner('PUT', 'wall/owned', { body: 'x' });
    const no = '403 AccessDenied: You have no right to access this object.';
    expect(refusal(await service.stranger('PUT', 'wall/owned', setting('private')))).toBe(no);
    expect(refusal(await service.stranger('GET', 'wall/owned', { query: 'acl' }))).toBe(no);
    expect(refusal(await service.ask({ path: '/wall/owned', query: 'acl' }))).toBe(no);
  });

  test('an ACL that does not exist, none, and none of an object', async () => {
    await service.owner('PUT', 'priv/there', { body: 'x' });
    expect(refusal(await put('priv/there', 'public'))).toBe(
      '400 InvalidArgument: no such object access control exists. Allowed: one of default, private, public-read, public-read-write.',
    );
    expect(refusal(await service.owner('PUT', 'priv/there', { query: 'acl' }))).toBe(
      '400 MissingArgument: The x-oss-object-acl header is missing. Allowed: one of default, private, public-read, public-read-write.',
    );
    expect(refusal(await put('priv/absent', 'private'))).toBe(
      '404 NoSuchKey (0026-00000001): The specified key does not exist.',
    );
  });
});

describe('GetObjectACL', () => {
  test("an object's own, or default", async () => {
    await service.owner('PUT', 'priv/shown', { body: 'x' });
    const { text, headers } = await service.owner('GET', 'priv/shown', { query: 'acl' });
    expect(headers['content-type']).toBe('application/xml');
    expect(text).toContain(
      '<AccessControlPolicy><Owner><ID>alice</ID><DisplayName>alice</DisplayName></Owner><AccessControlList><Grant>default</Grant></AccessControlList></AccessControlPolicy>',
    );
    await put('priv/shown', 'public-read-write');
    expect(element((await service.owner('GET', 'priv/shown', { query: 'acl' })).text, 'Grant')).toBe(
      'public-read-write',
    );
    expect((await service.owner('GET', 'priv/absent', { query: 'acl' })).status).toBe(404);
  });
});

describe('GetObjectMeta', () => {
  test('three headers and no body', async () => {
    await service.owner('PUT', 'priv/meta', { body: 'five!', headers: { 'x-oss-meta-a': 'b' } });
    const whole = await service.owner('HEAD', 'priv/meta');
    const { status, headers, bytes } = await service.owner('HEAD', 'priv/meta', { query: 'objectMeta' });
    expect(status).toBe(200);
    expect(bytes).toHaveLength(0);
    const { etag, 'last-modified': modified } = whole.headers;
    expect(headers).toEqual({ etag, 'content-length': '5', 'last-modified': modified });
  });

  test('needs the right to read, and an object', async () => {
    expect((await service.ask({ method: 'HEAD', path: '/priv/meta', query: 'objectMeta' })).status).toBe(403);
    const absent = await service.owner('HEAD', 'priv/absent', { query: 'objectMeta' });
    expect(absent.status).toBe(404);
    expect(absent.headers['x-oss-ec']).toBe('0026-00000001');
  });
});

describe('GetBucketStat', () => {
  test('bytes and objects by storage class', async () => {
    await service.owner('PUT', 'stat');
    await service.owner('PUT', 'stat/a', { body: '12345' });
    await service.owner('PUT', 'stat/b', { body: '123', headers: { 'x-oss-storage-class': 'IA' } });
    const { status, text } = await service.owner('GET', 'stat', { query: 'stat' });
    expect(status).toBe(200);
    const numbers = Object.fromEntries([...text.matchAll(/<(\w+)>(\d+)</g)].map(([, name, value]) => [name, value]));
    expect(numbers).toMatchObject({
      Storage: '8',
      ObjectCount: '2',
      MultipartUploadCount: '0',
      LiveChannelCount: '0',
      StandardStorage: '5',
      StandardObjectCount: '1',
      InfrequentAccessStorage: '3',
      InfrequentAccessRealStorage: '3',
      InfrequentAccessObjectCount: '1',
      ArchiveObjectCount: '0',
    });
    expect(Math.abs(Number(numbers.LastModifiedTime) - Date.now() / 1000)).toBeLessThan(600);
    expect((await service.stranger('GET', 'stat', { query: 'stat' })).status).toBe(403);
    expect((await service.owner('GET', 'absent', { query: 'stat' })).status).toBe(404);
  });
});
