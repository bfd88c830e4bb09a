/** Each URL of the guide, asked of the whole service: what comes out is decoded and measured. */
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { element, useService } from '../oss/service.js';
import { MAKERS } from './pictures.js';
import { GUIDE_REPORTS, GUIDE_URLS, type PictureName } from './urls.js';

const service = useService();
const CONTENT_TYPES = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  tiff: 'image/tiff',
} as const;
type Served = keyof typeof CONTENT_TYPES;

beforeAll(async () => {
  await service.owner('PUT', 'image-demo', { headers: { 'x-oss-acl': 'public-read' } });
  for (const [key, make] of Object.entries(MAKERS)) {
    const put = await service.owner('PUT', `image-demo/${key}`, { body: await make() });
    expect(put.status).toBe(200);
  }
});

const ask = (picture: PictureName, chain: string) =>
  service.ask({
    path: `/${picture}`,
    query: `x-oss-process=${chain}`,
    host: 'image-demo.oss-cn-hangzhou.aliyuncs.com',
  });

describe('a picture', () => {
  test.each(GUIDE_URLS)('$chapter: $picture?x-oss-process=$chain', async (url) => {
    const reply = await ask(url.picture, url.chain);
    expect(reply.status, element(reply.text, 'Message')).toBe(200);
    expect(reply.headers['content-type']).toBe(CONTENT_TYPES[url.format as Served]);
    const found = await sharp(reply.bytes).metadata();
    expect({ width: found.width, height: found.height }).toEqual({ width: url.width, height: url.height });
    expect(found.format).toBe(url.format === 'jpg' ? 'jpeg' : url.format);
    expect(found.orientation).toBeUndefined();
    if (url.format === 'jpg') expect(found.isProgressive).toBe(url.interlace ?? false);
    expect((found.pages ?? 1) > 1).toBe(url.animated ?? false);
  });

  test('resize keeps the whole picture: its corners are the corners of the source', async () => {
    const { bytes } = await ask('example.jpg', 'image/resize,m_lfit,h_100,w_100/format,png');
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    const pixel = (x: number, y: number) => [...data.subarray((y * info.width + x) * info.channels)].slice(0, 2);
    const near = (found: number[], red: number, green: number) =>
      expect(Math.max(Math.abs((found[0] ?? 0) - red), Math.abs((found[1] ?? 0) - green))).toBeLessThanOrEqual(6);
    near(pixel(0, 0), 0, 0);
    near(pixel(info.width - 1, 0), 255, 0);
    near(pixel(0, info.height - 1), 0, 255);
  });

  test('crop takes the lower right where the guide says so', async () => {
    const { bytes } = await ask('example.jpg', 'image/crop,x_10,y_10,w_200,h_200,g_se/format,png');
    const { data } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    expect(Math.abs((data[0] ?? 0) - (210 * 255) / 399)).toBeLessThanOrEqual(6);
    expect(Math.abs((data[1] ?? 0) - (77 * 255) / 266)).toBeLessThanOrEqual(6);
  });
});

describe('a report', () => {
  test.each(GUIDE_REPORTS.filter(({ picture }) => picture !== 'f.jpg'))(
    '$picture?x-oss-process=$chain',
    async ({ picture, chain, members }) => {
      const reply = await ask(picture, chain);
      expect(reply.status).toBe(200);
      expect(reply.headers['content-type']).toBe('application/json');
      expect(Object.keys(JSON.parse(reply.text))).toEqual(members);
    },
  );

  test('f.jpg shows its stored size and its orientation', async () => {
    const found = JSON.parse((await ask('f.jpg', 'image/info')).text);
    expect(found).toMatchObject({
      ImageWidth: { value: '424' },
      ImageHeight: { value: '333' },
      Orientation: { value: '7' },
    });
  });
});
