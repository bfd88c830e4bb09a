/** The console's rows of the attack table: each way in is tried, and none leads through. */
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../oss/request.js';
import { cookieOf, HOST, useConsole } from './console.js';

const { ask, signIn, cookie, service } = useConsole();
const BUCKET = 'console-attacks';
let mine: string;

beforeAll(async () => {
  mine = await cookie();
  expect((await service.owner('PUT', BUCKET)).status).toBe(200);
});

/** A request that would delete an object if it got through. */
async function tries(headers: Readonly<Record<string, string>>, method = 'DELETE'): Promise<number> {
  await service.owner('PUT', `${BUCKET}/prize`, { body: 'x' });
  const { status } = await ask(method, `/api/oss/${BUCKET}/prize`, { headers: { cookie: mine, ...headers } });
  const there = (await service.owner('HEAD', `${BUCKET}/prize`)).status === 200;
  expect(there).toBe(status !== 204);
  return status;
}

test('the same request from the console itself gets through, so the refusals below mean something', async () => {
  expect(await tries({})).toBe(204);
});

describe('CSRF', () => {
  test.each([
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    [
      'a page stored as an object, on the data port of this host',
      { origin: 'http://127.0.0.1:9000', 'sec-fetch-site': 'same-site' },
    ],
    ['a browser that sends no Sec-Fetch-Site', { origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' }],
    ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['an origin that only begins alike', { origin: `http://${HOST}.evil.example` }],
    ['an origin that only ends alike', { origin: `http://evil.example/?http://${HOST}` }],
    ['another scheme', { origin: `file://${HOST}` }],
    ['a tab that somebody typed the address into', { 'sec-fetch-site': 'none' }],
  ])('%s', async (_, headers) => {
    expect(await tries(headers)).toBe(403);
    expect(await tries(headers, 'PUT')).toBe(403);
    expect(await tries(headers, 'GET')).toBe(403);
  });

  test('a form or a picture, which cannot send the header', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND']) {
      expect([method, await askBare(method, `/api/oss/${BUCKET}/prize`)]).toEqual([method, 403]);
    }
    for (const path of ['/api/keys', '/api/temporary-keys', '/api/session', '/api/sign'])
      expect(await askBare('POST', path)).toBe(403);
    for (const path of ['/api/keys', '/api/operations', '/api/session']) expect(await askBare('GET', path)).toBe(403);
  });

  test('a picture of the console itself is let through without it', async () => {
    await service.owner('PUT', `${BUCKET}/prize`, { body: 'x' });
    expect(await askBare('GET', `/api/oss/${BUCKET}/prize`)).toBe(200);
  });

  test('a preflight is never granted', async () => {
    const answer = await ask('OPTIONS', '/api/session', { headers: { origin: 'https://evil.example' } });
    expect(answer.status).toBe(403);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  /** Without any of the headers that `ask` adds by itself. */
  async function askBare(method: string, path: string): Promise<number> {
    const none = { 'x-tintype-console': undefined, origin: undefined, 'sec-fetch-site': undefined };
    const { status } = await ask(method, path, { headers: { ...none, cookie: mine } as never });
    return status;
  }
});

describe('forged cookies', () => {
  const forged: readonly (readonly [string, () => string])[] = [
    ['a guess', () => `tintype=${randomBytes(32).toString('base64url')}`],
    ['nothing', () => 'tintype='],
    ['the id of the key', () => `tintype=${ROOT.id}`],
    ['one letter changed', () => mine.slice(0, -1) + (mine.endsWith('A') ? 'B' : 'A')],
    ['one letter more', () => `${mine}A`],
    ['one letter less', () => mine.slice(0, -1)],
    ['quotes', () => mine.replace('=', '="').concat('"')],
    ['another name', () => mine.replace('tintype', 'Tintype')],
    ['the secure name over plain HTTP', () => mine.replace('tintype', '__Host-tintype')],
    ['U+0000', () => `${mine}\0`],
    ['a prototype', () => 'tintype=__proto__'],
    ['very long', () => `tintype=${'A'.repeat(16_000)}`],
  ];
  test.each(forged)('%s', async (_, make) => {
    const { status, json } = await ask('GET', '/api/oss/', { headers: { cookie: make() } });
    expect([status, json.code]).toEqual([401, 'SignInRequired']);
  });

  test('a thousand guesses', async () => {
    const guesses = Array.from({ length: 1000 }, () => `tintype=${randomBytes(32).toString('base64url')}`);
    const all = await Promise.all(
      guesses.map((guess) => ask('GET', '/api/operations', { headers: { cookie: guess } })),
    );
    expect(all.filter(({ status }) => status !== 401)).toEqual([]);
  });
});

describe('session fixation', () => {
  test('the id changes at every sign-in, and the one before is over', async () => {
    const before = await cookie();
    const after = cookieOf(await signIn(ROOT, { headers: { cookie: before } }));
    expect(after).not.toBe(before);
    expect((await ask('GET', '/api/oss/', { headers: { cookie: before } })).status).toBe(401);
    expect((await ask('GET', '/api/oss/', { headers: { cookie: after } })).status).toBe(200);
  });

  test('an id that somebody planted is not taken over', async () => {
    const planted = `tintype=${randomBytes(32).toString('base64url')}`;
    const after = cookieOf(await signIn(ROOT, { headers: { cookie: planted } }));
    expect(after).not.toBe(planted);
    expect((await ask('GET', '/api/oss/', { headers: { cookie: planted } })).status).toBe(401);
  });

  test('a second cookie by the same name, which a page on another port of this host can set, signs nobody in', async () => {
    const other = await cookie();
    for (const both of [`${mine}; ${other}`, `${other}; ${mine}`, `${mine}; ${mine}`]) {
      expect((await ask('GET', '/api/oss/', { headers: { cookie: both } })).status).toBe(401);
    }
  });
});

describe('clickjacking and foreign scripts', () => {
  test.each([
    ['/ui/', 404],
    ['/', 302],
    ['/live', 200],
    ['/metrics', 200],
    ['/api/session', 200],
    ['/api/nothing', 404],
    ['/api/oss/', 200],
    ['/api/oss/NoSuch', 400],
    ['/nothing', 404],
  ])('%s cannot be framed, sniffed or read by another origin', async (path, status) => {
    const answer = await ask('GET', path, { headers: { cookie: mine } });
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });
});

describe('XSS by an object', () => {
  const script = '<script>fetch("/api/keys",{method:"POST"})</script>';
  test.each([
    ['text/html', 'page.html'],
    ['image/svg+xml', 'picture.svg'],
    ['application/xhtml+xml', 'page.xhtml'],
    ['text/xml', 'page.xml'],
    ['image/x+xml', 'picture.xml'],
    ['video/svg+xml', 'film.svg'],
    ['image/png, text/html', 'two.png'],
    ['TEXT/HTML; charset=utf-8', 'upper.html'],
    ['text/javascript', 'script.js'],
    ['application/pdf', 'paper.pdf'],
  ])('%s is saved and never shown under the origin of the console', async (type, key) => {
    const headers = { 'content-type': type, 'content-disposition': 'inline', 'cache-control': 'public, max-age=9' };
    await service.owner('PUT', `${BUCKET}/${key}`, { body: script, headers });
    const answer = await ask('GET', `/api/oss/${BUCKET}/${key}`, { headers: { cookie: mine } });
    expect(answer.text).toBe(script);
    expect(answer.headers['content-disposition']).toBe('attachment');
    expect(answer.headers['content-security-policy']).toContain('sandbox');
    expect(answer.headers['cache-control']).toBe('private, no-cache');
  });

  test.each([
    'script',
    'style',
    'worker',
    'serviceworker',
    'sharedworker',
    'iframe',
    'frame',
    'object',
    'embed',
    'manifest',
  ])('no object is the %s of a page', async (destination) => {
    await service.owner('PUT', `${BUCKET}/script.js`, {
      body: 'alert(1)',
      headers: { 'content-type': 'text/javascript' },
    });
    const headers = { cookie: mine, 'sec-fetch-dest': destination };
    expect((await ask('GET', `/api/oss/${BUCKET}/script.js`, { headers })).status).toBe(403);
  });

  test('what stands in a key, a header or an error comes back escaped, as data', async () => {
    const key = `"><img src=x onerror=alert(1)>`;
    await service.owner('PUT', `${BUCKET}/${key}`, { body: 'x' });
    const list = await ask('GET', `/api/oss/${BUCKET}/?list-type=2`, { headers: { cookie: mine } });
    expect(list.headers['content-type']).toBe('application/xml');
    expect(list.text).not.toContain('<img');
    const missing = await ask('GET', `/api/oss/${BUCKET}/${encodeURIComponent(`${key}x`)}`, {
      headers: { cookie: mine },
    });
    expect([missing.status, missing.headers['content-type']]).toEqual([404, 'application/xml']);
    expect(missing.text).not.toContain('<img');
  });

  test('what stands in a CORS rule comes back escaped, and what is no origin, header or domain is refused', async () => {
    const as = { headers: { cookie: mine } };
    const origin = '"&gt;&lt;img/src=x/onerror=alert(1)&gt;';
    const rule = (inner: string) =>
      `<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod>${inner}</CORSRule></CORSConfiguration>`;
    const put = (body: string, query = 'cors', method = 'PUT') =>
      ask(method, `/api/oss/${BUCKET}/?${query}`, { ...as, body });
    const allowed = `<AllowedOrigin>${origin}</AllowedOrigin>`;
    expect((await put(rule(allowed))).status).toBe(200);
    const got = await ask('GET', `/api/oss/${BUCKET}/?cors`, as);
    expect([got.headers['content-type'], got.text.includes('<img')]).toEqual(['application/xml', false]);
    for (const inner of [
      '<AllowedOrigin>a\r\nset-cookie: a=b</AllowedOrigin>',
      `${allowed}<ExposeHeader>a&#13;&#10;set-cookie</ExposeHeader>`,
      `${allowed}<AllowedHeader>&lt;script&gt;</AllowedHeader>`,
    ]) {
      const refused = await put(rule(inner));
      expect([refused.status, refused.text.includes('<script')]).toEqual([400, false]);
    }
    for (const domain of [
      '&lt;img src=x&gt;',
      'javascript:alert(1)',
      'a.example/x',
      'localhost',
      'x.localhost',
      '*.a.b',
    ]) {
      const body = `<BucketCnameConfiguration><Cname><Domain>${domain}</Domain></Cname></BucketCnameConfiguration>`;
      const refused = await put(body, 'cname&comp=add', 'POST');
      expect([domain, refused.status, refused.text.includes('<img')]).toEqual([domain, 400, false]);
    }
    // Under the session no rule counts: the console is never read by another origin.
    const headers = { cookie: mine, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect((await ask('GET', `/api/oss/${BUCKET}/`, { headers })).status).toBe(403);
  });

  test('signatures in the request of a session count for nothing', async () => {
    const answer = await ask('GET', '/api/oss/?OSSAccessKeyId=x&Expires=1&Signature=x', {
      headers: { cookie: mine, authorization: 'OSS other:xxx' },
    });
    expect(answer.status).toBe(200);
  });
});
