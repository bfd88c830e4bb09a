/** Every format to every format: what comes out, in which size and colours, with how many frames, and what becomes of alpha. */
import { beforeAll, describe, expect, test } from 'vitest';
import { bmpFile } from '#src/process/formats/bmp-file.js';
import { bmpRaster } from '#src/process/formats/bmp-raster.js';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { planOf } from '#src/process/plan.js';
import { run } from '#src/process/run.js';
import { animatedGif, animatedWebp, decoded, drawn, type Pixel, probe, sharpOf, sourceOf } from '../../pictures.js';

const RED: Pixel = [200, 60, 40];
const BLUE: Pixel = [40, 90, 200];
const GREEN: Pixel = [30, 160, 60];

/** Four fields of 24x16. `lowerLeft` and `lowerRight`: the alpha of these two. */
const fields = (lowerLeft = 255, lowerRight = 255) =>
  drawn(48, 32, (x, y) => {
    if (y < 16) return x < 24 ? [...RED, 255] : [...BLUE, 255];
    return x < 24 ? [...GREEN, lowerLeft] : [...RED, lowerRight];
  });

function withoutAlpha(raster: ReturnType<typeof fields>) {
  return drawn(raster.width, raster.height, (x, y) => probe(raster, x, y).slice(0, 3) as unknown as Pixel);
}

const opaque = withoutAlpha(fields());
const translucent = fields(128, 0);
/** A GIF's pixels are there or not. */
const cutOut = fields(255, 0);
const otherFrame = drawn(48, 32, (x) => (x < 24 ? BLUE : GREEN));

const MAKERS = {
  jpg: () => sharpOf(opaque).jpeg({ quality: 95 }).toBuffer(),
  png: () => sharpOf(opaque).png().toBuffer(),
  'png with alpha': () => sharpOf(translucent).png().toBuffer(),
  webp: () => sharpOf(opaque).webp({ quality: 95 }).toBuffer(),
  'webp with alpha': () => sharpOf(translucent).webp({ lossless: true }).toBuffer(),
  'moving webp': () => animatedWebp([opaque, otherFrame]),
  gif: () => sharpOf(opaque).gif().toBuffer(),
  'gif with alpha': () => sharpOf(cutOut).gif().toBuffer(),
  'moving gif': () => animatedGif([opaque, otherFrame]),
  tiff: () => sharpOf(opaque).tiff({ compression: 'deflate' }).toBuffer(),
  'tiff with alpha': () => sharpOf(translucent).tiff({ compression: 'lzw' }).toBuffer(),
  bmp: async () => bmpFile(opaque),
  'bmp with alpha': async () => bmpFile(translucent),
  avif: () => sharpOf(opaque).avif({ quality: 95, effort: 0 }).toBuffer(),
  'avif with alpha': () => sharpOf(translucent).avif({ quality: 95, effort: 0 }).toBuffer(),
};
type SourceName = keyof typeof MAKERS;

const CHAINS = ['', 'jpg', 'png', 'webp', 'bmp', 'gif', 'src', 'src,1an', 'avif'] as const;
/** The format of the result for each of CHAINS (guide, Format conversion; behaviour D15). */
const RESULTS: Readonly<Record<string, string>> = {
  jpg: ' jpg  jpg  png  webp  bmp  jpg   jpg   jpg   avif',
  png: ' png  jpg  png  webp  bmp  png   png   png   avif',
  webp: 'webp jpg  png  webp  bmp  webp  webp  webp  avif',
  gif: ' gif  jpg  png  webp  bmp  gif   jpg   gif   avif',
  tiff: 'tiff jpg  png  webp  bmp  tiff  tiff  tiff  avif',
  bmp: ' bmp  jpg  png  webp  bmp  bmp   bmp   bmp   avif',
  avif: 'avif jpg  png  webp  bmp  avif  avif  avif  avif',
};
const TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  tiff: 'image/tiff',
  bmp: 'image/bmp',
  avif: 'image/avif',
};

const files = new Map<SourceName, Buffer>();
beforeAll(async () => {
  for (const [name, make] of Object.entries(MAKERS)) files.set(name as SourceName, await make());
});

const cases = (Object.keys(MAKERS) as SourceName[]).flatMap((name) => {
  const results = RESULTS[/\w+$/.exec(name.replace(' with alpha', ''))?.[0] ?? '']?.trim().split(/\s+/) ?? [];
  return CHAINS.map((chain, index) => ({ name, chain, format: String(results[index]) }));
});

const drawnBy = (text: string, file: Buffer) => run(planOf(text, GUIDE_LIMITS), sourceOf(file), [], GUIDE_LIMITS);
const rasterOf = (file: Buffer, format: string, frame = 0) =>
  format === 'bmp' ? bmpRaster(file) : decoded(file, frame);

function expectNear(found: readonly number[], wanted: readonly number[]): void {
  const far = wanted.some((value, channel) => Math.abs(value - (found[channel] ?? 255)) > 12);
  if (far) expect(found).toEqual(wanted);
}

const overWhite = (alpha: number, colour: Pixel) =>
  colour.slice(0, 3).map((value) => 255 + ((value - 255) * alpha) / 255);

describe.each(['', 'resize,w_24'])('%s', (first) => {
  const scale = first === '' ? 1 : 2;

  test.each(cases)('$name, format,$chain: $format', async ({ name, chain, format }) => {
    const actions = [first, chain === '' ? '' : `format,${chain}`].filter((action) => action !== '');
    // `quality,…` of 90 or more, so that colours can be compared: every encoder here is lossy but PNG's, TIFF's and BMP's.
    const text = `image/${[...actions, 'quality,Q_95'].join('/')}`;
    const { bytes, contentType } = await drawnBy(text, files.get(name) ?? Buffer.alloc(0));
    const moving = name.startsWith('moving') && (format === 'gif' || format === 'webp');
    const alpha = name.endsWith('with alpha');
    const facts = factsOfBytes(bytes);
    expect(contentType).toBe(TYPES[format]);
    expect(facts).toMatchObject({
      format,
      width: 48 / scale,
      height: 32 / scale,
      frames: moving ? 2 : 1,
      orientation: 1,
    });

    const raster = await rasterOf(bytes, format);
    const at = (x: number, y: number) => probe(raster, x / scale, y / scale);
    expectNear(at(12, 8), [...RED, 255]);
    expectNear(at(36, 8), [...BLUE, 255]);
    if (!alpha) {
      expect(raster.channels === 4 ? at(36, 24)[3] : 255).toBe(255);
      expectNear(at(36, 24), [...RED, 255]);
    } else if (format === 'jpg') {
      expectNear(at(36, 24), [255, 255, 255]);
      if (name !== 'gif with alpha') expectNear(at(12, 24), overWhite(128, GREEN));
    } else {
      expect(at(36, 24)[3]).toBe(0);
      if (name !== 'gif with alpha') expectNear(at(12, 24), [...GREEN, 128]);
    }
    if (moving) expectNear(probe(await rasterOf(bytes, format, 1), 12 / scale, 24 / scale), BLUE);
  });
});

test('every combination is there', () => {
  expect(cases).toHaveLength(15 * 9);
  expect(cases.filter(({ format }) => !(format in TYPES))).toEqual([]);
});

test('tiff is no target', () => {
  expect(() => planOf('image/format,tiff', GUIDE_LIMITS)).toThrow(
    expect.objectContaining({ code: 'InvalidArgument', message: expect.stringContaining('tiff') }),
  );
});

describe('an AVIF', () => {
  test('of a higher quality is larger and nearer to its source', async () => {
    const source = sharpOf(drawn(64, 64, (x, y) => [(x * 37 + y * 11) & 255, (x * y) & 255, (x ^ y) * 4]));
    const file = await source.png().toBuffer();
    const sizes = await Promise.all(
      [10, 50, 70, 90].map(async (q) => (await drawnBy(`image/format,avif/quality,Q_${q}`, file)).bytes.length),
    );
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(new Set(sizes).size).toBe(4);
  });
});
