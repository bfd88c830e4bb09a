import { Readable } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { md5, signed } from '../request.js';
import { signedV4 } from '../request-v4.js';
import { element, refusal, useService } from '../service.js';

const service = useService();
const TEXT = 'hello, world';
/** CRC-64/XZ of TEXT, by a bit-by-bit loop over the polynomial of ECMA-182. */
const crc = (bytes: Buffer): string => {
  let register = 0xffffffffffffffffn;
  for (const byte of bytes) {
    register ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++)
      register = register & 1n ? (register >> 1n) ^ 0xc96c5795d7870f42n : register >> 1n;
  }
  return String(register ^ 0xffffffffffffffffn);
};

beforeAll(async () => {
  await service.owner('PUT', 'pub', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'priv');
  await service.owner('PUT', 'wall', { headers: { 'x-oss-acl': 'public-read-write' } });
  await service.owner('PUT', 'pub/hello', { body: TEXT });
  await service.owner('PUT', 'priv/hello', { body: TEXT });
});

describe('uploads in chunks that are signed one by one', () => {
  test.each([
    { 'content-encoding': 'aws-chunked' },
    { 'content-encoding': 'gzip, AWS-chunked' },
    { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' },
  ])('%j is refused before its body is read', async (headers) => {
    const body = Readable.from(['chunk']);
    const reply = await service.owner('PUT', 'pub/chunked', { body, headers: { ...headers, 'content-length': '5' } });
    expect(refusal(reply)).toBe(
      '400 InvalidArgument (0017-00000804): aws-chunked encoding is not supported with the specified x-amz-content-sha256 value.',
    );
    expect(element(reply.text, 'ArgumentName')).toBe('Content-Encoding');
    expect(body.readableDidRead).toBe(false);
  });
});

describe('PutObject', () => {
  test('answers with the digests that clients compare', async () => {
    const { status, headers, text } = await service.owner('PUT', 'pub/digests', { body: TEXT });
    expect(status).toBe(200);
    expect(text).toBe('');
    expect(headers.etag).toBe(`"${md5(TEXT).toUpperCase()}"`);
    expect(headers['content-md5']).toBe(md5(TEXT, 'base64'));
    expect(headers['x-oss-hash-crc64ecma']).toBe(crc(Buffer.from(TEXT)));
    expect(crc(Buffer.from('123456789'))).toBe('11051210869376104954');
  });

  test('keeps what describes the object, and a GET repeats it', async () => {
    const headers = {
      'content-type': 'text/plain',
      'cache-control': 'max-age=60',
      'content-disposition': 'attachment; filename="ü.txt"',
      'content-language': 'en',
      expires: 'Wed, 01 Jan 2031 00:00:00 GMT',
      'x-oss-meta-author': '猫',
      'x-oss-storage-class': 'IA',
      'user-agent': 'not kept',
    };
    await service.owner('PUT', 'pub/described', { body: TEXT, headers });
    const reply = await service.ask({ path: '/pub/described' });
    const { 'user-agent': _agent, ...kept } = headers;
    expect(reply.headers).toMatchObject(kept);
    expect(reply.headers['user-agent']).toBeUndefined();
  });

  test('without a type it is application/octet-stream', async () => {
    expect((await service.ask({ path: '/pub/hello' })).headers['content-type']).toBe('application/octet-stream');
  });

  test.each(['a//b', 'a/../b', '../b', 'a+b', 'x.jpg@!style', 'a|b', '100%', '猫 é\n', 'dir/'])(
    'key %j',
    async (key) => {
      expect((await service.owner('PUT', `pub/${key}`, { body: key })).status).toBe(200);
      expect((await service.ask({ path: `/pub/${encodeURIComponent(key)}` })).text).toBe(key);
      expect((await service.ask({ host: 'pub.localhost', path: `/${encodeURIComponent(key)}` })).text).toBe(key);
      expect((await service.owner('DELETE', `pub/${key}`)).status).toBe(204);
    },
  );

  test('a key that V1 cannot tell from a sub-resource, signed with V4', async () => {
    const ask = { method: 'PUT', path: '/pub/a%3Facl', body: 'x' };
    expect((await service.ask(signed(ask, '/pub/a?acl'))).status).toBe(403);
    expect((await service.ask(signedV4(ask, '/pub/a?acl'))).status).toBe(200);
    expect((await service.ask({ path: '/pub/a%3Facl' })).text).toBe('x');
  });

  test('an empty object', async () => {
    await service.owner('PUT', 'pub/empty', { body: '' });
    const reply = await service.ask({ path: '/pub/empty', headers: { range: 'bytes=0-0' } });
    expect(reply).toMatchObject({ status: 200, text: '' });
    expect(reply.headers).toMatchObject({ 'content-length': '0', 'x-oss-hash-crc64ecma': '0' });
  });

  test('a chunked body needs no length', async () => {
    const ask = {
      body: Readable.from([Buffer.from('a'), Buffer.from('b')]),
      headers: { 'transfer-encoding': 'chunked' },
    };
    expect((await service.owner('PUT', 'pub/chunked', ask)).status).toBe(200);
    expect((await service.ask({ path: '/pub/chunked' })).text).toBe('ab');
  });

  test('neither length nor chunks: 411', async () => {
    expect(refusal(await service.owner('PUT', 'pub/no-length', { body: Readable.from([]) }))).toBe(
      '411 MissingContentLength: You must provide the Content-Length HTTP header.',
    );
  });

  test('more than 5 GB is refused before a byte is read', async () => {
    const body = Readable.from([Buffer.from('x')]);
    const reply = await service.owner('PUT', 'pub/large', { body, headers: { 'content-length': '5368709121' } });
    expect(refusal(reply)).toBe(
      '400 EntityTooLarge: Your proposed upload exceeds the maximum allowed size: 5368709120 bytes.',
    );
    expect(body.readableDidRead).toBe(false);
  });

  test('a body shorter than its Content-Length leaves nothing', async () => {
    const ask = { body: Readable.from([Buffer.from('abc')]), headers: { 'content-length': '10' } };
    const reply = await service.owner('PUT', 'pub/short', ask);
    expect(reply.status).toBe(400);
    expect(element(reply.text, 'Code')).toBe('IncompleteBody');
    expect((await service.ask({ path: '/pub/short' })).status).toBe(404);
  });

  test('an upload that breaks off leaves what was there before', async () => {
    await service.owner('PUT', 'pub/broken', { body: 'before' });
    async function* half() {
      yield Buffer.from('after');
      throw new Error('the client left');
    }
    const ask = { body: Readable.from(half()), headers: { 'content-length': '10' } };
    expect((await service.owner('PUT', 'pub/broken', ask)).status).toBeGreaterThanOrEqual(400);
    expect((await service.ask({ path: '/pub/broken' })).text).toBe('before');
  });

  test('Content-MD5 is checked', async () => {
    const good = await service.owner('PUT', 'pub/md5', { body: TEXT, headers: { 'content-md5': md5(TEXT, 'base64') } });
    expect(good.status).toBe(200);
    for (const digest of [md5('other', 'base64'), 'nonsense', '']) {
      const bad = await service.owner('PUT', 'pub/md5-bad', { body: TEXT, headers: { 'content-md5': digest } });
      expect(refusal(bad)).toBe('400 InvalidDigest: The Content-MD5 you specified was invalid.');
    }
    expect((await service.ask({ path: '/pub/md5-bad' })).status).toBe(404);
  });

  test('x-oss-forbid-overwrite', async () => {
    const headers = { 'x-oss-forbid-overwrite': 'true' };
    expect((await service.owner('PUT', 'pub/once', { body: '1', headers })).status).toBe(200);
    expect(refusal(await service.owner('PUT', 'pub/once', { body: '2', headers }))).toBe(
      '409 FileAlreadyExists: The object you specified already exists and can not be overwritten.',
    );
    expect(
      (await service.owner('PUT', 'pub/once', { body: '3', headers: { 'x-oss-forbid-overwrite': 'false' } })).status,
    ).toBe(200);
  });

  test.each([
    'if-match',
    'if-none-match',
    'if-modified-since',
    'if-unmodified-since',
    'x-oss-callback',
    'x-oss-server-side-encryption',
  ])('%s is not implemented for a PUT', async (name) => {
    const reply = await service.owner('PUT', 'pub/conditional', { body: 'x', headers: { [name]: '*' } });
    expect(refusal(reply)).toBe(
      '501 NotImplemented: A header you provided implies functionality that is not implemented.',
    );
    expect(element(reply.text, 'Header')).toBe(name);
    expect((await service.ask({ path: '/pub/conditional' })).status).toBe(404);
  });

  test('with x-oss-process, in the query or as a header: InvalidArgument', async () => {
    const message = '400 InvalidArgument: A PUT cannot carry x-oss-process. GET processes what is stored.';
    const query = 'x-oss-process=image/resize,w_1';
    expect(refusal(await service.owner('PUT', 'pub/p', { body: 'x', query }))).toBe(message);
    expect(
      refusal(await service.owner('PUT', 'pub/p', { body: 'x', headers: { 'x-oss-process': 'image/info' } })),
    ).toBe(message);
    expect((await service.ask({ method: 'PUT', path: '/priv/p', query, body: 'x' })).status).toBe(403);
  });

  test('a storage class or an ACL that does not exist', async () => {
    const storage = await service.owner('PUT', 'pub/x', { body: '', headers: { 'x-oss-storage-class': 'Fast' } });
    expect(element(storage.text, 'ArgumentName')).toBe('x-oss-storage-class');
    const acl = await service.owner('PUT', 'pub/x', { body: '', headers: { 'x-oss-object-acl': 'secret' } });
    expect(refusal(acl)).toBe(
      '400 InvalidArgument: no such object access control exists. Allowed: one of default, private, public-read, public-read-write.',
    );
  });

  test('user metadata of more than 8 KB', async () => {
    const headers = { 'x-oss-meta-a': 'x'.repeat(5000), 'x-oss-meta-b': 'x'.repeat(5000) };
    expect((await service.owner('PUT', 'pub/meta', { body: '', headers })).status).toBe(400);
  });

  test('an object ACL overrides the bucket in both directions', async () => {
    await service.owner('PUT', 'pub/secret', { body: 's', headers: { 'x-oss-object-acl': 'private' } });
    expect(refusal(await service.ask({ path: '/pub/secret' }))).toBe(
      '403 AccessDenied: You have no right to access this object.',
    );
    await service.owner('PUT', 'priv/shown', { body: 's', headers: { 'x-oss-object-acl': 'public-read' } });
    expect((await service.ask({ path: '/priv/shown' })).text).toBe('s');
  });

  test('everybody may write to a public-read-write bucket, but not set ACLs there', async () => {
    expect((await service.ask({ method: 'PUT', path: '/wall/a', body: 'x' })).status).toBe(200);
    const ask = { method: 'PUT', path: '/wall/b', body: 'x', headers: { 'x-oss-object-acl': 'private' } };
    expect((await service.ask(ask)).status).toBe(403);
    expect((await service.ask({ method: 'DELETE', path: '/wall/a' })).status).toBe(204);
  });

  test('nobody writes to a bucket that is only readable', async () => {
    const no = '403 AccessDenied (0003-00000001): You have no right to access this object because of bucket acl.';
    expect(refusal(await service.ask({ method: 'PUT', path: '/pub/hello', body: 'x' }))).toBe(no);
    expect(refusal(await service.stranger('PUT', 'pub/hello', { body: 'x' }))).toBe(no);
    expect(refusal(await service.stranger('DELETE', 'pub/hello'))).toBe(no);
  });
});

describe('GetObject and HeadObject', () => {
  test('the same headers, with and without the body', async () => {
    const get = await service.ask({ path: '/pub/hello' });
    const head = await service.ask({ method: 'HEAD', path: '/pub/hello' });
    expect(get.text).toBe(TEXT);
    expect(head.bytes).toHaveLength(0);
    expect(head.headers).toEqual(get.headers);
    expect(get.headers).toMatchObject({
      'content-length': '12',
      'accept-ranges': 'bytes',
      etag: `"${md5(TEXT).toUpperCase()}"`,
      'x-oss-object-type': 'Normal',
      'x-oss-storage-class': 'Standard',
      'x-oss-hash-crc64ecma': crc(Buffer.from(TEXT)),
      'content-md5': md5(TEXT, 'base64'),
    });
    expect(get.headers['last-modified']).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
  });

  test('a missing key', async () => {
    const reply = await service.ask({ path: '/pub/nothing' });
    expect(refusal(reply)).toBe('404 NoSuchKey (0026-00000001): The specified key does not exist.');
    expect(element(reply.text, 'Key')).toBe('nothing');
    const img = await service.ask({ host: 'pub.img-cn-hangzhou.aliyuncs.com', path: '/nothing' });
    expect(refusal(img)).toBe('404 NoSuchFile (0026-00000001): The specified file does not exist.');
  });

  test('HEAD of a missing key tells why in x-oss-err', async () => {
    const head = await service.ask({ method: 'HEAD', path: '/pub/nothing' });
    expect(head.status).toBe(404);
    expect(head.bytes).toHaveLength(0);
    expect(element(Buffer.from(String(head.headers['x-oss-err']), 'base64').toString(), 'Code')).toBe('NoSuchKey');
  });

  test('who may not read never learns whether a key exists', async () => {
    const there = await service.ask({ path: '/priv/hello' });
    const missing = await service.ask({ path: '/priv/nothing' });
    expect(refusal(there)).toBe(
      '403 AccessDenied (0003-00000001): You have no right to access this object because of bucket acl.',
    );
    expect(missing.text).toBe(there.text);
    expect(refusal(await service.ask({ path: '/absent/hello' }))).toMatch(/^404 NoSuchBucket/);
  });

  test.each([
    ['bytes=0-4', 206, 'hello', 'bytes 0-4/12'],
    ['bytes=7-', 206, 'world', 'bytes 7-11/12'],
    ['bytes=-5', 206, 'world', 'bytes 7-11/12'],
    ['bytes=12-', 200, TEXT, undefined],
    ['lines=1-2', 200, TEXT, undefined],
  ])('range %s', async (range, status, text, contentRange) => {
    const reply = await service.ask({ path: '/pub/hello', headers: { range } });
    expect(reply).toMatchObject({ status, text });
    expect(reply.headers['content-range']).toBe(contentRange);
    expect(reply.headers['content-length']).toBe(String(text.length));
    expect(reply.headers['content-md5'] === undefined).toBe(status === 206);
  });

  test('a range that cannot be served, for a client that wants the standard', async () => {
    const headers = { range: 'bytes=12-', 'x-oss-range-behavior': 'standard' };
    const reply = await service.ask({ path: '/pub/hello', headers });
    expect(refusal(reply)).toBe('416 InvalidRange: The requested range cannot be satisfied.');
    expect(reply.headers['content-range']).toBe('bytes */12');
  });

  test('HEAD knows no ranges', async () => {
    const head = await service.ask({ method: 'HEAD', path: '/pub/hello', headers: { range: 'bytes=0-4' } });
    expect(head.status).toBe(200);
    expect(head.headers['content-length']).toBe('12');
  });

  test('conditions', async () => {
    const { headers } = await service.ask({ path: '/pub/hello' });
    const [etag, date] = [String(headers.etag), String(headers['last-modified'])];
    const get = (sent: Record<string, string>) => service.ask({ path: '/pub/hello', headers: sent });
    const same = await get({ 'if-none-match': etag });
    expect(same).toMatchObject({ status: 304, text: '' });
    expect(same.headers).toMatchObject({ etag, 'last-modified': date });
    expect(same.headers['content-length']).toBeUndefined();
    expect((await get({ 'if-modified-since': date })).status).toBe(304);
    expect((await get({ 'if-modified-since': 'nonsense' })).status).toBe(200);
    expect((await get({ 'if-match': etag.replaceAll('"', '') })).status).toBe(200);
    const failed = await get({ 'if-match': '"0"' });
    expect(refusal(failed)).toBe(
      '412 PreconditionFailed: At least one of the pre-conditions you specified did not hold.',
    );
    expect(element(failed.text, 'Condition')).toBe('If-Match');
    expect((await get({ 'if-unmodified-since': 'Sun, 06 Nov 1994 08:49:37 GMT' })).status).toBe(412);
  });

  test('response-* overrides, for a signed request alone', async () => {
    const query =
      'response-content-type=text%2Fhtml&response-cache-control=no-store&response-content-disposition=attachment';
    const reply = await service.owner('GET', 'pub/hello', { query });
    expect(reply.headers).toMatchObject({
      'content-type': 'text/html',
      'cache-control': 'no-store',
      'content-disposition': 'attachment',
    });
    expect(refusal(await service.ask({ path: '/pub/hello', query }))).toBe(
      '400 InvalidRequest: An unsigned request must not carry response-content-type: sign it.',
    );
    const split = await service.owner('GET', 'pub/hello', { query: 'response-content-type=a%0D%0AX-Evil:%201' });
    expect(split.status).toBe(400);
    const unreadable = await service.ask({ path: '/priv/nothing', query });
    expect(unreadable.status).toBe(403);
  });

  test('?versionId is ignored', async () => {
    expect((await service.ask({ path: '/pub/hello', query: 'versionId=CAEQ' })).text).toBe(TEXT);
  });
});

describe('DeleteObject', () => {
  test('204 whether or not it was there', async () => {
    await service.owner('PUT', 'pub/gone', { body: 'x' });
    expect((await service.owner('DELETE', 'pub/gone')).status).toBe(204);
    expect((await service.owner('DELETE', 'pub/gone')).status).toBe(204);
    expect((await service.ask({ path: '/pub/gone' })).status).toBe(404);
  });

  test('in no bucket: 404', async () => {
    expect((await service.owner('DELETE', 'absent/gone')).status).toBe(404);
  });
});
