/** Watermarks through the whole service: whose rights count, what is refused and how, and what changes with a mark. */
import sharp from 'sharp';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { base64Of } from '#src/process/base64.js';
import { decoded, flat, jpeg, photo, png, probe } from '../../pictures.js';
import { element, type Reply, refusal, untimed, useService } from '../service.js';

const service = useService();
const RED = flat(20, 10, [255, 0, 0]);
const GREEN = flat(20, 10, [0, 255, 0]);

const mark = (name: string, rest = '') => `watermark,image_${base64Of(name)}${rest}`;
const words = (text: string, rest = '') => `watermark,text_${base64Of(text)}${rest}`;

const query = (chain: string) => `x-oss-process=${encodeURIComponent(`image/${chain}`)}`;
const get = (chain: string, headers: Record<string, string> = {}, path = '/pics/photo.png', method = 'GET') =>
  service.ask({ method, path, query: query(chain), headers });
const jobs = (): number => Object.values(service.services.workers.stats().jobs).reduce((sum, count) => sum + count, 0);

/** The pixel in the middle of where a mark of 20x10 stands by default. */
const marked = async ({ bytes }: Reply) => probe(await decoded(bytes), 80 - 10 - 10, 60 - 10 - 5);

beforeAll(async () => {
  await service.owner('PUT', 'pics', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'other', { headers: { 'x-oss-acl': 'public-read' } });
  const files: Readonly<Record<string, string | Buffer>> = {
    'pics/photo.png': await png(flat(80, 60, [100, 100, 100])),
    'pics/red.png': await png(RED),
    'pics/目录/red mark.png': await png(RED),
    'pics/text.txt': 'no picture',
    'pics/cut.jpg': (await jpeg(photo(90, 60))).subarray(0, 1500),
    'pics/large.png': Buffer.concat([await png(RED), Buffer.alloc(20 * 1024 * 1024)]),
    'pics/empty.png': '',
    'other/there.png': await png(RED),
  };
  for (const [target, body] of Object.entries(files))
    expect((await service.owner('PUT', target, { body })).status).toBe(200);
  const headers = { 'x-oss-object-acl': 'private' };
  await service.owner('PUT', 'pics/secret.png', { body: await png(RED), headers });
});

beforeEach(() => service.services.results.clear());

describe('a watermark', () => {
  test('is an object of the same bucket, whatever its key is', async () => {
    for (const name of ['red.png', '目录/red mark.png']) {
      const reply = await get(mark(name));
      expect([reply.status, await marked(reply)]).toEqual([200, [255, 0, 0]]);
    }
  });

  test('may come with standard base64, its + as %2B or as it is', async () => {
    const text = Buffer.from('目录>>>').toString('base64');
    expect(text).toContain('+');
    for (const written of [text.replaceAll('+', '%2B'), text]) {
      const reply = await service.ask({
        path: '/pics/photo.png',
        query: `x-oss-process=image/watermark,text_${written}`,
      });
      expect(reply.status, reply.text.slice(0, 300)).toBe(200);
    }
  });

  test('answers HEAD as GET', async () => {
    const got = await get(mark('red.png'));
    const head = await get(mark('red.png'), {}, '/pics/photo.png', 'HEAD');
    expect([head.status, head.bytes.length, head.headers]).toEqual([200, 0, untimed(got.headers)]);
  });
});

describe('of a changed watermark object', () => {
  const put = async (name: string, raster = RED) => service.owner('PUT', `pics/${name}`, { body: await png(raster) });

  test('bytes and ETag change at once', async () => {
    await put('changing.png');
    const old = await get(mark('changing.png'));
    expect(await marked(old)).toEqual([255, 0, 0]);
    await put('changing.png', GREEN);
    const etag = String(old.headers.etag);
    const fresh = await get(mark('changing.png'), { 'if-none-match': etag });
    expect([fresh.status, await marked(fresh)]).toEqual([200, [0, 255, 0]]);
    expect(fresh.headers.etag).not.toBe(etag);
  });

  test('each of several counts', async () => {
    const names = ['a.png', 'b.png', 'c.png'];
    for (const name of names) await put(name);
    const chain = names.map((name) => mark(name)).join('/');
    const etags = [String((await get(chain)).headers.etag)];
    for (const name of names) {
      await put(name);
      etags.push(String((await get(chain)).headers.etag));
    }
    expect(new Set(etags).size).toBe(4);
  });

  test('the ETags of two marks that change places differ', async () => {
    const etag = async (chain: string) => (await get(chain)).headers.etag;
    await put('a.png');
    await put('b.png');
    expect(await etag(`${mark('a.png')}/${mark('b.png')}`)).not.toBe(await etag(`${mark('b.png')}/${mark('a.png')}`));
  });

  test('Last-Modified is that of the latest object', async () => {
    const own = await service.ask({ path: '/pics/photo.png' });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const { status } = await put('later.png');
    const later = await service.ask({ path: '/pics/later.png' });
    expect([status, later.headers['last-modified'] === own.headers['last-modified']]).toEqual([200, false]);
    const reply = await get(mark('later.png'));
    expect(reply.headers['last-modified']).toBe(later.headers['last-modified']);
    expect((await get(words('a'))).headers['last-modified']).toBe(own.headers['last-modified']);
    const since = await get(mark('later.png'), { 'if-modified-since': String(own.headers['last-modified']) });
    expect(since.status).toBe(200);
  });

  test('304 and 412 are answered without a worker', async () => {
    await put('still.png');
    const etag = String((await get(mark('still.png'))).headers.etag);
    const before = jobs();
    expect((await get(mark('still.png'), { 'if-none-match': etag })).status).toBe(304);
    expect((await get(mark('still.png'), { 'if-match': '"other"' })).status).toBe(412);
    expect(jobs()).toBe(before);
  });

  test('which is gone is a 400, although a result was kept', async () => {
    await put('going.png');
    expect((await get(mark('going.png'))).status).toBe(200);
    await service.owner('DELETE', 'pics/going.png');
    expect((await get(mark('going.png'))).status).toBe(400);
  });
});

describe('rights', () => {
  const none = (key: string) =>
    `400 WatermarkError: The watermark object ${key} does not exist in this bucket, or may not be read.`;

  test('are the caller’s: who may not read the mark is told what he would be told of a missing one', async () => {
    expect(refusal(await get(mark('secret.png')))).toBe(none('secret.png'));
    expect(refusal(await get(mark('missing.png')))).toBe(none('missing.png'));
    const stranger = await service.stranger('GET', 'pics/photo.png', { query: query(mark('secret.png')) });
    expect(refusal(stranger)).toBe(none('secret.png'));
  });

  test('of the owner suffice', async () => {
    const reply = await service.owner('GET', 'pics/photo.png', { query: query(mark('secret.png')) });
    expect([reply.status, await marked(reply)]).toEqual([200, [255, 0, 0]]);
  });

  test('are asked again for a result that is kept', async () => {
    expect((await service.owner('GET', 'pics/photo.png', { query: query(mark('secret.png')) })).status).toBe(200);
    expect(refusal(await get(mark('secret.png')))).toBe(none('secret.png'));
  });

  test('on the picture come first, and a missing picture before a missing mark', async () => {
    const private_ = await service.ask({ path: '/pics/secret.png', query: query(mark('missing.png')) });
    expect(private_.status).toBe(403);
    expect(refusal(await get(mark('missing.png'), {}, '/pics/none.png'))).toMatch(/^404 NoSuchKey/);
  });

  test.each(['there.png', 'other/there.png', '/other/there.png', '../other/there.png', 'oss://other/there.png'])(
    'do not reach into another bucket: %s',
    async (key) => {
      const reply = await service.owner('GET', 'pics/photo.png', { query: query(mark(key)) });
      expect(refusal(reply)).toBe(none(key));
    },
  );
});

describe('refused, with nothing rendered:', () => {
  const invalid = (parameter: string, value: string, cause?: number) =>
    `400 InvalidArgument${cause ? ` (0040-00000${cause})` : ''}: The value: ${value} of parameter: ${parameter} is invalid.`;

  test.each([
    [
      'an object that is no picture',
      mark('text.txt'),
      '400 WatermarkError (0040-00000027): The watermark object text.txt is not',
    ],
    ['an empty object', mark('empty.png'), '400 WatermarkError (0040-00000027): The watermark object empty.png is not'],
    [
      'more than 20 MB',
      mark('large.png'),
      '400 ImageTooLarge (0040-00000001): Watermark object large.png: The source has',
    ],
    ['no object', mark('missing.png'), '400 WatermarkError: The watermark object missing.png does not exist'],
    [
      'a key that none can be',
      mark(`${'k'.repeat(1100)}`),
      `400 WatermarkError: The watermark object ${'k'.repeat(64)}…`,
    ],
    ['a key with NUL', mark('a\0b'), '400 WatermarkError: The watermark object a'],
    ['no name at all', mark(''), '400 MissingArgument (0040-00000265): The parameter: image needs a value'],
    ['a chain without a name', mark('?x-oss-process=image/resize,P_30'), '400 WatermarkError: The watermark object '],
    ['a nested watermark', mark('red.png?x-oss-process=image/watermark,text_YQ'), invalid('action', 'watermark', 373)],
    ['a nested info', mark('red.png?x-oss-process=image/info'), invalid('action', 'info', 374)],
    ['a nested circle', mark('red.png?x-oss-process=image/circle,r_5'), invalid('action', 'circle', 213)],
    [
      'a crop outside the mark',
      mark('red.png?x-oss-process=image/crop,x_20'),
      '400 BadRequest: Watermark object red.png: Advance cut',
    ],
    [
      'four images',
      Array.from({ length: 4 }, () => mark('red.png')).join('/'),
      '400 InvalidArgument: The chain has 4 image watermarks',
    ],
    ['no text', words(''), '400 MissingArgument (0040-00000258): The parameter: text needs a value'],
    [
      '65 characters',
      words('国'.repeat(65)),
      '400 InvalidArgument: font content is too large. It has 65 characters; at most 64',
    ],
    ['65 emoji', words('🐼'.repeat(65)), '400 InvalidArgument: font content is too large. It has 65 characters'],
    ['text that is no base64', 'watermark,text_%%%', '400 BadRequest (0040-00000265): Input is not base64 decoding.'],
    ['text of one digit', 'watermark,text_a', '400 BadRequest (0040-00000265): Input is not base64 decoding.'],
    ['text that is no UTF-8', 'watermark,text__w', '400 BadRequest (0040-00000265): Input is not base64 decoding.'],
    ['an image that is no base64', 'watermark,image_panda.png', '400 BadRequest (0040-00000265): Input is not base64'],
    ['an unknown font', words('a', `,type_${base64Of('comic-sans')}`), invalid('type', 'comic-sans')],
    ['color zzz', words('a', ',color_zzz'), invalid('color', 'zzz')],
    ['a color in base64', words('a', `,color_${base64Of('#00000t')}`), invalid('color', '#00000t')],
    ['size 0', words('a', ',size_0'), invalid('size', '0')],
    ['size 1001', words('a', ',size_1001'), invalid('size', '1001')],
    ['x 4097', words('a', ',x_4097'), invalid('x', '4097', 262)],
    ['y 4097', words('a', ',y_4097'), invalid('y', '4097', 264)],
    ['t 101', words('a', ',t_101'), invalid('t', '101', 263)],
    ['voffset 1001', words('a', ',voffset_1001'), invalid('voffset', '1001', 268)],
    [
      'neither image nor text',
      'watermark,t_90',
      '400 MissingArgument (0040-00000258): The parameter: watermark needs a value',
    ],
  ])('%s', async (_, chain, beginning) => {
    const before = jobs();
    expect(refusal(await get(chain)).startsWith(beginning), refusal(await get(chain))).toBe(true);
    expect(jobs()).toBe(before);
  });

  test('a damaged mark names itself, and leaves the picture as good as before', async () => {
    const reply = await get(mark('cut.jpg'));
    expect(refusal(reply)).toMatch(/^400 WatermarkError: The watermark object cut\.jpg cannot be drawn\./);
    expect((await get(mark('red.png'))).status).toBe(200);
  });

  test('the object is named in the error', async () => {
    const reply = await get(mark('missing.png'));
    expect([element(reply.text, 'ArgumentName'), element(reply.text, 'ArgumentValue')]).toEqual([
      'image',
      'missing.png',
    ]);
  });
});

test('text is drawn by the workers, in any script', async () => {
  const plain = await decoded((await get('quality,q_100')).bytes);
  for (const text of ['Tintype', '水印', '熊猫 panda 2026!', 'مرحبا', '🐼']) {
    const reply = await get(words(text, ',size_20,color_FFFFFF,g_west,x_0'));
    expect([text, reply.status]).toEqual([text, 200]);
    const seen = await decoded(reply.bytes);
    expect([text, seen.data.some((level, at) => Math.abs(level - (plain.data[at] ?? 0)) > 60)]).toEqual([text, true]);
  }
  expect(await sharp((await get(`${words('a')}/format,jpg`)).bytes).metadata()).toMatchObject({ format: 'jpeg' });
});

test('the longest text of the largest size costs a worker no more than the picture shows of it', async () => {
  for (const rest of ['', ',rotate_45,g_center', `,rotate_200,image_${base64Of('red.png')},g_west`]) {
    const reply = await get(words('国'.repeat(64), `,size_1000,shadow_50${rest}`));
    expect([rest, reply.status]).toEqual([rest, 200]);
    expect(await sharp(reply.bytes).metadata()).toMatchObject({ width: 80, height: 60 });
  }
});
