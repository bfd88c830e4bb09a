/** Every row of the old syntax: what it becomes today, and the picture that comes of it. */
import { beforeAll, describe, expect, test } from 'vitest';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { mimeOf } from '#src/process/formats/mime.js';
import { OLD_PARAMS } from '#src/process/legacy/parameters.js';
import { OLD_MARK_PARAMS } from '#src/process/legacy/watermark.js';
import { OLD_REPORTS, oldPlanOf, todaysChainOf } from '#src/process/legacy.js';
import { outputOf } from '#src/process/output.js';
import { planKey, planOf } from '#src/process/plan.js';
import { run } from '#src/process/run.js';
import { MAKERS } from '../guide/pictures.js';
import type { PictureName } from '../guide/urls.js';
import { decoded, flat, jpeg, png, probe, sourceOf } from '../pictures.js';
import { OLD_ROWS } from './legacy-rows.js';

const JPG = { format: 'jpg' } as const;
const files = new Map<PictureName, Buffer>();
beforeAll(async () => {
  for (const name of Object.keys(MAKERS) as PictureName[]) files.set(name, await MAKERS[name]());
});
const sourceNamed = (name: PictureName) => sourceOf(files.get(name) ?? Buffer.alloc(0));

async function made(file: Buffer, old: string, defaults: { format: 'jpg' | 'src' } = JPG) {
  const plan = oldPlanOf(old, GUIDE_LIMITS, defaults);
  const marks = plan.sources.map(() => sourceNamed('panda.png'));
  return run(plan, sourceOf(file), marks, GUIDE_LIMITS);
}

describe.each(OLD_ROWS)('@%s', (old, today, picture, size, format) => {
  test('means the same as today’s chain', () => {
    const chain = today && `image/${/^auto-orient/.test(today) ? '' : 'auto-orient,0/'}${today}`;
    const mine = planKey(oldPlanOf(old, GUIDE_LIMITS, JPG));
    if (chain !== undefined) expect(mine).toBe(planKey(planOf(chain, GUIDE_LIMITS)));
    const explained = todaysChainOf(old, GUIDE_LIMITS, JPG);
    expect(explained && planKey(planOf(explained, GUIDE_LIMITS))).toBe(chain && mine);
  });

  test(`makes a ${format} of ${size} of ${picture}`, async () => {
    const { bytes, contentType } = await made(files.get(picture) ?? Buffer.alloc(0), old);
    const { width, height } = sourceOf(bytes).facts;
    expect([contentType, `${width}x${height}`]).toEqual([mimeOf(format), size]);
  });
});

test('every key of the table is in a row above, and every parameter of a watermark', () => {
  const parts = OLD_ROWS.flatMap(([old]) => old.replace(/\.[a-z]+$/, '').split('|'));
  const keys = parts.flatMap((part) => part.split('_').map((token) => /[A-Za-z]+$/.exec(token)?.[0]));
  expect(Object.keys(OLD_PARAMS).filter((key) => !keys.includes(key))).toEqual([]);
  const fields = parts.flatMap((part) => part.split('&').map((field) => field.split('=')[0]));
  expect(Object.keys(OLD_MARK_PARAMS).filter((key) => !fields.includes(key))).toEqual([]);
});

test('every example of the table draws', async () => {
  for (const { example } of Object.values(OLD_PARAMS)) {
    expect((await made(files.get('example.jpg') ?? Buffer.alloc(0), example)).bytes.length).toBeGreaterThan(500);
  }
});

describe('information', () => {
  const text = async (picture: PictureName, old: string) =>
    (await made(files.get(picture) ?? Buffer.alloc(0), old)).bytes.toString();
  const members = async (picture: PictureName, old: string) => Object.keys(JSON.parse(await text(picture, old)));

  test('@info has the four members, @infoexif the tags, too, @exif no Format', async () => {
    const four = ['FileSize', 'Format', 'ImageHeight', 'ImageWidth'];
    expect(await members('f.jpg', 'info')).toEqual(four);
    const all = await members('f.jpg', 'infoexif');
    expect(all).toEqual(expect.arrayContaining([...four, 'Orientation']));
    expect(await members('f.jpg', 'exif')).toEqual(all.filter((name) => name !== 'Format'));
    expect(JSON.parse(await text('f.jpg', 'exif'))).toMatchObject({
      Orientation: { value: '7' },
      ImageWidth: { value: '424' },
    });
  });

  test('@exif of a picture without tags is an error', async () => {
    await expect(text('panda.png', 'exif')).rejects.toMatchObject({
      code: 'BadRequest',
      message: 'Image has no exif info.',
    });
    expect(await members('panda.png', 'infoexif')).toEqual(['FileSize', 'Format', 'ImageHeight', 'ImageWidth']);
  });

  test('@imageAve is average-hue', async () => {
    const { bytes } = await made(await png(flat(5, 5, [92, 120, 59])), 'imageAve');
    expect(bytes.toString()).toBe('{"RGB": "0x5c783b"}');
  });

  test.each(Object.keys(OLD_REPORTS))('@%s has a chain of today, and stands alone', (word) => {
    expect(planKey(planOf(String(todaysChainOf(word, GUIDE_LIMITS, JPG)), GUIDE_LIMITS))).toBe(
      planKey(oldPlanOf(word, GUIDE_LIMITS, JPG)),
    );
    for (const old of [`${word}|100w`, `100w|${word}`, `${word}.png`]) {
      expect(() => oldPlanOf(old, GUIDE_LIMITS, JPG)).toThrow(`${word} alone`);
    }
  });
});

describe('what is transparent', () => {
  const half = flat(20, 10, [255, 0, 0, 0]);
  const corner = async (bytes: Buffer) => probe(await decoded(bytes), 0, 0);

  test('is black in JPEG, white with 1wh, and stays in other formats', async () => {
    const file = await png(half);
    expect(await corner((await made(file, '10w')).bytes)).toEqual([0, 0, 0]);
    expect(await corner((await made(file, '10w.jpg')).bytes)).toEqual([0, 0, 0]);
    expect(await corner((await made(file, '10w_1wh')).bytes)).toEqual([255, 255, 255]);
    expect((await corner((await made(file, '10w.png')).bytes))[3]).toBe(0);
    expect((await corner((await made(file, '10w.src')).bytes))[3]).toBe(0);
  });

  test('of what operations leave out is white all the same', async () => {
    const file = await png(flat(41, 41, [255, 0, 0, 0]));
    for (const old of ['10-0ci', '10-1ci', '10-2ci', '45r']) {
      const picture = await decoded((await made(file, old)).bytes);
      expect(Math.min(...probe(picture, 0, 0)), old).toBeGreaterThan(250);
      expect(Math.max(...probe(picture, picture.width >> 1, picture.height >> 1)), old).toBeLessThan(5);
    }
  });
});

test('an opaque picture does not notice: the same bytes with and without 1wh', async () => {
  const file = await jpeg(flat(30, 20, [10, 200, 30]));
  expect((await made(file, '10w')).bytes.equals((await made(file, '10w_1wh')).bytes)).toBe(true);
});

test('UseSrcFormat: no format written is the format of the source', async () => {
  const file = files.get('panda.png') ?? Buffer.alloc(0);
  expect((await made(file, '10w', { format: 'src' })).contentType).toBe('image/png');
  expect((await made(file, '10w.jpg', { format: 'src' })).contentType).toBe('image/jpeg');
  expect((await made(files.get('example.gif') ?? file, '10w', { format: 'src' })).contentType).toBe('image/jpeg');
  expect((await made(files.get('example.gif') ?? file, '10w_1an', { format: 'src' })).contentType).toBe('image/gif');
});

test('an animation keeps its frames with 1an.src and .gif', () => {
  const facts = sourceNamed('example.gif').facts;
  const frames = (old: string) => outputOf(oldPlanOf(old, GUIDE_LIMITS, JPG), { ...facts, frames: 5 }).animated;
  expect([frames('100w_1an.src'), frames('100w.gif'), frames('100w.src'), frames('90r.gif')]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
