import { describe, expect, test } from 'vitest';
import { element, elements, refusal, useService } from '../service.js';

const service = useService();

describe('PutBucket', () => {
  test('makes a private bucket; again by its owner it is 200 and changes nothing', async () => {
    expect(await service.owner('PUT', 'made')).toMatchObject({ status: 200, text: '' });
    expect(await service.owner('PUT', 'made')).toMatchObject({ status: 200, text: '' });
    const info = await service.owner('GET', 'made', { query: 'acl' });
    expect(element(info.text, 'Grant')).toBe('private');
  });

  test('with an ACL, which a second PUT may change', async () => {
    await service.owner('PUT', 'with-acl', { headers: { 'x-oss-acl': 'public-read' } });
    expect(element((await service.owner('GET', 'with-acl', { query: 'acl' })).text, 'Grant')).toBe('public-read');
    await service.owner('PUT', 'with-acl', { headers: { 'x-oss-acl': 'private' } });
    expect(element((await service.owner('GET', 'with-acl', { query: 'acl' })).text, 'Grant')).toBe('private');
  });

  test('a name that somebody else has: 409', async () => {
    await service.owner('PUT', 'taken');
    expect(refusal(await service.stranger('PUT', 'taken'))).toBe(
      '409 BucketAlreadyExists: The requested bucket name is not available.',
    );
  });

  test('an ACL that does not exist', async () => {
    const reply = await service.owner('PUT', 'bad-acl', { headers: { 'x-oss-acl': 'public' } });
    expect(refusal(reply)).toBe(
      '400 InvalidArgument: no such bucket access control exists. Allowed: one of private, public-read, public-read-write.',
    );
    expect(element(reply.text, 'ArgumentName')).toBe('x-oss-acl');
    expect(element(reply.text, 'ArgumentValue')).toBe('public');
    expect(await service.store.bucket('bad-acl')).toBeUndefined();
  });

  test('anonymous: 403, and no bucket', async () => {
    const reply = await service.ask({ method: 'PUT', path: '/nobodys' });
    expect(refusal(reply)).toBe('403 AccessDenied: Anonymous access is forbidden for this operation.');
    expect(await service.store.bucket('nobodys')).toBeUndefined();
  });

  test.each(['UPPER', 'a_b', 'x', '-abc'])('%s is no name', async (name) => {
    expect(refusal(await service.owner('PUT', name))).toBe(
      '400 InvalidBucketName: The specified bucket is not valid. Allowed: 3 to 63 of a-z, 0-9 and -, no hyphen at either end.',
    );
  });

  test.each([
    [
      'a configuration',
      '<CreateBucketConfiguration><StorageClass>Standard</StorageClass></CreateBucketConfiguration>',
      '200',
    ],
    ['no XML', 'hello', '400 MalformedXML'],
    ['another document', '<Delete/>', '400 MalformedXML'],
    [
      'an unknown class',
      '<CreateBucketConfiguration><StorageClass>Fast</StorageClass></CreateBucketConfiguration>',
      '400 InvalidArgument',
    ],
    [
      'a class without a tier',
      '<CreateBucketConfiguration><StorageClass>IA</StorageClass></CreateBucketConfiguration>',
      '501 NotImplemented',
    ],
    ['too much', 'x'.repeat(70_000), '400 EntityTooLarge'],
  ])('with %s', async (_, body, answer) => {
    const reply = await service.owner('PUT', 'configured', { body });
    expect(`${reply.status} ${element(reply.text, 'Code') ?? ''}`.trim()).toBe(answer);
  });
});

describe('what a bucket says of itself', () => {
  test('GetBucketInfo has every element that clients read', async () => {
    await service.owner('PUT', 'told', { headers: { 'x-oss-acl': 'public-read' } });
    const { status, text, headers } = await service.owner('GET', 'told', { query: 'bucketInfo' });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/xml');
    expect(element(text, 'Name')).toBe('told');
    expect(element(text, 'Location')).toBe('oss-cn-hangzhou');
    expect(element(text, 'CreationDate')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
    expect(element(text, 'ExtranetEndpoint')).toBe('127.0.0.1:9000');
    expect(element(text, 'IntranetEndpoint')).toBe('127.0.0.1:9000');
    expect(element(text, 'StorageClass')).toBe('Standard');
    expect(element(text, 'Grant')).toBe('public-read');
    expect(element(text, 'ID')).toBe('alice');
    expect(element(text, 'DisplayName')).toBe('alice');
    expect(text).toContain('<ServerSideEncryptionRule><SSEAlgorithm>None</SSEAlgorithm></ServerSideEncryptionRule>');
  });

  test('in virtual-host style the endpoint is the host without the bucket', async () => {
    await service.owner('PUT', 'told-too');
    const ask = { host: 'told-too.oss-cn-hangzhou.localhost:9000', path: '/', query: 'bucketInfo' };
    const { text } = await service.owner('GET', 'told-too', ask);
    expect(element(text, 'ExtranetEndpoint')).toBe('oss-cn-hangzhou.localhost:9000');
  });

  test('GetBucketLocation', async () => {
    await service.owner('PUT', 'located');
    const { text } = await service.owner('GET', 'located', { query: 'location=' });
    expect(text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint>oss-cn-hangzhou</LocationConstraint>',
    );
  });

  test.each(['bucketInfo', 'location', 'acl'])('?%s is for the owner', async (query) => {
    await service.owner('PUT', 'open', { headers: { 'x-oss-acl': 'public-read-write' } });
    const no = '403 AccessDenied: You have no right to access this object.';
    expect(refusal(await service.stranger('GET', 'open', { query }))).toBe(no);
    expect(refusal(await service.ask({ path: '/open', query }))).toBe(no);
  });

  test.each(['bucketInfo', 'location', 'acl', ''])('?%s of no bucket', async (query) => {
    const reply = await service.owner('GET', 'absent', { query });
    expect(refusal(reply)).toBe('404 NoSuchBucket (0015-00000101): The specified bucket does not exist.');
    expect(element(reply.text, 'BucketName')).toBe('absent');
  });
});

describe('ACL', () => {
  test('PutBucketAcl applies to the next request', async () => {
    await service.owner('PUT', 'opened');
    await service.owner('PUT', 'opened/k', { body: 'x' });
    expect((await service.ask({ path: '/opened/k' })).status).toBe(403);
    expect(
      (await service.owner('PUT', 'opened', { query: 'acl', headers: { 'x-oss-acl': 'public-read' } })).status,
    ).toBe(200);
    expect((await service.ask({ path: '/opened/k' })).status).toBe(200);
    const { text } = await service.owner('GET', 'opened', { query: 'acl' });
    expect(text).toContain(
      '<AccessControlPolicy><Owner><ID>alice</ID><DisplayName>alice</DisplayName></Owner><AccessControlList><Grant>public-read</Grant></AccessControlList></AccessControlPolicy>',
    );
  });

  test('makes the bucket where there is none', async () => {
    const ask = { query: 'acl', headers: { 'x-oss-acl': 'public-read' } };
    expect((await service.owner('PUT', 'made-by-acl', ask)).status).toBe(200);
    expect(await service.store.bucket('made-by-acl')).toMatchObject({ owner: 'alice', acl: 'public-read' });
    const anonymous = await service.ask({ method: 'PUT', path: '/not-made', ...ask });
    expect(refusal(anonymous)).toBe('403 AccessDenied: Anonymous access is forbidden for this operation.');
  });

  test('is for the owner, and needs its header', async () => {
    await service.owner('PUT', 'kept', { headers: { 'x-oss-acl': 'public-read-write' } });
    const reply = await service.stranger('PUT', 'kept', { query: 'acl', headers: { 'x-oss-acl': 'private' } });
    expect(refusal(reply)).toBe('403 AccessDenied: You have no right to access this object.');
    expect(refusal(await service.owner('PUT', 'kept', { query: 'acl' }))).toBe(
      '400 MissingArgument: The x-oss-acl header is missing. Allowed: one of private, public-read, public-read-write.',
    );
  });
});

describe('DeleteBucket', () => {
  test('204, and then it is gone', async () => {
    await service.owner('PUT', 'going');
    expect(await service.owner('DELETE', 'going')).toMatchObject({ status: 204, text: '' });
    expect((await service.owner('DELETE', 'going')).status).toBe(404);
  });

  test('with an object in it: 409', async () => {
    await service.owner('PUT', 'full');
    await service.owner('PUT', 'full/k', { body: 'x' });
    expect(refusal(await service.owner('DELETE', 'full'))).toBe(
      '409 BucketNotEmpty: The bucket you tried to delete is not empty.',
    );
  });

  test('only by the owner, also where everybody may write', async () => {
    await service.owner('PUT', 'staying', { headers: { 'x-oss-acl': 'public-read-write' } });
    expect((await service.stranger('DELETE', 'staying')).status).toBe(403);
    expect((await service.ask({ method: 'DELETE', path: '/staying' })).status).toBe(403);
  });
});

describe('GetService', () => {
  test("an account's own buckets, in pages", async () => {
    for (const name of ['svc-b', 'svc-a', 'svc-c']) await service.stranger('PUT', name);
    const all = await service.stranger('GET', '');
    expect(all.status).toBe(200);
    expect(elements(all.text, 'Name')).toEqual(['svc-a', 'svc-b', 'svc-c']);
    expect(element(all.text, 'ID')).toBe('bob');
    expect(elements(all.text, 'Location')).toHaveLength(3);
    const first = await service.stranger('GET', '', { query: 'max-keys=2&prefix=svc-' });
    expect(elements(first.text, 'Name')).toEqual(['svc-a', 'svc-b']);
    expect(element(first.text, 'IsTruncated')).toBe('true');
    const marker = element(first.text, 'NextMarker');
    const second = await service.stranger('GET', '', { query: `max-keys=2&prefix=svc-&marker=${marker}` });
    expect(elements(second.text, 'Name')).toEqual(['svc-c']);
    expect(element(second.text, 'IsTruncated')).toBe('false');
  });

  test('nothing for nobody', async () => {
    expect(refusal(await service.ask({}))).toBe('403 AccessDenied: Anonymous access is forbidden for this operation.');
  });
});
