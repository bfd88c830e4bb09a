/** Which pages may show what a bucket holds: rules put and read, whom they are for, and what they match. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { allowsReferer } from '#src/oss/bucket/referer.js';
import { jpeg, photo } from '../../pictures.js';
import { type Ask, presigned, STRANGER } from '../request.js';
import { signedV4 } from '../request-v4.js';
import { element, elements, refusal, useService } from '../service.js';

const service = useService();
const SHOP = 'https://shop.example/page?x=1';
const EVIL = 'https://evil.example/';
const DENIED = '403 AccessDenied (0003-00000503): You are denied by bucket referer policy.';

beforeAll(async () => {
  await service.owner('PUT', 'pics', { headers: { 'x-oss-acl': 'public-read-write' } });
  await service.owner('PUT', 'pics/a.jpg', { body: await jpeg(photo(40, 30)) });
  await service.store.styles.put('pics', { name: 's', content: 'image/resize,w_9', category: 'image', most: 50 });
});

const list = (name: string, rules: readonly string[]) =>
  `<${name}>${rules.map((rule) => `<Referer>${rule}</Referer>`).join('')}</${name}>`;
const put = (content: string) =>
  service.owner('PUT', 'pics', { query: 'referer', body: `<RefererConfiguration>${content}</RefererConfiguration>` });
const get = async () => (await service.owner('GET', 'pics', { query: 'referer' })).text.split('\n')[1];
const STRICT = `<AllowEmptyReferer>false</AllowEmptyReferer>${list('RefererList', ['https://shop.example'])}`;

describe('the configuration', () => {
  test('of a bucket that never had one: nothing is refused', async () => {
    await service.owner('PUT', 'fresh');
    const { text } = await service.owner('GET', 'fresh', { query: 'referer' });
    expect(text.split('\n')[1]).toBe(
      '<RefererConfiguration><AllowEmptyReferer>true</AllowEmptyReferer><AllowTruncateQueryString>true' +
        '</AllowTruncateQueryString><TruncatePath>false</TruncatePath><RefererList></RefererList></RefererConfiguration>',
    );
  });

  test('comes back as it was put, as a whole', async () => {
    const all =
      '<AllowEmptyReferer>false</AllowEmptyReferer><AllowTruncateQueryString>false</AllowTruncateQueryString>' +
      `<TruncatePath>true</TruncatePath>${list('RefererList', ['http://a.example', 'https://www.?.example'])}` +
      list('RefererBlacklist', ['http://*.b.example']);
    expect((await put(all)).status).toBe(200);
    expect(await get()).toBe(`<RefererConfiguration>${all}</RefererConfiguration>`);
    await put(list('RefererList', ['http://c.example', '', 'http://c.example']));
    expect(elements((await get()) ?? '', 'Referer')).toEqual(['http://c.example']);
    expect(element((await get()) ?? '', 'AllowEmptyReferer')).toBe('true');
  });

  test.each([
    ['<AllowEmptyReferer>maybe</AllowEmptyReferer>', 'AllowEmptyReferer', 'true or false'],
    ['<AllowTruncateQueryString>1</AllowTruncateQueryString>', 'AllowTruncateQueryString', 'true or false'],
    ['<TruncatePath>x</TruncatePath>', 'TruncatePath', 'true or false'],
    [list('RefererList', ['a b']), 'Referer', '1 to 255 characters'],
    [list('RefererBlacklist', ['x'.repeat(256)]), 'Referer', '1 to 255 characters'],
  ])('%.80s is refused, and the one before stays', async (content, parameter, allowed) => {
    await put(STRICT);
    const reply = await put(content);
    expect(refusal(reply)).toContain(`of parameter: ${parameter} is invalid. Allowed: ${allowed}`);
    expect(elements((await get()) ?? '', 'Referer')).toEqual(['https://shop.example']);
  });

  test('is the owner’s, and a document', async () => {
    for (const method of ['GET', 'PUT']) {
      const ask: Ask = { query: 'referer', ...(method === 'PUT' && { body: '<RefererConfiguration/>' }) };
      expect((await service.stranger(method, 'pics', ask)).status).toBe(403);
      expect((await service.ask({ method, path: '/pics', ...ask })).status).toBe(403);
    }
    for (const body of ['', '<Referer/>', 'x']) {
      expect(refusal(await service.owner('PUT', 'pics', { query: 'referer', body }))).toMatch(/^400 MalformedXML/);
    }
    const long = await put(list('RefererList', Array(2000).fill('http://a.example')));
    expect(refusal(long)).toMatch(/^400 EntityTooLarge/);
  });
});

describe('they hold', () => {
  beforeEach(() => put(STRICT));
  const from = (referer: string | undefined, ask: Ask) =>
    service.ask({ ...ask, headers: { ...ask.headers, ...(referer !== undefined && { referer }) } });
  const soon = () => Math.floor(Date.now() / 1000) + 60;

  const READS: readonly [string, () => Ask][] = [
    ['an object', () => ({ path: '/pics/a.jpg' })],
    ['its head', () => ({ method: 'HEAD', path: '/pics/a.jpg' })],
    ['a picture made of it', () => ({ path: '/pics/a.jpg', query: 'x-oss-process=image/resize,w_10' })],
    ['a style', () => ({ path: '/pics/a.jpg', query: 'x-oss-process=style/s' })],
    ['a separator', () => ({ path: '/pics/a.jpg@!s' })],
    ['an IMG domain', () => ({ path: '/a.jpg', host: 'pics.img-cn-hangzhou.aliyuncs.com' })],
    ['a listing', () => ({ path: '/pics' })],
    ['a URL signed with V1', () => presigned({ path: '/pics/a.jpg' }, '/pics/a.jpg', soon())],
    ['a URL signed by a stranger', () => presigned({ path: '/pics/a.jpg' }, '/pics/a.jpg', soon(), STRANGER)],
  ];

  test.each(READS)('for %s', async (_, ask) => {
    for (const referer of [undefined, '', EVIL, 'https://shop.example.evil.example/', 'http://shop.example/']) {
      const reply = await from(referer, ask());
      expect(reply.status).toBe(403);
      if (reply.text !== '') expect(refusal(reply)).toBe(DENIED);
    }
    expect((await from(SHOP, ask())).status).toBe(200);
  });

  test('not for what is there or not: the ACL answers first, and a missing key as one that is there', async () => {
    expect(refusal(await from(EVIL, { path: '/pics/none' }))).toBe(DENIED);
    expect(refusal(await from(SHOP, { path: '/pics/none' }))).toMatch(/^404/);
  });

  test('not for who signs the request itself, for writing, or for a preflight', async () => {
    expect((await service.owner('GET', 'pics/a.jpg')).status).toBe(200);
    expect((await service.owner('GET', 'pics/a.jpg', { headers: { referer: EVIL } })).status).toBe(200);
    expect((await service.stranger('GET', 'pics/a.jpg', { headers: { referer: EVIL } })).status).toBe(200);
    expect((await service.ask(signedV4({ path: '/pics/a.jpg' }, '/pics/a.jpg'))).status).toBe(200);
    expect((await from(EVIL, { method: 'PUT', path: '/pics/new', body: 'x' })).status).toBe(200);
    expect((await from(EVIL, { method: 'DELETE', path: '/pics/new' })).status).toBe(204);
    expect(refusal(await from(EVIL, { method: 'OPTIONS', path: '/pics/new' }))).not.toBe(DENIED);
  });

  test('at once, and end at once', async () => {
    await put('');
    expect((await from(EVIL, { path: '/pics/a.jpg' })).status).toBe(200);
    await put(STRICT);
    expect((await from(EVIL, { path: '/pics/a.jpg' })).status).toBe(403);
  });
});

describe('what they match', () => {
  const NONE = { allowsEmpty: false, cutsQuery: true, cutsPath: false, allowed: [], denied: [] };
  const allows = (rule: string, referer: string, more = {}) =>
    allowsReferer({ ...NONE, allowed: [rule], ...more }, referer);

  test.each([
    ['*', 'anything at all'],
    ['http://shop.example', 'http://shop.example'],
    ['http://shop.example', 'http://shop.example/'],
    ['http://shop.example', 'HTTP://SHOP.example/a/b?c#d'],
    ['http://shop.example/', 'http://shop.example'],
    ['http://shop.example/a', 'http://shop.example/a/b'],
    ['http://shop.example:8080', 'http://shop.example:8080/a'],
    ['10.10.10.10:8080', 'http://10.10.10.10:8080/'],
    ['*.shop.example', 'https://www.shop.example/a'],
    ['*shop.example', 'https://shop.example'],
    ['http://*', 'http://any.example/x'],
    ['*://shop.example', 'https://shop.example/'],
    ['https://www.?.example', 'https://www.a.example/'],
    ['http://shop?.example', 'http://shop1.example/'],
    ['http://shop.example/*/b', 'http://shop.example/a/c/b'],
    ['https://*.*.example', 'https://a.b.example/x'],
    ['http://猫.example', 'http://猫.example/'],
  ])('%s: %s', (rule, referer) => {
    expect(allows(rule, referer)).toBe(true);
    expect(allowsReferer({ ...NONE, denied: [rule] }, referer)).toBe(false);
  });

  test.each([
    ['http://shop.example', 'https://shop.example/'],
    ['http://shop.example', 'http://shop.example.evil.example/'],
    ['http://shop.example', 'http://shop.example@evil.example/'],
    ['http://shop.example', 'http://shop.example:8080/'],
    ['http://shop.example', 'http://www.shop.example/'],
    ['http://shop.example', 'http://evil.example/http://shop.example'],
    ['*.shop.example', 'http://evil.example/.shop.example'],
    ['*.shop.example', 'http://evil.example?.shop.example'],
    ['*.shop.example', 'http://evil.example#.shop.example'],
    ['http://*.shop.example', 'http://evil.example/x.shop.example'],
    ['*://shop.example', 'http://evil.example/://shop.example'],
    ['http://shop.example/a', 'http://shop.example/'],
    ['http://shop?.example', 'http://shop.example/'],
    ['http://shop?example', 'http://shop/example'],
    ['http://*', 'https://any.example'],
    ['shop.example', 'shop.example.evil'],
    ['*ab*ba', 'http://aba/'],
  ])('%s: not %s', (rule, referer) => {
    for (const cutsQuery of [true, false]) {
      expect(allows(rule, referer, { cutsQuery })).toBe(false);
      expect(allowsReferer({ ...NONE, cutsQuery, denied: [rule] }, referer)).toBe(true);
    }
  });

  test('the query, or the path too, is cut off', () => {
    const rule = 'http://shop.example/a?b=1';
    expect(allows(rule, 'http://shop.example/a?b=1', { cutsQuery: false })).toBe(true);
    expect(allows(rule, 'http://shop.example/a?b=1')).toBe(false);
    expect(allows('http://shop.example/a', 'http://shop.example/a?b=1', { cutsPath: true })).toBe(false);
    expect(allows('http://shop.example', 'http://shop.example/a?b=1', { cutsPath: true })).toBe(true);
  });

  test('the empty one passes where it is allowed, or where nothing else is; the denied go before the allowed', () => {
    expect(allowsReferer({ ...NONE, allowed: ['*'] }, '')).toBe(false);
    expect(allowsReferer({ ...NONE, allowed: ['*'], allowsEmpty: true }, ' ')).toBe(true);
    expect(allowsReferer(NONE, '')).toBe(true);
    expect(allowsReferer({ ...NONE, denied: ['*'] }, '')).toBe(true);
    expect(allowsReferer(NONE, EVIL)).toBe(true);
    expect(allowsReferer({ ...NONE, allowed: ['*'], denied: ['*evil.example'] }, EVIL)).toBe(false);
  });

  test('rules that take long refuse, whichever they are', () => {
    const long = `http://${'a'.repeat(8000)}/`;
    const slow = Array(80).fill(`*a*${'a'.repeat(240)}b`);
    expect(allowsReferer({ ...NONE, denied: slow }, EVIL)).toBe(true);
    expect(allowsReferer({ ...NONE, denied: slow }, long)).toBe(false);
    expect(allowsReferer({ ...NONE, allowed: [...slow, 'http://*'] }, long)).toBe(false);
    expect(allowsReferer({ ...NONE, allowed: ['http://*', ...slow] }, long)).toBe(true);
  });
});
