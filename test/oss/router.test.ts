import { beforeAll, describe, expect, test } from 'vitest';
import { type Ask, ossRequest, presigned, ROOT, signed } from './request.js';
import { element, refusal, useService } from './service.js';

const service = useService();

beforeAll(async () => {
  await service.owner('PUT', 'pub', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'pub/k', { body: 'x' });
  await service.owner('PUT', 'priv');
});

describe('the order in which errors answer', () => {
  const wrong = { ...ROOT, secret: 'wrong' };

  test.each<[string, Ask, string]>([
    ['the target, before the signature', signed({ path: '/UPPER/k' }, '/UPPER/k', wrong), 'InvalidBucketName'],
    ['the query, before the signature', signed({ path: '/pub/k', query: 'a=%' }, '/pub/k', wrong), 'InvalidArgument'],
    [
      'the signature, before the route',
      signed({ method: 'PATCH', path: '/pub/k' }, '/pub/k', wrong),
      'SignatureDoesNotMatch',
    ],
    [
      'the signature, before the bucket is looked for',
      signed({ path: '/absent/k' }, '/absent/k', wrong),
      'SignatureDoesNotMatch',
    ],
    ['the route, before access', { method: 'PATCH', path: '/priv/k' }, 'MethodNotAllowed'],
    ['access, before what is not built', { path: '/priv', query: 'encryption' }, 'AccessDenied'],
    [
      'access, before the values of a chain',
      { path: '/priv/k', query: 'x-oss-process=image/resize,w_0' },
      'AccessDenied',
    ],
    ['access, before existence', { path: '/priv/absent' }, 'AccessDenied'],
    [
      'the values of a chain, before existence',
      { path: '/pub/absent', query: 'x-oss-process=image/resize,w_0' },
      'InvalidArgument',
    ],
    ['an unknown style, before existence', { path: '/pub/absent', query: 'x-oss-process=style/s' }, 'NoSuchStyle'],
    ['existence, before the format', { path: '/pub/absent', query: 'x-oss-process=image/info' }, 'NoSuchKey'],
    ['the format last', { path: '/pub/k', query: 'x-oss-process=image/info' }, 'BadRequest'],
  ])('%s', async (_, ask, code) => {
    expect(element((await service.ask(ask)).text, 'Code')).toBe(code);
  });

  test('nothing of a body is read before access is granted', async () => {
    const request = ossRequest({ method: 'PUT', path: '/priv/k', body: 'secret' });
    await expect(service.handler(request)).rejects.toMatchObject({ code: 'AccessDenied' });
    expect(request.body.readableDidRead).toBe(false);
  });
});

describe('methods', () => {
  test.each([
    ['PATCH', '/pub/k', '', 'DELETE, GET, HEAD, OPTIONS, POST, PUT'],
    ['POST', '/pub/k', '', 'DELETE, GET, HEAD, OPTIONS, POST, PUT'],
    ['PUT', '/', '', 'GET'],
    ['DELETE', '/', '', 'GET'],
    ['HEAD', '/pub', '', 'DELETE, GET, OPTIONS, POST, PUT'],
    ['DELETE', '/pub', 'acl', 'GET, PUT'],
    ['PUT', '/pub', 'bucketInfo', 'GET'],
  ])('%s %s?%s', async (method, path, query, allow) => {
    const reply = await service.ask({ method, path, query });
    expect(reply.status).toBe(405);
    expect(reply.headers.allow).toBe(allow);
    if (method !== 'HEAD') {
      expect(refusal(reply)).toBe('405 MethodNotAllowed: The specified method is not allowed against this resource.');
      expect(element(reply.text, 'Method')).toBe(method);
    }
  });
});

describe('what is not built', () => {
  test.each([
    ['GET', 'pub', 'policy'],
    ['PUT', 'pub', 'logging'],
    ['DELETE', 'pub', 'encryption'],
    ['GET', 'pub', 'logging&styleName=x'],
    ['GET', 'pub', 'live&prefix=a'],
    ['GET', 'pub/k', 'legalHold='],
    ['PUT', 'pub/k', 'lifecycle'],
    ['GET', '', 'regionList'],
  ])('%s %s?%s answers 501 and does nothing else', async (method, target, query) => {
    const reply = await service.owner(method, target, { query });
    expect(reply.status).toBe(501);
    if (method !== 'HEAD')
      expect(refusal(reply)).toMatch(/^501 NotImplemented: .* is not implemented by this version\.$/);
    expect((await service.ask({ path: '/pub/k' })).text).toBe('x');
  });

  test("a link's own parameters do not get in the way of reading", async () => {
    for (const query of ['location=home', 'status=1', 'from=mail&v=2', 'policy', 'X-Oss-Process=image/info']) {
      expect((await service.ask({ path: '/pub/k', query })).text).toBe('x');
    }
  });
});

describe('addressing', () => {
  test.each([
    ['pub.localhost:9000', '/k'],
    ['pub.oss-cn-hangzhou.aliyuncs.com', '/k'],
    ['PUB.oss-us-west-1-internal.aliyuncs.com', '/k'],
    ['pub.img-cn-hangzhou.aliyuncs.com', '/k'],
    ['localhost:9000', '/pub/k'],
    ['oss-cn-hangzhou.localhost', '/pub/k'],
    ['10.0.0.7', '/pub/k'],
    ['[::1]:9000', '/pub/k'],
  ])('%s%s', async (host, path) => {
    expect((await service.ask({ host, path })).text).toBe('x');
  });

  test('a signature is over /bucket/key whatever the URL looks like', async () => {
    const hosts = { host: 'pub.oss-cn-hangzhou.aliyuncs.com', path: '/k' };
    expect((await service.ask(signed(hosts, '/pub/k'))).status).toBe(200);
    expect((await service.ask(signed({ path: '/pub/k' }, '/pub/k'))).status).toBe(200);
  });

  test('an unknown host', async () => {
    const reply = await service.ask({ host: 'www.example.org', path: '/k' });
    expect(refusal(reply)).toBe(
      "404 NoSuchBucket (0015-00000101): The specified bucket does not exist. No bucket answers on the host www.example.org; the server's base domains are set with --domain, and a domain of your own is bound to a bucket with PutCname.",
    );
  });

  test('malformed percent-encoding', async () => {
    expect(refusal(await service.ask({ path: '/pub/100%' }))).toBe(
      '400 InvalidObjectName: The object name is not valid percent-encoded UTF-8 without U+0000.',
    );
    expect(refusal(await service.ask({ path: '/pub/k', query: 'a=%E7' }))).toBe(
      '400 InvalidArgument: The query string is not valid percent-encoded UTF-8 without U+0000.',
    );
  });
});

describe('signatures, from end to end', () => {
  test('a signed URL opens a private object until it expires', async () => {
    await service.owner('PUT', 'priv/k', { body: 'mine' });
    const now = Math.floor(Date.now() / 1000);
    expect((await service.ask(presigned({ path: '/priv/k' }, '/priv/k', now + 60))).text).toBe('mine');
    const late = await service.ask(presigned({ path: '/priv/k' }, '/priv/k', now - 1));
    expect(refusal(late)).toBe('403 AccessDenied (0002-00000069): Request has expired.');
  });

  test('a bad signature shows what was signed, line ends and all', async () => {
    const reply = await service.ask(signed({ path: '/priv/k' }, '/priv/k', { ...ROOT, secret: 'wrong' }));
    expect(reply.status).toBe(403);
    expect(element(reply.text, 'StringToSign')).toMatch(/^GET\n\n\n.* GMT\n\/priv\/k$/);
    expect(element(reply.text, 'OSSAccessKeyId')).toBe(ROOT.id);
  });
});

describe('the note for the log', () => {
  test('of an answer', async () => {
    const reply = await service.owner('GET', 'pub/k');
    expect(reply.note).toEqual({ action: 'GetObject', bucket: 'pub', key: 'k', accessKeyId: ROOT.id });
  });

  test('of an error, as far as it got', async () => {
    expect((await service.ask({ path: '/priv/x' })).note).toMatchObject({
      action: 'GetObject',
      bucket: 'priv',
      key: 'x',
    });
    expect((await service.ask({ method: 'PATCH', path: '/priv/x' })).note).toMatchObject({ bucket: 'priv', key: 'x' });
    expect((await service.ask({ host: 'nobody' })).note).toEqual({ code: 'NoSuchBucket' });
  });
});
