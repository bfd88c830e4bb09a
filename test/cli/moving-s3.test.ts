/** `tintype import` and `tintype export` with an S3 bucket on the other side. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { S3Bucket } from './s3-bucket.js';
import { tintype } from './tintype.js';
import { KEYS, TestServer } from './two-servers.js';

let server: TestServer;
let s3: S3Bucket;

beforeAll(async () => {
  [server, s3] = await Promise.all([TestServer.start(), S3Bucket.start()]);
});

afterAll(async () => {
  s3?.stop();
  await server?.stop();
});

async function moved(command: 'import' | 'export', from: string, to: string, ...more: string[]) {
  const args = [command, from, to, '--port', server.port, '--remote', s3.url, ...more];
  const { code, stderr } = await tintype(args, { env: KEYS });
  return { code, err: stderr };
}

test('from S3: bytes, headers, metadata, tags, ACLs; and not again', async () => {
  s3.put('in/a b+c.png', Buffer.from('picture'), {
    'content-type': 'image/png',
    'cache-control': 'max-age=5',
    'content-encoding': 'aws-chunked',
    'x-amz-meta-owner': 'me',
    'x-amz-tagging': 'k=v&l=w',
  });
  s3.put('in/empty', Buffer.alloc(0));
  s3.open.add('in/empty');
  s3.putParts('in/film', [Buffer.alloc(300_000, 'a'), Buffer.alloc(300_000, 'b'), Buffer.alloc(9, 'c')]);
  s3.put('other', Buffer.from('other'));
  const first = await moved('import', 's3://source', 'from-s3', '--prefix', 'in/');
  expect(first.err).toMatch(/^3 copied \(\d+\.\d KB\), 0 there already, 0 failed/);
  expect(first.code).toBe(0);
  expect(await server.keys('from-s3')).toEqual(['in/a b+c.png', 'in/empty', 'in/film']);
  const picture = await server.must('GET', '/from-s3/in/a%20b%2Bc.png');
  expect(picture.text).toBe('picture');
  expect(Object.fromEntries(picture.headers)).toMatchObject({
    'content-type': 'image/png',
    'cache-control': 'max-age=5',
    'x-oss-meta-owner': 'me',
    'x-oss-tagging-count': '2',
  });
  expect(picture.headers.get('content-encoding')).toBeNull();
  expect((await server.must('GET', '/from-s3/in/empty?acl')).text).toContain('<Grant>public-read</Grant>');
  const film = await server.must('HEAD', '/from-s3/in/film');
  expect(film.headers.get('etag')?.toLowerCase()).toBe(`"${s3.objects.get('in/film')?.etag}"`);
  expect((await moved('import', 's3://source', 'from-s3', '--prefix', 'in/')).err).toMatch(
    /^0 copied \(0 B\), 3 there/,
  );
});

test('bytes that are not those of their ETag are not stored', async () => {
  s3.objects.set('bad/a', { bytes: Buffer.from('damaged'), etag: '0123456789abcdef0123456789abcdef', headers: {} });
  s3.put('bad/b', Buffer.from('good'));
  const { code, err } = await moved('import', 's3://source', 'bad-s3', '--prefix', 'bad/');
  expect(err).toMatch(/^bad\/a: their MD5 is [0-9A-F]{32}, not 0123456789ABCDEF/);
  expect(code).toBe(1);
  expect(await server.keys('bad-s3')).toEqual(['bad/b']);
});

test('to S3, with a prefix in front, and not again', async () => {
  await server.must('PUT', '/to-s3/');
  const headers = {
    'content-type': 'image/png',
    'x-oss-meta-owner': 'me',
    'x-oss-tagging': 'k=v',
    'x-oss-object-acl': 'public-read',
  };
  await server.must('PUT', '/to-s3/a%20b.png', { headers, body: 'picture' });
  await server.must('PUT', '/to-s3/none', { body: '' });
  const first = await moved('export', 'to-s3', 's3://archive/old/');
  expect(first.err).toMatch(/^2 copied \(7 B\), 0 there already, 0 failed/);
  const kept = s3.objects.get('old/a b.png');
  expect(kept?.bytes.toString()).toBe('picture');
  expect(kept?.headers).toMatchObject({
    'content-type': 'image/png',
    'x-amz-meta-owner': 'me',
    'x-amz-tagging': 'k=v',
    'x-amz-acl': 'public-read',
    'content-md5': expect.any(String),
  });
  expect(s3.objects.get('old/none')?.headers['x-amz-acl']).toBeUndefined();
  expect((await moved('export', 'to-s3', 's3://archive/old/')).err).toMatch(/^0 copied \(0 B\), 2 there already/);
});
