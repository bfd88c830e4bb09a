/** A private bucket of Ceph's RADOS gateway as the origin of a bucket. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newS3Client } from '#src/moving/s3/client.js';
import { S3Target } from '#src/moving/s3/target.js';
import { Ceph } from '../../scripts/ceph.js';
import { TestServer } from '../cli/two-servers.js';
import { ruleXml, websiteXml } from '../oss/mirror/bucket.js';
import { flat, jpeg } from '../pictures.js';

const directory = mkdtempSync(join(tmpdir(), 'tintype-mirror-s3-'));
const path = join(directory, 'origins.json');
const KEYS = ['plain.jpg', "a b+%(1)!'*&$@=;:?#.jpg", '图/片~.jpg', 'x//y.jpg', '%2e%2e.jpg', 'tail/'];
let ceph: Ceph;
let client: S3Client;
let bucket = '';
let server: TestServer;
let picture: Buffer;

beforeAll(async () => {
  ceph = await Ceph.start();
  bucket = ceph.newBucket();
  picture = await jpeg(flat(40, 30, [200, 30, 30]));
  client = newS3Client({ endpoint: ceph.endpoint, region: 'us-east-1', key: ceph.key });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  for (const Key of KEYS) {
    const about = { ContentType: 'image/jpeg', CacheControl: 'max-age=9', Metadata: { a: 'b' } };
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: picture, ...about }));
  }
  const about = {
    ...{ kind: 's3', endpoint: ceph.endpoint, region: 'us-east-1', bucket, buckets: ['photos'], allow: ['127.0.0.1'] },
    ...{ accessKeyId: ceph.key.id, accessKeySecret: ceph.key.secret },
  };
  const origins = {
    ceph: about,
    'wrong-secret': { ...about, accessKeySecret: 'wrong' },
    'wrong-id': { ...about, accessKeyId: 'NOBODY' },
    'no-bucket': { ...about, bucket: 'none-of-that-name' },
    // The address behind a name is looked at with each fetch, one that stands there at the start.
    closed: { ...about, endpoint: ceph.endpoint.replace('127.0.0.1', 'localhost'), allow: [] },
  };
  writeFileSync(path, JSON.stringify(origins), { mode: 0o600 });
  server = await TestServer.start({ 'mirror-origins': path });
  await server.must('PUT', '/photos/', { headers: { 'x-oss-acl': 'public-read' } });
});
afterAll(async () => {
  await server?.stop();
  client?.destroy();
  await ceph?.dispose();
  rmSync(directory, { recursive: true });
});

const MD5 = '<MirrorCheckMd5>true</MirrorCheckMd5>';
const rule = (name: string) =>
  server.must('PUT', '/photos/?website', { body: websiteXml(ruleXml({ url: `origin://${name}/`, more: MD5 })) });
const read = async (key: string) => {
  const answer = await fetch(`${server.url}/photos/${encodeURIComponent(key)}`);
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
};

test.each(KEYS)('%s is fetched with a signature, stored and served', async (key) => {
  expect((await fetch(`${ceph.endpoint}/${bucket}/plain.jpg`)).status).toBe(403);
  await rule('ceph');
  const { status, bytes, headers } = await read(key);
  expect([status, bytes.equals(picture), headers.get('cache-control')]).toEqual([200, true, 'max-age=9']);
  expect([headers.get('content-type'), headers.get('content-encoding')]).toEqual(['image/jpeg', null]);
});

test('an object in parts, whose ETag is no MD5, is whole', async () => {
  const parts = [Buffer.alloc(5 << 20, 'a'), Buffer.alloc(1000, 'b')];
  const target = new S3Target(client, { bucket, prefix: '', searched: '' });
  const signal = AbortSignal.timeout(60_000);
  const upload = await target.parts('parts', { headers: {} }, { keep: false, signal });
  const { Readable } = await import('node:stream');
  const etags: string[] = [];
  for (const [n, part] of parts.entries())
    etags.push(await upload.put(n + 1, { body: Readable.from(part), size: part.length }, signal));
  await upload.complete(etags, signal);
  await rule('ceph');
  expect((await read('parts')).bytes.equals(Buffer.concat(parts))).toBe(true);
});

test.each([
  ['wrong-secret', 424, /The origin answered 403 SignatureDoesNotMatch\./],
  ['wrong-id', 424, /The origin answered 403 InvalidAccessKeyId\./],
  ['no-bucket', 424, /The origin answered 404 NoSuchBucket\./],
  ['closed', 424, /The address of the origin is not one that may be asked/],
  ['ceph', 404, /NoSuchKey/],
])('%s: %i', async (name, status, said) => {
  await rule(name);
  const answer = await read(`missing-${name}`);
  expect([answer.status, answer.bytes.toString()]).toEqual([status, expect.stringMatching(said)]);
  expect(answer.bytes.toString()).not.toMatch(/CEPH|StringToSign/);
});

test('what was not there is remembered as missing, and a gateway that went away costs a 424', async () => {
  await rule('ceph');
  expect((await read('late')).status).toBe(404);
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'late', Body: picture }));
  expect((await read('late')).status).toBe(404);
  await ceph.stopGateway();
  expect((await read('other')).status).toBe(424);
  expect((await read('plain.jpg')).status).toBe(200);
  await ceph.startGateway();
  expect((await read('other')).status).toBe(404);
});
