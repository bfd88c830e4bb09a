/** What the settings of a channel do on IMG domains, and that they do nothing on others. */
import { beforeAll, describe, expect, test } from 'vitest';
import { CHANNEL_DEFAULTS } from '#src/oss/picture/channels.js';
import type { ChannelSettings } from '#src/store/channel-records.js';
import { jpeg, photo, png, sourceOf } from '../../pictures.js';
import { DOCUMENTED } from '../protection/attempt.js';
import { type Ask, signed } from '../request.js';
import { type Reply, refusal, useService } from '../service.js';

const service = useService();
const IMG = 'pics.img-cn-hangzhou.aliyuncs.com';
const OSS = 'pics.oss-cn-hangzhou.aliyuncs.com';
const FORBIDDEN = '403 AccessDenied: The channel does not give access to original pictures.';

beforeAll(async () => {
  await service.owner('PUT', 'pics', { headers: { 'x-oss-acl': 'public-read' } });
  const files = {
    'a.jpg': await jpeg(photo(60, 40)),
    'a.png': await png(photo(60, 40)),
    '404.png': await png(photo(30, 30)),
  };
  for (const [key, body] of Object.entries(files)) await service.owner('PUT', `pics/${key}`, { body });
  await service.owner('PUT', 'pics/猫 (1).JPG', { body: files['a.jpg'], headers: { 'content-type': 'image/x-own' } });
  await service.owner('PUT', 'pics/private.png', { body: files['a.png'], headers: { 'x-oss-object-acl': 'private' } });
  await service.owner('PUT', 'pics/page.html', { body: '<b>text</b>' });
  await service.store.styles.put('pics', { name: 'small', content: 'image/resize,w_20', category: 'image', most: 50 });
});

const set = (settings: Partial<ChannelSettings>) =>
  service.store.channels.put('pics', { ...CHANNEL_DEFAULTS, ...settings }, 10);
const get = (key: string, host = IMG, more: Ask = {}) => service.ask({ host, path: `/${key}`, ...more });
function seen(reply: Reply): string {
  if (reply.headers['content-type'] === 'application/xml') return refusal(reply);
  const { width, height, format } = sourceOf(reply.bytes).facts;
  return `${reply.status} ${width}x${height} ${format}`;
}
const process = (chain: string): Ask => ({ query: `x-oss-process=${chain}` });

describe('OrigPicForbidden', () => {
  test('nobody but the owner gets what is stored; what is made of it goes out', async () => {
    await set({ originalsForbidden: true });
    expect(refusal(await get('a.jpg'))).toBe(FORBIDDEN);
    expect((await get('a.jpg', IMG, { method: 'HEAD' })).status).toBe(403);
    expect(refusal(await get('a.jpg', IMG, { headers: { range: 'bytes=0-9' } }))).toBe(FORBIDDEN);
    expect(refusal(await get('none.jpg'))).toBe(FORBIDDEN);
    expect(refusal(await service.stranger('GET', 'pics/a.jpg', { host: 'img-cn-hangzhou.aliyuncs.com' }))).toBe(
      FORBIDDEN,
    );
    const copy = {
      method: 'PUT',
      host: 'img-cn-hangzhou.aliyuncs.com',
      headers: { 'x-oss-copy-source': '/pics/a.jpg' },
    };
    await service.stranger('PUT', 'theirs');
    expect(refusal(await service.stranger('PUT', 'theirs/copy', copy))).toBe(FORBIDDEN);
    expect(seen(await get('a.jpg@30w'))).toBe('200 30x20 jpg');
    expect(seen(await get('a.jpg@!small'))).toBe('200 20x13 jpg');
    expect(seen(await get('a.jpg', IMG, process('image/resize,w_30')))).toBe('200 30x20 jpg');
    expect(seen(await service.owner('GET', 'pics/a.jpg', { host: 'img-cn-hangzhou.aliyuncs.com' }))).toBe(
      '200 60x40 jpg',
    );
    expect(seen(await get('a.jpg', OSS))).toBe('200 60x40 jpg');
  });
});

describe('UseStyleOnly', () => {
  test('nobody but the owner has pictures made other than by styles; originals go out', async () => {
    await set({ stylesOnly: true });
    for (const suffix of ['30w', 'info', 'exif', 'imageAve', 'watermark=2&text=eA', '0w', '30w|90r']) {
      expect(refusal(await get(`a.jpg@${suffix}`))).toBe(DOCUMENTED);
    }
    expect(refusal(await get('a.jpg', IMG, process('image/resize,w_30')))).toBe(DOCUMENTED);
    expect(refusal(await get('a.jpg', IMG, { headers: { 'x-oss-process': 'image/info' } }))).toBe(DOCUMENTED);
    expect(seen(await get('a.jpg@!small'))).toBe('200 20x13 jpg');
    expect(seen(await get('a.jpg!small'))).toBe('200 20x13 jpg');
    expect(seen(await get('a.jpg', IMG, process('style/small')))).toBe('200 20x13 jpg');
    expect(seen(await get('a.jpg'))).toBe('200 60x40 jpg');
    expect(seen(await get('a.jpg', OSS, process('image/resize,w_30')))).toBe('200 30x20 jpg');
    const owner = signed({ host: IMG, path: '/a.jpg@30w' }, '/pics/a.jpg@30w');
    expect(seen(await service.ask(owner))).toBe('200 30x20 jpg');
  });

  test('both together leave the styles', async () => {
    await set({ stylesOnly: true, originalsForbidden: true });
    expect([(await get('a.jpg')).status, (await get('a.jpg@30w')).status, (await get('a.jpg@!small')).status]).toEqual([
      403, 403, 200,
    ]);
  });
});

test('AutoSetContentType: the type of the suffix, for pictures that were uploaded without one', async () => {
  const type = async (key: string, host = IMG) => (await get(key, host)).headers['content-type'];
  await set({});
  expect(await type('a.png')).toBe('application/octet-stream');
  await set({ typesFromSuffix: true });
  expect([await type('a.png'), await type('a.jpg'), await type('a.png', OSS)]).toEqual([
    'image/png',
    'image/jpeg',
    'application/octet-stream',
  ]);
  expect(await type('%E7%8C%AB%20(1).JPG')).toBe('image/x-own');
  expect(await type('page.html')).toBe('application/octet-stream');
  expect((await get('a.png', IMG, { method: 'HEAD' })).headers['content-type']).toBe('image/png');
});

test('UseSrcFormat: no format written is that of the source', async () => {
  await set({});
  expect(seen(await get('a.png@30w'))).toBe('200 30x20 jpg');
  await set({ sourceFormat: true });
  expect(seen(await get('a.png@30w'))).toBe('200 30x20 png');
  expect(seen(await get('a.png@30w.jpg'))).toBe('200 30x20 jpg');
  await service.store.styles.put('pics', { name: 'old', content: '30w', category: 'image', most: 50 });
  expect(seen(await get('a.png@!old'))).toBe('200 30x20 png');
  expect(seen(await get('a.png@!old', OSS))).toBe('200 30x20 jpg');
});

test('SetAttachName: a name to be saved under, with the suffix of what is sent', async () => {
  const name = async (key: string, more: Ask = {}, host = IMG) =>
    (await get(key, host, more)).headers['content-disposition'];
  await set({});
  expect(await name('a.jpg')).toBeUndefined();
  await set({ attachmentName: true, typesFromSuffix: true });
  expect(await name('a.jpg')).toBe("attachment; filename*=UTF-8''a.jpg");
  expect(await name('a.jpg@30w.png')).toBe("attachment; filename*=UTF-8''a.png");
  expect(await name('a.png@30w', { method: 'HEAD' })).toBe("attachment; filename*=UTF-8''a.jpg");
  expect(await name('%E7%8C%AB%20(1).JPG')).toBe("attachment; filename*=UTF-8''%E7%8C%AB%20%281%29.JPG");
  expect(await name('page.html')).toBe("attachment; filename*=UTF-8''page.html");
  expect(await name('a.jpg', {}, OSS)).toBeUndefined();
  await service.owner('PUT', 'pics/own.jpg', {
    body: await jpeg(photo(9, 9)),
    headers: { 'content-disposition': 'inline' },
  });
  expect([await name('own.jpg'), await name('own.jpg@5w')]).toEqual(['inline', 'inline']);
});

describe('Default404Pic', () => {
  test('a missing picture is 404 with another one, made as the missing one would be', async () => {
    await set({ missingPicture: '404.png' });
    expect(seen(await get('none.jpg'))).toBe('404 30x30 png');
    expect(seen(await get('none.jpg@10w'))).toBe('404 10x10 jpg');
    expect(seen(await get('none.jpg@!small'))).toBe('404 20x20 png');
    expect(seen(await get('none.jpg', IMG, process('style/small')))).toBe('404 20x20 png');
    expect(seen(await get('none.jpg', IMG, process('image/resize,w_5')))).toBe('404 5x5 png');
    const head = await get('none.jpg@10w', IMG, { method: 'HEAD' });
    expect([head.status, head.bytes.length, head.headers['cache-control']]).toEqual([404, 0, 'no-cache']);
    expect(refusal(await get('none.jpg', OSS))).toMatch(/^404 NoSuchKey/);
    expect(seen(await get('a.jpg'))).toBe('200 60x40 jpg');
  });

  test('whole, whatever the client has of it already', async () => {
    const { headers } = await get('none.jpg@10w');
    for (const condition of [
      { 'if-none-match': String(headers.etag) },
      { 'if-match': '"x"' },
      { range: 'bytes=0-9' },
    ]) {
      expect(seen(await get('none.jpg@10w', IMG, { headers: condition }))).toBe('404 10x10 jpg');
    }
  });

  test('a wrong chain is still an error, and so is a style that is missing', async () => {
    expect(refusal(await get('none.jpg@0w'))).toMatch(/^400 InvalidArgument/);
    expect(refusal(await get('none.jpg@!none'))).toMatch(/^404 NoSuchStyle/);
  });

  test('only where the caller may read it, and where it is there', async () => {
    await set({ missingPicture: 'private.png' });
    expect(refusal(await get('none.jpg'))).toMatch(/^404 NoSuchFile/);
    await set({ missingPicture: 'gone.png' });
    expect(refusal(await get('none.jpg@10w'))).toMatch(/^404 NoSuchFile/);
    await set({ missingPicture: '404.png', originalsForbidden: true });
    expect(refusal(await get('none.jpg'))).toBe(FORBIDDEN);
    expect(seen(await get('none.jpg@10w'))).toBe('404 10x10 jpg');
  });

  test('is no way round source protection', async () => {
    const open = { domains: 'all', delimiters: [], oldSyntaxOnOss: false } as const;
    await set({ missingPicture: '404.png' });
    await service.store.setProcessConfiguration('pics', { ...open, protectedSuffixes: ['png'] });
    expect(refusal(await get('none.jpg'))).toMatch(/^404 NoSuchFile/);
    expect(refusal(await get('none.jpg@10w'))).toMatch(/^404 NoSuchFile/);
    expect(seen(await get('none.jpg@!small'))).toBe('404 20x20 png');
    await service.store.setProcessConfiguration('pics', { ...open, protectedSuffixes: [] });
  });
});

test('StyleDelimiters: ! unless it says otherwise, on IMG domains alone', async () => {
  await service.store.channels.remove('pics');
  expect(seen(await get('a.jpg!small'))).toBe('200 20x13 jpg');
  expect(refusal(await get('a.jpg-small'))).toMatch(/^404 NoSuchFile/);
  expect(refusal(await get('a.jpg!small', OSS))).toMatch(/^404 NoSuchKey/);
  await set({ delimiters: ['-'] });
  expect(seen(await get('a.jpg-small'))).toBe('200 20x13 jpg');
  expect(refusal(await get('a.jpg!small'))).toMatch(/^404 NoSuchFile/);
  expect(seen(await get('a.jpg@!small'))).toBe('200 20x13 jpg');
  expect(refusal(await get('a.jpg-small', OSS))).toMatch(/^404 NoSuchKey/);
});
