/** Styles in the body of a POST, and what they let through source-image protection. */
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { base64Of } from '#src/process/base64.js';
import { jpeg, photo, png } from '../../pictures.js';
import { refusal, useService } from '../service.js';

const service = useService();
const QUERY = 'x-oss-process';

const saveas = (key: string, bucket = 'pics') => `sys/saveas,o_${base64Of(key)},b_${base64Of(bucket)}`;
const post = (process: string) =>
  service.owner('POST', 'pics/photo.jpg', { query: QUERY, body: `x-oss-process=${process}` });
const get = async (chain: string) =>
  (await service.ask({ path: '/pics/photo.jpg', query: `x-oss-process=${encodeURIComponent(chain)}` })).bytes;
const put = (bucket: string, name: string, content: string) =>
  service.owner('PUT', bucket, {
    query: `style&styleName=${name}`,
    body: `<Style><Content>${content}</Content></Style>`,
  });

beforeAll(async () => {
  await service.owner('PUT', 'pics', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'saved');
  await service.owner('PUT', 'wall', { headers: { 'x-oss-acl': 'public-read-write' } });
  await service.stranger('PUT', 'bobs');
  await service.owner('PUT', 'pics/photo.jpg', { body: await jpeg(photo(240, 160)) });
  await put('pics', 'small', 'image/resize,w_44');
  await put('pics', 'marked', `image/watermark,image_${base64Of('photo.jpg')}`);
  await put('pics', 'saving', `image/resize,w_44|${saveas('by-style.jpg')}`);
});

test('a style is sent back, and saved', async () => {
  const made = await get('image/resize,w_44');
  expect((await post('style/small')).bytes.equals(made)).toBe(true);
  expect((await post(`style/small|${saveas('styled', 'saved')}`)).status).toBe(200);
  expect((await service.owner('GET', 'saved/styled')).bytes.equals(made)).toBe(true);
});

test('a change of the style holds at once', async () => {
  await put('pics', 'changing', 'image/resize,w_33');
  const widthOf = async () => (await sharp((await post('style/changing')).bytes).metadata()).width;
  expect(await widthOf()).toBe(33);
  await put('pics', 'changing', 'image/resize,w_34');
  expect(await widthOf()).toBe(34);
});

test.each([
  ['style/small/image/resize,w_9', '400 InvalidArgument'],
  ['style/small|image/resize,w_9', '400 InvalidArgument'],
  [`style/small|image/resize,w_9|${saveas('x')}`, '400 InvalidArgument'],
  ['style/Small', '404 NoSuchStyle'],
  ['style/', '400 InvalidArgument'],
  // A link must not write: a style neither.
  ['style/saving', '400 InvalidArgument'],
  [`style/saving|${saveas('x')}`, '400 InvalidArgument'],
])('%s', async (process, expected) => {
  expect(refusal(await post(process))).toContain(expected);
  expect((await service.owner('HEAD', 'pics/by-style.jpg')).status).toBe(404);
});

describe('and source protection', () => {
  const suffixes = (list: string) =>
    service.owner('PUT', 'pics', {
      query: 'processConfiguration',
      body: `<BucketProcessConfiguration><CompliedHost>Both</CompliedHost><SourceFileProtect>Enabled</SourceFileProtect><SourceFileProtectSuffix>${list}</SourceFileProtectSuffix></BucketProcessConfiguration>`,
    });
  beforeAll(async () => expect((await suffixes('jpg')).status).toBe(200));
  afterAll(() => suffixes(''));
  const by = (process: string) =>
    service.stranger('POST', 'pics/photo.jpg', { query: QUERY, body: `x-oss-process=${process}` });

  test.each(['style/small', `style/small|${saveas('x', 'bobs')}`, `style/marked|${saveas('x', 'bobs')}`])(
    'a stranger may: %s',
    async (process) => {
      expect((await by(process)).status).toBe(200);
    },
  );

  test.each([
    'image/resize,w_44',
    'image/info',
    'image/average-hue',
    'image%2Fresize%2Cw_44',
    'image/format,png&style/small',
    `image/resize,w_44|${saveas('x', 'bobs')}`,
    `image/format,png|${saveas('photo.jpg', 'wall')}`,
    ' image/resize,w_44',
    'image/resize,w_44|style/small',
    '/style/small',
    'nonsense',
    '',
  ])('a stranger may not: %s', async (process) => {
    expect(refusal(await by(process))).toBe(
      '403 AccessDenied (0040-00000031): The channel can be only accessed using style',
    );
  });

  test('nor draw a protected picture upon another', async () => {
    await service.owner('PUT', 'pics/free.png', { body: await png(photo(200, 200)) });
    const body = `x-oss-process=image/watermark,image_${base64Of('photo.jpg')}|${saveas('x', 'bobs')}`;
    const reply = await service.stranger('POST', 'pics/free.png', { query: QUERY, body });
    expect(refusal(reply)).toContain('400 WatermarkError');
  });

  test('nor through a symlink', async () => {
    const headers = { 'x-oss-symlink-target': 'photo.jpg' };
    await service.owner('PUT', 'pics/link.png', { query: 'symlink', headers });
    const asked = (process: string) =>
      service.stranger('POST', 'pics/link.png', { query: QUERY, body: `x-oss-process=${process}` });
    expect((await asked(`image/format,png|${saveas('x', 'bobs')}`)).status).toBe(403);
    expect((await asked(`style/small|${saveas('x', 'bobs')}`)).status).toBe(200);
  });

  test('what the owner saved is protected by its own name', async () => {
    await post(`image/resize,w_44|${saveas('derived.JPG')}`);
    await post(`image/resize,w_44/format,png|${saveas('derived.png')}`);
    expect((await service.ask({ path: '/pics/derived.JPG' })).status).toBe(403);
    expect((await service.ask({ path: '/pics/derived.png' })).status).toBe(200);
  });
});
