/** What pages of other origins may do with a bucket: rules put, read and taken away, preflights, and headers of answers. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { jpeg, photo } from '../../pictures.js';
import { type Ask, presigned, signed } from '../request.js';
import { element, elements, refusal, useService } from '../service.js';

const service = useService();
const SHOP = 'https://shop.example';

beforeAll(async () => {
  await service.owner('PUT', 'pics', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'plain', { headers: { 'x-oss-acl': 'public-read' } });
  for (const bucket of ['pics', 'plain'])
    await service.owner('PUT', `${bucket}/a.jpg`, { body: await jpeg(photo(40, 30)) });
});

const rule = (parts: Readonly<Record<string, string | number | readonly string[]>>) =>
  `<CORSRule>${Object.entries(parts)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((each) => `<${name}>${each}</${name}>`))
    .join('')}</CORSRule>`;
const put = (...rules: string[]) =>
  service.owner('PUT', 'pics', { query: 'cors', body: `<CORSConfiguration>${rules.join('')}</CORSConfiguration>` });
const preflight = (origin: string, method: string, headers = '', more: Ask = {}) =>
  service.ask({
    path: '/pics/a.jpg',
    ...more,
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      ...(headers !== '' && { 'access-control-request-headers': headers }),
    },
  });
const allowed = ({ headers }: { headers: Readonly<Record<string, string>> }) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => /^(access-control-|vary$)/.test(name)));

const RULES = [
  rule({
    AllowedOrigin: [SHOP, 'http://*.shop.example'],
    AllowedMethod: ['GET', 'PUT'],
    AllowedHeader: ['Authorization', 'x-oss-*'],
    ExposeHeader: ['ETag', 'x-oss-request-id'],
    MaxAgeSeconds: 600,
  }),
  rule({ AllowedOrigin: '*', AllowedMethod: ['GET', 'HEAD', 'DELETE'], AllowedHeader: '*' }),
];

describe('the configuration', () => {
  test('comes back as it was put, and goes', async () => {
    const reply = await put(...RULES);
    expect([reply.status, reply.text]).toEqual([200, '']);
    const { text } = await service.owner('GET', 'pics', { query: 'cors' });
    expect(text.split('\n')[1]).toBe(
      `<CORSConfiguration>${RULES.join('').replace('>Authorization<', '>authorization<')}<ResponseVary>false</ResponseVary></CORSConfiguration>`,
    );
    await put('<ResponseVary>true</ResponseVary>', ...RULES);
    expect(element((await service.owner('GET', 'pics', { query: 'cors' })).text, 'ResponseVary')).toBe('true');
    for (let time = 0; time < 2; time++) {
      expect((await service.owner('DELETE', 'pics', { query: 'cors' })).status).toBe(204);
    }
    expect(refusal(await service.owner('GET', 'pics', { query: 'cors' }))).toBe(
      '404 NoSuchCORSConfiguration: The CORS Configuration does not exist.',
    );
  });

  test('is the owner’s to see and to change', async () => {
    const body = `<CORSConfiguration>${RULES.join('')}</CORSConfiguration>`;
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const ask = { query: 'cors', ...(method === 'PUT' && { body }) };
      expect((await service.stranger(method, 'pics', ask)).status).toBe(403);
      expect((await service.ask({ method, path: '/pics', ...ask })).status).toBe(403);
      expect((await service.owner(method, 'nowhere', ask)).status).toBe(404);
    }
  });

  const one = { AllowedOrigin: '*', AllowedMethod: 'GET' };
  test.each<[string, string, string]>([
    ['', 'CORSRule', '1 to 10 rules'],
    [rule(one).repeat(11), 'CORSRule', '1 to 10 rules'],
    [rule({ ...one, AllowedOrigin: 'http://*.*.example' }), 'AllowedOrigin', 'at most one *'],
    [rule({ ...one, AllowedOrigin: '' }), 'AllowedOrigin', 'at most one *'],
    [rule({ ...one, AllowedOrigin: 'http://a&#13;&#10;x: y' }), 'AllowedOrigin', 'at most one *'],
    [rule({ ...one, AllowedOrigin: 'h'.repeat(257) }), 'AllowedOrigin', '1 to 256 characters'],
    [rule({ ...one, AllowedMethod: 'PATCH' }), 'AllowedMethod', 'GET, PUT, DELETE, POST, HEAD'],
    [rule({ ...one, AllowedMethod: 'get' }), 'AllowedMethod', 'GET, PUT, DELETE, POST, HEAD'],
    [rule({ ...one, AllowedHeader: 'x-*-*' }), 'AllowedHeader', 'at most one *'],
    [rule({ ...one, AllowedHeader: 'a b' }), 'AllowedHeader', 'names of headers'],
    [rule({ ...one, ExposeHeader: '*' }), 'ExposeHeader', 'without *'],
    [rule({ ...one, ExposeHeader: 'a&#13;&#10;set-cookie' }), 'ExposeHeader', 'without *'],
    [rule({ ...one, MaxAgeSeconds: -1 }), 'MaxAgeSeconds', '0 to 999999999'],
    [rule({ ...one, MaxAgeSeconds: 1_000_000_000 }), 'MaxAgeSeconds', '0 to 999999999'],
    [rule({ ...one, MaxAgeSeconds: ['1', '2'] }), 'MaxAgeSeconds', 'one number'],
    [`${rule(one)}<ResponseVary>yes</ResponseVary>`, 'ResponseVary', 'true or false'],
  ])('%.120s is refused, and the one before stays', async (rules, parameter, range) => {
    await put(...RULES);
    const reply = await put(rules);
    expect(refusal(reply)).toMatch(/^400 InvalidArgument: The value: /);
    expect(element(reply.text, 'Message')).toContain(`of parameter: ${parameter} is invalid. Allowed: `);
    expect(element(reply.text, 'Message')).toContain(range);
    expect(elements((await service.owner('GET', 'pics', { query: 'cors' })).text, 'AllowedMethod')).toHaveLength(5);
  });

  test('without origin or method, without a document, or too long', async () => {
    expect(refusal(await put(rule({ AllowedMethod: 'GET' })))).toBe(
      '400 MissingArgument: A CORSRule has no AllowedOrigin.',
    );
    expect(refusal(await put(rule({ AllowedOrigin: '*' })))).toBe(
      '400 MissingArgument: A CORSRule has no AllowedMethod.',
    );
    const raw = (body: string) => service.owner('PUT', 'pics', { query: 'cors', body });
    expect(refusal(await raw(''))).toMatch(/^400 MalformedXML/);
    expect(refusal(await raw('<Cors/>'))).toMatch(/^400 MalformedXML/);
    expect(refusal(await raw(' '.repeat(16385)))).toMatch(/^400 EntityTooLarge/);
  });
});

describe('a preflight', () => {
  beforeEach(() => put(...RULES));

  test('gets the first rule that fits', async () => {
    const reply = await preflight(SHOP, 'PUT', 'authorization, X-OSS-Date,');
    expect([reply.status, reply.text, reply.note.action]).toEqual([200, '', 'OptionObject']);
    const varies = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';
    expect(allowed(reply)).toEqual({
      'access-control-allow-origin': SHOP,
      'access-control-allow-methods': 'GET, PUT',
      'access-control-allow-headers': 'authorization, x-oss-date',
      'access-control-expose-headers': 'ETag, x-oss-request-id',
      'access-control-max-age': '600',
      vary: varies,
    });
    expect(allowed(await preflight('http://www.SHOP.example', 'GET'))['access-control-allow-origin']).toBe(
      'http://www.SHOP.example',
    );
    // The first rule knows no such header, the second any.
    expect(allowed(await preflight(SHOP, 'GET', 'range'))).toEqual({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD, DELETE',
      'access-control-allow-headers': 'range',
      vary: varies,
    });
  });

  test.each([
    ['http://other.example', 'PUT', ''],
    [SHOP, 'POST', ''],
    [SHOP, 'put', ''],
    [SHOP, 'PUT', 'x-other'],
    [SHOP, 'PUT', 'authorization,x-other'],
    ['http://shop.example', 'PUT', ''],
    ['https://shop.example.evil.example', 'PUT', ''],
    ['http://evil.example/.shop.example', 'POST', ''],
    ['null', 'PUT', ''],
    [SHOP, 'GET', 'a:b'],
    [SHOP, 'GET', 'é'],
  ])('from %s for %s with %j is refused', async (origin, method, headers) => {
    const reply = await preflight(origin, method, headers);
    expect(refusal(reply)).toMatch(/^403 AccessForbidden: CORSResponse: This CORS request is not allowed\./);
    expect(Object.keys(allowed(reply)).filter((name) => name !== 'vary')).toEqual([]);
  });

  test('needs both ends of a pattern, one behind the other', async () => {
    await put(rule({ AllowedOrigin: 'http://a.*.a.example', AllowedMethod: 'GET' }));
    expect((await preflight('http://a.b.a.example', 'GET')).status).toBe(200);
    expect((await preflight('http://a.a.example', 'GET')).status).toBe(403);
  });

  test('is for any sub-resource, any key and the bucket, and its URL may be signed for the request to come', async () => {
    const put: Ask = { method: 'PUT', path: '/pics/new', query: 'partNumber=1&uploadId=x' };
    const url = presigned(put, '/pics/new', Math.floor(Date.now() / 1000) + 60);
    for (const ask of [
      url,
      { path: '/pics' },
      { path: '/', host: 'pics.localhost' },
      { path: '/pics', query: 'uploads' },
    ]) {
      expect((await preflight(SHOP, 'PUT', '', ask)).status).toBe(200);
    }
    await service.owner('PUT', 'shut', {});
    await service.owner('PUT', 'shut', {
      query: 'cors',
      body: `<CORSConfiguration>${RULES.join('')}</CORSConfiguration>`,
    });
    expect((await preflight(SHOP, 'PUT', '', { path: '/shut/x' })).status).toBe(200);
  });

  test('needs both of its headers, a bucket, and rules', async () => {
    const ask = (headers: Record<string, string>) => service.ask({ method: 'OPTIONS', path: '/pics/x', headers });
    expect(refusal(await ask({ 'access-control-request-method': 'GET' }))).toMatch(/^400 InvalidRequest: .*origin/);
    expect(refusal(await ask({ origin: SHOP }))).toMatch(/^400 InvalidRequest: .*access-control-request-method/);
    expect(refusal(await preflight(SHOP, 'GET', '', { path: '/nowhere/x' }))).toMatch(/^404 NoSuchBucket/);
    expect(refusal(await preflight(SHOP, 'GET', '', { path: '/plain/x' }))).toBe(
      '403 AccessForbidden: CORSResponse: CORS is not enabled for this bucket.',
    );
    expect((await preflight(SHOP, 'GET', '', { path: '/' })).status).toBe(405);
  });
});

describe('the answer to a page', () => {
  beforeEach(() => put(...RULES));
  const SHARED = {
    'access-control-allow-origin': SHOP,
    'access-control-expose-headers': 'ETag, x-oss-request-id',
    vary: 'Origin',
  };
  const from = (origin: string, ask: Ask) => service.ask({ ...ask, headers: { ...ask.headers, origin } });

  test('can be read where a rule fits: an object, a picture made of it, a 206, a 304', async () => {
    for (const ask of [
      { path: '/pics/a.jpg' },
      { path: '/pics/a.jpg', query: 'x-oss-process=image/resize,w_10' },
      { path: '/pics/a.jpg', query: 'x-oss-process=image/info' },
      { path: '/pics/a.jpg', headers: { range: 'bytes=0-9' } },
      { path: '/pics/a.jpg', headers: { 'if-none-match': '*' } },
      { path: '/pics' },
    ]) {
      const reply = await from(SHOP, ask);
      expect(reply.status).toBeLessThan(400);
      expect(allowed(reply)).toEqual(SHARED);
    }
    expect(allowed(await from('null', { path: '/pics/a.jpg' }))['access-control-allow-origin']).toBe('*');
  });

  test('also where it is a refusal, before and after the bucket was looked up', async () => {
    const wrong = signed({ method: 'PUT', path: '/pics/a.jpg', body: 'x' }, '/pics/other');
    for (const [ask, code] of [
      [wrong, 'SignatureDoesNotMatch'],
      [{ method: 'PUT', path: '/pics/a.jpg', body: 'x' }, 'AccessDenied'],
      [{ path: '/pics/none' }, 'NoSuchKey'],
      [{ path: '/pics/a.jpg', query: 'x-oss-process=image/resize,w_0' }, 'InvalidArgument'],
      [{ path: '/pics/a.jpg', query: 'OSSAccessKeyId=root-key&Expires=1&Signature=x' }, 'AccessDenied'],
      [{ path: '/pics/a.jpg', query: 'prefix=%zz' }, 'InvalidArgument'],
    ] as const) {
      const reply = await from(SHOP, ask);
      expect(element(reply.text, 'Code')).toBe(code);
      expect(allowed(reply)).toEqual(SHARED);
    }
    const missing = await from(SHOP, { path: '/pics/none' });
    expect([missing.headers['x-oss-ec'], element(missing.text, 'Key')]).toEqual(['0026-00000001', 'none']);
  });

  test('varies by Origin, and says no more, where no rule fits or no page asks', async () => {
    await put(RULES[0] ?? '');
    for (const ask of [
      { path: '/pics/a.jpg' },
      { path: '/pics/a.jpg', headers: { origin: 'http://other.example' } },
      { method: 'DELETE', path: '/pics/a.jpg', headers: { origin: SHOP } },
      { path: '/pics/none' },
    ]) {
      expect(allowed(await service.ask(ask))).toEqual({ vary: 'Origin' });
    }
  });

  test('says nothing of a bucket without rules, of none, and once they are gone', async () => {
    await service.owner('DELETE', 'pics', { query: 'cors' });
    for (const path of ['/plain/a.jpg', '/plain/none', '/nowhere/a.jpg', '/', '/pics/a.jpg', '/Bad_Name/x']) {
      expect(allowed(await from(SHOP, { path }))).toEqual({});
    }
  });
});
