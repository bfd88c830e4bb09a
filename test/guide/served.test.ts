/** Each URL of the guide, asked of the whole service: what comes out is decoded and measured. */
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { averageColour } from '#src/process/operations/average-hue.js';
import { element, useService } from '../oss/service.js';
import { decoded } from '../pictures.js';
import { expectLook, expectProbe } from './looks.js';
import { MAKERS } from './pictures.js';
import { GUIDE_REPORTS, GUIDE_STYLES, GUIDE_URLS, MISPRINT, type PictureName } from './urls.js';

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
    if (url.quality !== undefined) expect(factsOfBytes(reply.bytes).quality).toBe(url.quality);
    const result = await decoded(reply.bytes);
    for (const probe of url.probes ?? []) expectProbe(result, url, probe);
    if (url.look) expectLook(url.look, result, await decoded((await ask(url.picture, plainChain(url.chain))).bytes));
  });

  test("the guide's misprint inside a watermark's name is refused, and told", async () => {
    const reply = await ask('example.jpg', MISPRINT);
    expect([reply.status, element(reply.text, 'Code')]).toEqual([400, 'InvalidArgument']);
    expect(element(reply.text, 'Message')).toMatch(/^The value: rusize of parameter: action is invalid\./);
  });

  test('every one of them has something to look for in its pixels', () => {
    expect(GUIDE_URLS.filter(({ probes = [], look }) => probes.length === 0 && !look)).toEqual([]);
  });
});

describe.each(GUIDE_STYLES)('the style $name', ({ name, content, urls }) => {
  test('gives the same bytes by every way that the guide shows', async () => {
    const body = `<Style><Content>${content}</Content></Style>`;
    const put = await service.owner('PUT', 'image-demo', { query: `style&styleName=${name}`, body });
    expect(put.status).toBe(200);
    const replies = await Promise.all(
      urls.map((url) => {
        const [path = '', query = ''] = url.split('?');
        return service.ask({ path: `/${path}`, query, host: 'image-demo.oss-cn-hangzhou.aliyuncs.com' });
      }),
    );
    for (const reply of replies) {
      expect(reply.status, element(reply.text, 'Message')).toBe(200);
      expect(reply.bytes.equals(replies[0]?.bytes ?? Buffer.alloc(0))).toBe(true);
      expect(reply.headers.etag).toBe(replies[0]?.headers.etag);
    }
    expect((await sharp(replies[0]?.bytes).metadata()).width).toBe(name === 'panda_style' ? 300 : 200);
  });
});

/** The chain without its last action, which is the effect. */
function plainChain(chain: string): string {
  const before = chain.split('/').slice(1, -1);
  return `image/${before.length > 0 ? before.join('/') : 'quality,q_100'}`;
}

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

  test("average-hue is one colour in the guide's form, of these pixels", async () => {
    const { text } = await ask('example.jpg', 'image/average-hue');
    const colour = averageColour(await decoded(await MAKERS['example.jpg']()));
    expect(text).toBe(`{"RGB": "0x${colour.map((level) => level.toString(16).padStart(2, '0')).join('')}"}`);
  });

  test('f.jpg shows its stored size and its orientation', async () => {
    const found = JSON.parse((await ask('f.jpg', 'image/info')).text);
    expect(found).toMatchObject({
      ImageWidth: { value: '424' },
      ImageHeight: { value: '333' },
      Orientation: { value: '7' },
    });
  });
});
