/** Answers that are given again: only while all that they were made of is as it was. */
import { beforeAll, describe, expect, test } from 'vitest';
import { flat, jpeg, photo } from '../pictures.js';
import { type Ask, ossRequest } from './request.js';
import { type Reply, untimed, useService } from './service.js';

const service = useService();
const URL: Ask = { path: '/known/a.jpg', query: 'x-oss-process=image/resize,w_50' };
const STYLED: Ask = { path: '/known/a.jpg', query: 'x-oss-process=style/small' };
const SEPARATED: Ask = { path: '/known/a.jpg@!small' };
const MARKED: Ask = { path: '/known/a.jpg', query: `x-oss-process=image/watermark,image_${base64('mark.png')}` };

function base64(text: string): string {
  return Buffer.from(text).toString('base64url');
}

const style = (content: string) =>
  service.owner('PUT', 'known', {
    query: 'style&styleName=small',
    body: `<Style><Content>${content}</Content></Style>`,
  });
const bucketAcl = (acl: string) => service.owner('PUT', 'known', { query: 'acl', headers: { 'x-oss-acl': acl } });

async function isKnown(ask: Ask): Promise<boolean> {
  return (await service.handler(ossRequest(ask))).repeated === true;
}

/** The first time it is made, the second time watched; a fourth shows that it is known from then on. */
async function untilKnown(ask: Ask): Promise<Reply> {
  for (let times = 0; times < 3; times++) await service.ask(ask);
  expect(await isKnown(ask)).toBe(true);
  return service.ask(ask);
}

beforeAll(async () => {
  await service.owner('PUT', 'known', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'known/a.jpg', { body: await jpeg(photo(120, 90)) });
  await service.owner('PUT', 'known/mark.png', { body: await jpeg(flat(10, 10, [255, 0, 0])) });
  await style('image/resize,w_40');
});

test.each([
  ['a chain', URL],
  ['a style', STYLED],
  ['a separator', SEPARATED],
  ['a watermark', MARKED],
  ['CORS and Referer', { ...URL, headers: { origin: 'https://shop.example', referer: 'https://shop.example/' } }],
])('the same as the first time, with the same note: %s', async (_, ask) => {
  const first = await service.ask(ask);
  const { status, headers, bytes, note } = await untilKnown(ask);
  expect({ status, headers: untimed(headers), bytes, note }).toEqual({
    status: 200,
    headers: untimed(first.headers),
    bytes: first.bytes,
    note: first.note,
  });
});

test('a 304, and the whole for who has another version', async () => {
  const { etag = '' } = (await service.ask(URL)).headers;
  const revalidation = { ...URL, headers: { 'if-none-match': etag } };
  expect((await untilKnown(revalidation)).status).toBe(304);
  expect((await service.ask({ ...URL, headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  expect((await service.ask({ ...URL, headers: { 'if-none-match': etag, 'if-match': '"other"' } })).status).toBe(412);
});

test('a 304 of an object as it is stored, anew when lifecycle rules are put', async () => {
  const { etag = '' } = (await service.ask({ path: '/known/a.jpg' })).headers;
  const revalidation: Ask = { path: '/known/a.jpg', headers: { 'if-none-match': etag } };
  expect((await untilKnown(revalidation)).status).toBe(304);
  const expiring = '<Rule><Prefix/><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule>';
  await service.owner('PUT', 'known', {
    query: 'lifecycle',
    body: `<LifecycleConfiguration>${expiring}</LifecycleConfiguration>`,
  });
  expect(await isKnown(revalidation)).toBe(false);
  // It says nothing of the rules.
  expect((await untilKnown(revalidation)).status).toBe(304);
  await service.owner('DELETE', 'known', { query: 'lifecycle' });
});

test.each([
  ['an ACL', URL, () => bucketAcl('private'), 403],
  ['the ACL of the object', URL, () => acl('private'), 403],
  ['a bucket that protects its pictures', URL, () => protect(true), 403],
  [
    'Referer rules',
    { ...URL, headers: { referer: 'https://thief.example/' } },
    () => referers('https://*.shop.example'),
    403,
  ],
  ['the object that is gone', URL, () => service.owner('DELETE', 'known/a.jpg'), 404],
  ['the style that is gone', STYLED, () => service.owner('DELETE', 'known', { query: 'style&styleName=small' }), 404],
  ['a mark that is gone', MARKED, () => service.owner('DELETE', 'known/mark.png'), 400],
])('no more after a change: %s', async (_, ask, change, status) => {
  expect((await untilKnown(ask)).status).toBe(200);
  expect((await change()).status).toBeLessThan(300);
  expect((await service.ask(ask)).status).toBe(status);
  await restored();
  expect((await service.ask(ask)).status).toBe(200);
});

const acl = (to: string) => service.owner('PUT', 'known/a.jpg', { query: 'acl', headers: { 'x-oss-object-acl': to } });

const protect = (on: boolean) =>
  service.owner('PUT', 'known', {
    query: 'processConfiguration',
    body: `<BucketProcessConfiguration><CompliedHost>Both</CompliedHost><SourceFileProtect>${on ? 'Enabled' : 'Disabled'}</SourceFileProtect><SourceFileProtectSuffix>${on ? '*' : ''}</SourceFileProtectSuffix></BucketProcessConfiguration>`,
  });

const referers = (...allowed: string[]) =>
  service.owner('PUT', 'known', {
    query: 'referer',
    body: `<RefererConfiguration><AllowEmptyReferer>true</AllowEmptyReferer><RefererList>${allowed.map((each) => `<Referer>${each}</Referer>`).join('')}</RefererList></RefererConfiguration>`,
  });

async function restored(): Promise<void> {
  await service.owner('PUT', 'known/a.jpg', { body: await jpeg(photo(120, 90)) });
  await service.owner('PUT', 'known/mark.png', { body: await jpeg(flat(10, 10, [255, 0, 0])) });
  await style('image/resize,w_40');
  await bucketAcl('public-read');
  await protect(false);
  await referers();
}

describe('what changed shows at once', () => {
  test.each([
    ['the picture', URL, async () => service.owner('PUT', 'known/a.jpg', { body: await jpeg(photo(100, 90)) })],
    ['the style', STYLED, () => style('image/resize,w_30')],
    ['the style behind a separator', SEPARATED, () => style('image/resize,w_20')],
    [
      'the mark',
      MARKED,
      async () => service.owner('PUT', 'known/mark.png', { body: await jpeg(flat(10, 10, [0, 0, 255])) }),
    ],
  ])('%s', async (_, ask, change) => {
    const before = await untilKnown(ask);
    await change();
    const after = await service.ask(ask);
    expect(after.headers.etag).not.toBe(before.headers.etag);
    expect(after.bytes.equals(before.bytes)).toBe(false);
    await restored();
  });

  test('an object under the key that a separator was read in', async () => {
    await untilKnown(SEPARATED);
    await service.owner('PUT', 'known/a.jpg@!small', { body: 'its own' });
    expect((await service.ask(SEPARATED)).text).toBe('its own');
    await service.owner('DELETE', 'known/a.jpg@!small');
  });

  test('results that were cleared are made again', async () => {
    const { bytes } = await untilKnown(URL);
    await service.services.results.clear();
    const { misses } = service.services.results.stats();
    expect((await service.ask(URL)).bytes).toEqual(bytes);
    expect(service.services.results.stats().misses).toBe(misses + 1);
  });
});

describe('given to nobody who asks otherwise', () => {
  test.each([
    ['a range', { headers: { range: 'bytes=0-9' } }, 206],
    ['a signature that is wrong', { headers: { authorization: 'OSS root-key:AAAA' } }, 403],
    ['a version that is no longer', { headers: { 'if-match': '"other"' } }, 412],
    ['a parameter more', { query: `${URL.query}&response-content-type=text/html` }, 400],
    ['another host', { host: 'nowhere.localhost' }, 404],
  ])('%s', async (_, other, status) => {
    await untilKnown(URL);
    expect((await service.ask({ ...URL, ...other })).status).toBe(status);
    expect(await isKnown(URL)).toBe(true);
  });

  test('a page of another origin gets the headers for its own', async () => {
    const rule =
      '<CORSRule><AllowedOrigin>https://*.shop.example</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule>';
    await service.owner('PUT', 'known', { query: 'cors', body: `<CORSConfiguration>${rule}</CORSConfiguration>` });
    for (const origin of ['https://a.shop.example', 'https://b.shop.example']) {
      const { headers } = await untilKnown({ ...URL, headers: { origin } });
      expect(headers['access-control-allow-origin']).toBe(origin);
    }
    await service.owner('DELETE', 'known', { query: 'cors' });
  });
});

test('a signed request, a HEAD and an IMG domain are answered anew each time', async () => {
  const img: Ask = { ...URL, path: '/a.jpg', host: 'known.img-cn-hangzhou.aliyuncs.com' };
  for (let times = 0; times < 4; times++) {
    expect((await service.owner('GET', 'known/a.jpg', { query: String(URL.query) })).status).toBe(200);
    expect(await isKnown({ ...URL, method: 'HEAD' })).toBe(false);
    expect(await isKnown(img)).toBe(false);
  }
});
