/** ali-oss with access keys that `tintype key` made beside the running server. */
import { join } from 'node:path';
import OSS from 'ali-oss';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tintype } from '../cli/tintype.js';
import { observeCalls } from './observed.js';
import { ClientServer, KEY } from './server.js';

let server: ClientServer;
let root: OSS;

beforeAll(async () => {
  server = await ClientServer.start();
  root = clientOf({ accessKeyId: KEY.id, accessKeySecret: KEY.secret }, 'V4', 'photos');
  for (const bucket of ['photos', 'music']) await root.putBucket(bucket);
  await root.put('cat.txt', Buffer.from('cat'));
});
afterAll(() => server?.end());
observeCalls('ali-oss', () => server?.consoleUrl);

interface Pair {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

async function key(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await tintype(['key', ...args, '--data', join(server.directory, 'data')], server);
  expect([code, stderr]).toEqual([0, '']);
  return stdout.toString();
}

const created = async (...args: string[]): Promise<Pair> => JSON.parse(await key('create', '--json', ...args));

function clientOf(pair: Pair, version: string, bucket: string): OSS {
  return new OSS({
    endpoint: `http://localhost:${server.port}`,
    accessKeyId: pair.accessKeyId,
    accessKeySecret: pair.accessKeySecret,
    ...(pair.securityToken !== undefined && { stsToken: pair.securityToken }),
    region: 'oss-cn-hangzhou',
    bucket,
    sldEnable: true,
    authorizationV4: version === 'V4',
    agent: server.agent,
  });
}

const denied = (message: string) => ({ status: 403, code: 'AccessDenied', message });

describe.each(['V1', 'V4'])('%s', (version) => {
  test('a key for one bucket', async () => {
    const pair = await created('--bucket', 'photos');
    const client = clientOf(pair, version, 'photos');
    await client.put('dog.txt', Buffer.from('dog'));
    expect((await client.get('dog.txt')).content.toString()).toBe('dog');
    expect((await client.listBuckets({})).buckets?.map(({ name }) => name)).toEqual(['photos']);
    const elsewhere = clientOf(pair, version, 'music');
    const limited = denied('The access key is limited to other buckets.');
    await expect(elsewhere.put('dog.txt', Buffer.from('x'))).rejects.toMatchObject(limited);
    await expect(elsewhere.get('dog.txt')).rejects.toMatchObject(limited);
    await expect(client.putBucket('third')).rejects.toMatchObject(limited);
  });

  test('a read-only key', async () => {
    const client = clientOf(await created('--read-only'), version, 'photos');
    expect((await client.get('cat.txt')).content.toString()).toBe('cat');
    expect((await client.list({ prefix: 'cat' })).objects?.map(({ name }) => name)).toEqual(['cat.txt']);
    expect((await client.getBucketACL('photos')).acl).toBe('private');
    const link = client.signatureUrl('cat.txt', { expires: 60 });
    expect((await server.follow(link)).body.toString()).toBe('cat');
    const readOnly = denied('The access key is read-only.');
    await expect(client.put('new.txt', Buffer.from('x'))).rejects.toMatchObject(readOnly);
    await expect(client.delete('cat.txt')).rejects.toMatchObject(readOnly);
    await expect(client.deleteMulti(['cat.txt'])).rejects.toMatchObject(readOnly);
    await expect(client.append('new.txt', Buffer.from('x'))).rejects.toMatchObject(readOnly);
    await expect(client.copy('new.txt', 'cat.txt')).rejects.toMatchObject(readOnly);
    await expect(client.initMultipartUpload('new.txt')).rejects.toMatchObject(readOnly);
    await expect(client.putACL('cat.txt', 'public-read')).rejects.toMatchObject(readOnly);
    await expect(client.putBucketACL('photos', 'public-read')).rejects.toMatchObject(readOnly);
  });

  test('a key that is disabled, enabled and deleted', async () => {
    const pair = await created();
    const client = clientOf(pair, version, 'photos');
    const link = client.signatureUrl('cat.txt', { expires: 60 });
    expect((await server.follow(link)).status).toBe(200);
    await key('disable', pair.accessKeyId);
    const disabled = { status: 403, code: 'InvalidAccessKeyId', ecCode: '0002-00000903' };
    await expect(client.get('cat.txt')).rejects.toMatchObject(disabled);
    expect((await server.follow(link)).status).toBe(403);
    await key('enable', pair.accessKeyId);
    expect((await client.get('cat.txt')).content.toString()).toBe('cat');
    await key('delete', pair.accessKeyId);
    await expect(client.get('cat.txt')).rejects.toMatchObject({ ...disabled, ecCode: '0002-00000902' });
    expect((await server.follow(link)).status).toBe(403);
  });

  test('temporary credentials', async () => {
    const { accessKeyId: parent } = await created('--bucket', 'photos');
    const pair: Pair = JSON.parse(await key('temporary', parent, '--json', '--read-only', '--expires', '60s'));
    const client = clientOf(pair, version, 'photos');
    expect((await client.get('cat.txt')).content.toString()).toBe('cat');
    await expect(client.put('new.txt', Buffer.from('x'))).rejects.toMatchObject(denied('The access key is read-only.'));
    const link =
      version === 'V1'
        ? client.signatureUrl('cat.txt', { expires: 60 })
        : await client.signatureUrlV4('GET', 60, undefined, 'cat.txt');
    expect(link).toContain('security-token=');
    expect((await server.follow(link)).body.toString()).toBe('cat');
    const wrong = clientOf({ ...pair, securityToken: 'another' }, version, 'photos');
    await expect(wrong.get('cat.txt')).rejects.toMatchObject({ status: 403, code: 'InvalidSecurityToken' });
    await key('delete', parent);
    await expect(client.get('cat.txt')).rejects.toMatchObject({ status: 403, code: 'InvalidAccessKeyId' });
  });

  test('another account', async () => {
    const account = `ann-${version}`;
    // Not created(): standard error says which buckets the account has so far.
    const { stdout } = await tintype(
      [...['key', 'create', '--json', '--account', account], ...['--data', join(server.directory, 'data')]],
      server,
    );
    const pair: Pair = JSON.parse(stdout.toString());
    const bucket = `of-ann-${version.toLowerCase()}`;
    const client = clientOf(pair, version, bucket);
    await client.putBucket(bucket);
    await client.put('k', Buffer.from('hers'));
    expect((await client.listBuckets({})).buckets?.map(({ name }) => name)).toEqual([bucket]);
    await expect(client.putBucket('photos')).rejects.toMatchObject({ status: 409, code: 'BucketAlreadyExists' });
    await expect(root.putBucket(bucket)).rejects.toMatchObject({ status: 409, code: 'BucketAlreadyExists' });
    const inPhotos = clientOf(pair, version, 'photos');
    await expect(inPhotos.get('cat.txt')).rejects.toMatchObject({ status: 403, code: 'AccessDenied' });
  });
});
