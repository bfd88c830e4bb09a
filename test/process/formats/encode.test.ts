/** What decides in the file itself how a result was encoded: tables, sampling, modes, and that nothing else came along. */
import sharp, { type Metadata } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { planOf } from '#src/process/plan.js';
import { run } from '#src/process/run.js';
import { animatedWebp, flat, photo, sharpOf, sourceOf } from '../../pictures.js';

let jpeg: Buffer;
let png: Buffer;

beforeAll(async () => {
  const tags = { IFD0: { Copyright: 'somebody', ImageDescription: 'a place' } };
  const image = sharpOf(photo(160, 120)).withExif(tags).withIccProfile('p3').withMetadata({ orientation: 3 });
  jpeg = await image.clone().jpeg({ quality: 84 }).toBuffer();
  png = await image.clone().png().toBuffer();
});

const file = async (chain: string, source: Buffer) =>
  (await run(planOf(chain, GUIDE_LIMITS), sourceOf(source), [], GUIDE_LIMITS)).bytes;
const metadata = async (chain: string, source: Buffer): Promise<Metadata> =>
  sharp(await file(chain, source)).metadata();
const size = async (chain: string, source: Buffer) => (await file(chain, source)).length;

describe('a JPEG', () => {
  test.each([
    ['keeps the quality of a JPEG', 'image/resize,w_80', 'jpg', 84],
    ['has 92 from any other source', 'image/format,jpg', 'png', 92],
    ['has a part of the quality of a JPEG', 'image/quality,q_50', 'jpg', 42],
    ['has the quality asked for from any other source', 'image/format,jpg/quality,q_50', 'png', 50],
    ['is never better than its source', 'image/quality,Q_95', 'jpg', 84],
    ['may be worse', 'image/quality,Q_30', 'jpg', 30],
  ] as const)('%s: %s', async (_, chain, source, quality) => {
    const bytes = await file(chain, source === 'jpg' ? jpeg : png);
    expect(factsOfBytes(bytes)).toMatchObject({ format: 'jpg', quality, orientation: 1 });
  });

  test('is baseline, progressive with interlace, and 4:2:0 at any quality', async () => {
    for (const quality of [30, 95, 100]) {
      const chain = `image/format,jpg/quality,Q_${quality}`;
      expect(await metadata(chain, png)).toMatchObject({ chromaSubsampling: '4:2:0', isProgressive: false });
      expect(await metadata(`${chain}/interlace,1`, png)).toMatchObject({
        chromaSubsampling: '4:2:0',
        isProgressive: true,
      });
    }
  });
});

describe('quality', () => {
  test.each(['webp', 'avif'])('counts for %s, q as Q where the source is no JPEG', async (format) => {
    const of = (quality: string, source = png) => size(`image/format,${format}/quality,${quality}`, source);
    const [low, middle, high] = await Promise.all([of('Q_20'), of('Q_60'), of('Q_95')]);
    expect(low).toBeLessThan(middle);
    expect(middle).toBeLessThan(high);
    expect(await of('q_60')).toBe(middle);
    expect(await of('q_60,Q_20')).toBe(low);
    expect(await of('q_50', jpeg)).toBe(await of('Q_42', jpeg));
    expect(await of('Q_95', jpeg)).toBe(await size(`image/format,${format}`, jpeg));
  });

  test.each(['png', 'bmp'])('makes no difference to %s', async (format) => {
    expect(await file(`image/format,${format}/quality,Q_10`, png)).toEqual(await file(`image/format,${format}`, png));
  });
});

describe('without loss', () => {
  const pixels = (bytes: Buffer) => sharp(bytes, { animated: true }).raw().toBuffer();

  test('a WebP has the pixels of a PNG, which no other number of quality gives it', async () => {
    const drawn = await pixels(await file('image/resize,w_80/format,png', jpeg));
    const webp = async (quality: string) =>
      pixels(await file(`image/resize,w_80/quality,${quality}/format,webp`, jpeg));
    expect((await webp('lossless')).equals(drawn)).toBe(true);
    for (const lossy of ['Q_100', 'q_100', '100']) expect((await webp(lossy)).equals(drawn), lossy).toBe(false);
  });

  test('an animation keeps every frame and its times', async () => {
    const source = await animatedWebp([photo(60, 40), flat(60, 40, [9, 200, 3])], { delay: [70, 130], loop: 2 });
    const made = await file('image/quality,lossless', source);
    expect(await pixels(made)).toEqual(await pixels(source));
    expect(await sharp(made).metadata()).toMatchObject({ pages: 2, delay: [70, 130], loop: 2 });
  });

  test.each(['jpg', 'png', 'avif'])('means nothing to %s', async (format) => {
    const chain = `image/format,${format}`;
    expect(await file(`${chain}/quality,lossless`, png)).toEqual(await file(chain, png));
  });
});

test('an AVIF has 8 bits and 4:2:0', async () => {
  const bytes = await file('image/format,avif', jpeg);
  // The third byte of its configuration: depth in 0x60, both directions of sampling in 0x0c.
  expect((bytes[bytes.indexOf('av1C') + 6] ?? 0) & 0x6c).toBe(0x0c);
});

test.each(['jpg', 'png', 'webp', 'avif'])('nothing of the source but its pixels is in %s', async (format) => {
  const { exif, icc, xmp, iptc, orientation } = await metadata(`image/format,${format}`, jpeg);
  expect({ exif, icc, xmp, iptc, orientation }).toEqual({});
});
