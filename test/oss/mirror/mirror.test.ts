/** Objects that are missing here and are at an origin: fetched once, whole, by whoever may read them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LocalOrigin, localOrigin } from '../../origin/local-origin.js';
import { flat, jpeg } from '../../pictures.js';
import { until } from '../../until.js';
import { md5 } from '../request.js';
import { refusal, useService } from '../service.js';
import { putWebsite, ruleXml, websiteXml } from './bucket.js';

const service = useService({ origin: { allow: ['127.0.0.1'] } });
let origin: LocalOrigin;
let picture: Buffer;
/** Answers that wait for it say so. */
let gate: Promise<void> = Promise.resolve();
let open: () => void = () => {};

const close = () => {
  gate = new Promise((resolve) => {
    open = resolve;
  });
};

beforeAll(async () => {
  picture = await jpeg(flat(40, 30, [200, 30, 30]));
  origin = await localOrigin(async ({ url = '' }, response) => {
    if (url.includes('gated')) await gate;
    if (url.includes('none')) return response.writeHead(404).end('nothing here');
    if (url.includes('broken')) return response.writeHead(502).end('oh');
    const about = {
      'content-type': 'image/jpeg',
      'cache-control': 'max-age=7',
      'set-cookie': 'a=b',
      'x-oss-meta-a': 'b',
    };
    return response.writeHead(200, { ...about, 'content-length': picture.length }).end(picture);
  });
});
afterAll(() => origin?.close());

let bucket = '';
let count = 0;
beforeEach(async () => {
  origin.asked.length = 0;
  bucket = `mirror-${count++}`;
  await service.owner('PUT', bucket, { headers: { 'x-oss-acl': 'public-read' } });
  await rule();
});

const rule = (more = '', prefix = '') =>
  putWebsite(service, bucket, { url: `http://127.0.0.1:${origin.port}/base/`, prefix, more });
/** The same URLs as of rule(), below named/: those of a private bucket. */
const named = async () => {
  const endpoint = `http://127.0.0.1:${origin.port}`;
  const key = { id: 'AKID', secret: 'secret' };
  service.services.mirror.named.replace([
    { name: 'old', kind: 'oss', endpoint, bucket: 'base', addressing: 'path', key, allow: [], buckets: [bucket] },
  ]);
  const rules = [ruleXml({ url: 'origin://old/', prefix: 'named/' }, 1), ruleXml({ url: `${endpoint}/base/` }, 2)];
  expect((await service.owner('PUT', bucket, { query: 'website', body: websiteXml(...rules) })).status).toBe(200);
};
const get = (key: string, query = '', headers = {}) => service.ask({ path: `/${bucket}/${key}`, query, headers });
const urls = () => origin.asked.map(({ url }) => url);

describe('a miss', () => {
  test('is fetched, stored and served, and then it is here', async () => {
    const first = await get('a/b.jpg');
    expect([first.status, first.bytes.equals(picture), first.note.mirror]).toEqual([200, true, 'stored']);
    const { 'set-cookie': cookie, 'x-oss-meta-a': meta, ...headers } = first.headers;
    expect(headers).toMatchObject({ 'content-type': 'image/jpeg', 'cache-control': 'max-age=7' });
    expect([cookie, meta, headers.etag]).toEqual([undefined, undefined, `"${md5(picture).toUpperCase()}"`]);
    const again = await get('a/b.jpg');
    expect([again.status, again.bytes.equals(picture), again.note.mirror]).toEqual([200, true, undefined]);
    expect(urls()).toEqual(['/base/a/b.jpg']);
  });

  test('is fetched for a processed picture: by a chain, a style, a separator', async () => {
    const xml = '<Style><Content>image/resize,w_10</Content></Style>';
    await service.owner('PUT', bucket, { query: 'style&styleName=small', body: xml });
    const answers = [
      await get('1.jpg', 'x-oss-process=image/resize,w_10'),
      await get('2.jpg', 'x-oss-process=style/small'),
      await get('3.jpg@!small'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    for (const { bytes } of answers) expect(bytes.length).toBeLessThan(picture.length * 2);
    expect(answers.map(({ note }) => note.action)).toEqual(['ProcessObject', 'ProcessObject', 'ProcessObject']);
    expect(urls()).toEqual(['/base/1.jpg', '/base/2.jpg', '/base/3.jpg']);
  });

  test('of a part is fetched whole', async () => {
    const part = await get('part.jpg', '', { range: 'bytes=0-9' });
    expect([part.status, part.bytes.equals(picture.subarray(0, 10))]).toEqual([206, true]);
    expect((await get('part.jpg')).bytes.equals(picture)).toBe(true);
  });

  test('of HEAD is a miss, unless the rule says otherwise', async () => {
    const head = () => service.ask({ method: 'HEAD', path: `/${bucket}/h.jpg` });
    expect((await head()).status).toBe(404);
    expect(urls()).toEqual([]);
    await rule('<MirrorAllowHeadObject>true</MirrorAllowHeadObject>');
    expect((await head()).headers['content-length']).toBe(String(picture.length));
  });

  test('that no rule is for, and every other call, asks nobody', async () => {
    await rule('', 'photos/');
    const calls = [
      get('other/a.jpg'),
      get('photos/a.jpg', 'objectMeta'),
      service.owner('GET', `${bucket}/photos/a.jpg`, { query: 'acl' }),
      service.owner('POST', `${bucket}/photos/a.jpg`, { query: 'x-oss-process', body: 'x-oss-process=image/info' }),
      service.owner('PUT', bucket.replace('mirror', 'copy')),
      get('photos/a.jpg', '', { via: '1.1 tintype-mirror' }),
    ];
    for (const call of calls) expect((await call).note.mirror).toBeUndefined();
    expect(urls()).toEqual([]);
    expect((await get('photos/a.jpg')).status).toBe(200);
  });

  test('is asked for where the rule says, with what it passes on', async () => {
    const set = '<Set><Key>X-Token</Key><Value>t</Value></Set>';
    const headers = `<MirrorHeaders><Pass>X-A</Pass><Remove>X-B</Remove>${set}</MirrorHeaders>`;
    const replace = '<EnableReplacePrefix>true</EnableReplacePrefix><ReplaceKeyPrefixWith>new/</ReplaceKeyPrefixWith>';
    await rule(`<PassQueryString>true</PassQueryString>${replace}${headers}`, 'old/');
    await get('old/a%20b.jpg', 'size=1&x-oss-process=image/info', { 'x-a': '1', 'x-b': '2', 'x-c': '3' });
    expect(urls()).toEqual(['/base/new/a%20b.jpg?size=1']);
    expect(origin.asked[0]?.headers).toMatchObject({ 'x-a': '1', 'x-token': 't' });
    expect(Object.keys(origin.asked[0]?.headers ?? {})).not.toContain('x-c');
  });
});

describe('an origin without the object', () => {
  test('is believed for a while', async () => {
    expect(refusal(await get('none.jpg'))).toMatch(/^404 NoSuchKey/);
    const again = await get('none.jpg', 'x-oss-process=image/info');
    expect([again.status, again.note.mirror]).toEqual([404, 'remembered']);
    expect(urls()).toEqual(['/base/none.jpg']);
    await service.owner('PUT', `${bucket}/none.jpg`, { body: 'here' });
    expect((await get('none.jpg')).text).toBe('here');
  });

  test('that answers anything else has failed, and is asked again', async () => {
    for (const _ of [1, 2]) {
      expect(refusal(await get('broken.jpg'))).toBe('424 MirrorFailed: The origin answered 502.');
    }
    expect(urls()).toHaveLength(2);
    expect(await service.store.head(bucket, 'broken.jpg')).not.toHaveProperty('object');
  });
});

describe('who may not read the object', () => {
  test('has nothing fetched', async () => {
    await service.owner('PUT', bucket, { query: 'acl', headers: { 'x-oss-acl': 'private' } });
    expect([(await get('a.jpg')).status, (await service.stranger('GET', `${bucket}/a.jpg`)).status]).toEqual([
      403, 403,
    ]);
    expect((await get('none.jpg')).status).toBe(403);
    expect(urls()).toEqual([]);
    expect((await service.owner('GET', `${bucket}/a.jpg`)).status).toBe(200);
  });

  test('gets no protected source, and a style of it', async () => {
    const protect =
      '<SourceFileProtect>Enabled</SourceFileProtect><SourceFileProtectSuffix>jpg</SourceFileProtectSuffix>';
    const body = `<BucketProcessConfiguration><CompliedHost>Both</CompliedHost>${protect}</BucketProcessConfiguration>`;
    expect((await service.owner('PUT', bucket, { query: 'processConfiguration', body })).status).toBe(200);
    const xml = '<Style><Content>image/resize,w_10</Content></Style>';
    await service.owner('PUT', bucket, { query: 'style&styleName=small', body: xml });
    expect([(await get('a.jpg')).status, (await get('a.jpg', 'x-oss-process=image/info')).status]).toEqual([403, 403]);
    expect(urls()).toEqual([]);
    expect((await get('a.jpg', 'x-oss-process=style/small')).status).toBe(200);
    expect((await get('a.jpg')).status).toBe(403);
  });

  test('does not get one that was put while the origin was asked', async () => {
    close();
    const waiting = get('gated.jpg');
    await until(() => origin.asked.length > 0);
    const headers = { 'x-oss-object-acl': 'private' };
    await service.owner('PUT', `${bucket}/gated.jpg`, { body: 'secret', headers });
    open();
    expect((await waiting).status).toBe(403);
    expect((await service.owner('GET', `${bucket}/gated.jpg`)).text).toBe('secret');
  });
});

describe('many who ask', () => {
  test('share one fetch, which goes on without who leaves', async () => {
    close();
    const left = new AbortController();
    const leaving = service.ask({ path: `/${bucket}/gated.jpg`, signal: left.signal });
    const staying = Array.from({ length: 10 }, () => get('gated.jpg'));
    await until(() => origin.asked.length > 0);
    left.abort();
    expect((await leaving).status).toBeGreaterThanOrEqual(400);
    open();
    expect((await Promise.all(staying)).map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(urls()).toHaveLength(1);
  });

  test('and all leave, end it', async () => {
    close();
    const left = new AbortController();
    const leaving = service.ask({ path: `/${bucket}/gated.jpg`, signal: left.signal });
    await until(() => origin.asked.length > 0);
    left.abort();
    await leaving;
    await until(() => origin.asked[0]?.socket.destroyed);
    expect(service.services.mirror.stats().underWay).toBe(0);
    open();
  });

  test('take 16 places of one origin, and no more', async () => {
    close();
    const shed = () => service.services.mirror.stats().ends.shed;
    const before = shed();
    const asked = Array.from({ length: 18 }, (_, n) => get(`gated-${n}.jpg`));
    await until(() => shed() >= before + 2 && origin.asked.length >= 16);
    open();
    const answers = await Promise.all(asked);
    const refusals = answers.filter(({ status }) => status !== 200);
    expect(refusals.map((each) => [each.status, each.headers['retry-after']])).toEqual(Array(2).fill([503, '1']));
    expect((await get('gated-17.jpg')).status).toBe(200);
  });

  test('leave a private origin of the same host its own 16', async () => {
    await named();
    close();
    const openly = Array.from({ length: 16 }, (_, n) => get(`gated-${n}.jpg`));
    const signed = Array.from({ length: 17 }, (_, n) => get(`named/gated-${n}.jpg`));
    const shed = service.services.mirror.stats().ends.shed;
    await until(() => service.services.mirror.stats().ends.shed !== shed && origin.asked.length >= 32);
    open();
    expect((await Promise.all(openly)).map(({ status }) => status)).toEqual(Array(16).fill(200));
    expect((await Promise.all(signed)).map(({ status }) => status).sort()).toEqual([...Array(16).fill(200), 503]);
  });
});

test('what nobody may see at a URL is not missing for who has a key to it', async () => {
  expect((await get('named/none')).status).toBe(404);
  await named();
  expect(refusal(await get('named/none'))).toBe('424 MirrorFailed: The origin answered 404.');
});

test('the quota of the bucket holds', async () => {
  const body = '<BucketUserQos><StorageCapacity>0</StorageCapacity></BucketUserQos>';
  await service.owner('PUT', bucket, { query: 'qos', body });
  expect(refusal(await get('a.jpg'))).toMatch(/^403 QuotaExceeded/);
  expect(await service.store.head(bucket, 'a.jpg')).not.toHaveProperty('object');
});
