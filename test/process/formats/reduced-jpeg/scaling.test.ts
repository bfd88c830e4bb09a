/** Scaled as it is decoded: what exact Lanczos makes of the samples that are decoded without. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Raster } from '#src/process/canvas.js';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { readHeader } from '#src/process/formats/reduced-jpeg/header.js';
import { lanczosWeights, WHOLE } from '#src/process/formats/reduced-jpeg/lanczos.js';
import { reducedJpeg } from '#src/process/formats/reduced-jpeg/reduced-jpeg.js';
import { pairsKept, scalingTo, unitsFor } from '#src/process/formats/reduced-jpeg/scaling.js';
import { greyJpeg, jpeg, lanczos, photo, sharpOf } from '../../../pictures.js';
import { type Divisor, ours } from './both-ways.js';
import { jpegOf, type Shape } from './encoder.js';

/** Without the brightest and darkest levels: cut off before scaling or after it, they are not the same. */
function soft(width: number, height: number): Raster {
  const picture = photo(width, height);
  return { ...picture, data: Uint8Array.from(picture.data, (level) => 64 + level / 2) };
}

function scaled(file: Buffer, factor: Divisor, width: number, height: number): Uint8Array {
  const picture = reducedJpeg({ bytes: file }, { from: factsOfBytes(file), factor, to: { width, height } });
  expect([picture?.width, picture?.height]).toEqual([width, height]);
  return Uint8Array.from(picture?.data ?? []);
}

function exact(file: Buffer, factor: Divisor, width: number, height: number): Uint8Array {
  const picture = ours(file, factor);
  if (!picture) throw new Error('not read');
  return lanczos({ ...picture, channels: 3 }, width, height).data;
}

/** Levels: the largest difference, and the root of the mean square. */
function differences(a: Uint8Array, b: Uint8Array) {
  expect(a.length).toBe(b.length);
  const all = Array.from(a, (level, i) => level - (b[i] ?? 0));
  return {
    most: all.reduce((most, each) => Math.max(most, Math.abs(each)), 0),
    mean: Math.sqrt(all.reduce((sum, each) => sum + each ** 2, 0) / all.length),
  };
}

/** Wide, high, hardly smaller, a single pixel; and numbers that leave a rest by everything. */
const SIZES = [
  [61, 43],
  [96, 5],
  [3, 70],
  [99, 79],
  [1, 1],
  [17, 79],
] as const;

describe.each([2, 4, 8] as const)('at 1/%i', (factor) => {
  const side = { width: 100 * factor, height: 80 * factor };

  it.each(SIZES)('grey to %ix%i, to the level', async (width, height) => {
    const file = await greyJpeg(photo(side.width, side.height));
    expect(differences(scaled(file, factor, width, height), exact(file, factor, width, height)).most).toBeLessThan(2);
  });

  it.each(SIZES)('all of the chroma to %ix%i, to the level', async (width, height) => {
    const file = await sharpOf(soft(side.width, side.height))
      .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
      .toBuffer();
    expect(differences(scaled(file, factor, width, height), exact(file, factor, width, height)).most).toBeLessThan(2);
  });

  it.each([
    [99, 79],
    [61, 79],
    [99, 43],
  ])('a quarter of the chroma to %ix%i, more than half of the size: to the level', async (width, height) => {
    const file = await jpeg(soft(side.width, side.height), 95);
    expect(differences(scaled(file, factor, width, height), exact(file, factor, width, height)).most).toBeLessThan(2);
  });

  it.each([
    [50, 40],
    [33, 27],
    [17, 9],
  ])('a quarter of the chroma to %ix%i, as it is stored', async (width, height) => {
    const file = await jpeg(soft(side.width, side.height), 95);
    const { mean } = differences(scaled(file, factor, width, height), exact(file, factor, width, height));
    expect(mean).toBeLessThan(1);
  });

  it.each(SIZES.slice(0, 4))('half of the chroma to %ix%i', async (width, height) => {
    const shape: Shape = { ...side, components: 3, across: 2, down: 1, codes: 'flat', quantisation: () => 1 };
    const wave = (unit: number, by: number) => Math.round(100 * Math.sin(unit * by));
    const file = jpegOf(shape, (component, unit, n) => {
      const level = wave(unit + n / 2, 0.1 + component / 5);
      return component === 0 ? [level, wave(unit, 0.3), wave(n, 1)] : [level];
    });
    const { mean } = differences(scaled(file, factor, width, height), exact(file, factor, width, height));
    expect(mean).toBeLessThan(1);
  });
});

it('what a block stands for beyond the last whole sample moves nothing', async () => {
  // 7 of 8 pixels: libjpeg leaves them out and stretches the rest.
  const file = await greyJpeg(photo(487, 487));
  const full = await sharp(file).removeAlpha().toColourspace('srgb').raw().toBuffer();
  const expected = lanczos({ data: full, width: 487, height: 487, channels: 3 }, 30, 30).data;
  const { mean } = differences(scaled(file, 8, 30, 30), expected);
  const stretched = differences(exact(file, 8, 30, 30), expected);
  expect(mean).toBeLessThan(stretched.mean * 0.75);
});

/** Samples of 0 and 255 in the pattern of which Lanczos makes most, or least, at the middle of the result. */
function extremes(from: number, to: number) {
  const { taps, starts, weights } = lanczosWeights({ samples: from, length: from }, to, { start: 1, taps: 8 });
  const middle = to >> 1;
  const start = starts[middle] ?? 0;
  const used = weights.subarray(middle * taps, (middle + 1) * taps);
  const of = (i: number) => used[i - start] ?? 0;
  const products = Array.from({ length: from * from }, (_, i) => of(i % from) * of(Math.floor(i / from)));
  const positive = products.reduce((sum, each) => sum + Math.max(0, each), 0) / WHOLE ** 2;
  return { products, most: 255 * positive, least: 255 * (1 - positive) };
}

it.each([
  [40, 39],
  [40, 27],
  [60, 20],
])('levels far beyond 0 and 255 between the directions, %i to %i: of luma and of both of chroma', (from, to) => {
  const { products, most, least } = extremes(from, to);
  const side = 8 * from;
  const size = { width: side, height: side };
  const shape: Shape = { ...size, components: 3, across: 1, down: 1, codes: 'flat', quantisation: () => 8 };
  for (const signs of [0, 1, 2, 3, 4, 5, 6, 7]) {
    const isMost = (component: number) => ((signs >> component) & 1) === 1;
    const file = jpegOf(shape, (component, unit) => [(products[unit] ?? 0) > 0 === isMost(component) ? 127 : -128]);
    const [y = 0, cb = 0, cr = 0] = [0, 1, 2].map((component) => (isMost(component) ? most : least));
    const [blue, red] = [cb - 128, cr - 128];
    const expected = [y + 1.402 * red, y - 0.34414 * blue - 0.71414 * red, y + 1.772 * blue];
    const at = 3 * ((to >> 1) * to + (to >> 1));
    const found = scaled(file, 8, to, to).subarray(at, at + 3);
    const clipped = expected.map((level) => Math.max(0, Math.min(255, level)));
    expect(differences(found, Uint8Array.from(clipped, Math.round)).most).toBeLessThan(2);
  }
});

const headerOf = async (width: number, height: number, chromaSubsampling: string) => {
  const file = await sharpOf(photo(width, height)).jpeg({ chromaSubsampling }).toBuffer();
  const header = readHeader((offset, length) => file.subarray(offset, offset + length));
  if (!header) throw new Error('not read');
  return header;
};

it('chroma of half the size is read in full only where the result can show it', async () => {
  const header = await headerOf(160, 160, '4:2:0');
  expect(scalingTo({ width: 40, height: 40 }, header, 4)?.fineChroma).toBe(false);
  expect(scalingTo({ width: 41, height: 40 }, header, 4)?.fineChroma).toBe(true);
  expect(scalingTo({ width: 40, height: 41 }, header, 4)?.fineChroma).toBe(true);
  expect(scalingTo({ width: 41, height: 40 }, await headerOf(160, 160, '4:4:4'), 4)?.fineChroma).toBe(false);
});

it('an odd sample of luma has one of chroma, which stands for half as much', async () => {
  const scaling = scalingTo({ width: 40, height: 40 }, await headerOf(203, 205, '4:2:0'), 4);
  const across = lanczosWeights({ samples: 51, length: 50.75 }, 40, { start: 1, taps: 8 });
  const down = lanczosWeights({ samples: 51, length: 51.25 }, 40, { start: 2, taps: 2 });
  expect(scaling?.chroma).toEqual({ across, down });
});

it('numbers that are kept for luma are not those of chroma that is as long, but has a sample more', async () => {
  const [small, large] = [await headerOf(101, 101, '4:2:0'), await headerOf(202, 202, '4:2:0')];
  const to = { width: 20, height: 20 };
  const luma = lanczosWeights({ samples: 50, length: 50.5 }, 20, { start: 1, taps: 8 });
  const chroma = lanczosWeights({ samples: 51, length: 50.5 }, 20, { start: 1, taps: 8 });
  expect(scalingTo(to, small, 4)?.luma.across).toEqual(luma);
  expect(scalingTo(to, large, 4)?.chroma.across).toEqual(chroma);
});

it('no more rows are kept than a row of the result and a row of units take', async () => {
  const scaling = scalingTo({ width: 100, height: 480 }, await headerOf(416, 2000, '4:2:0'), 4);
  if (!scaling) throw new Error('not scaled');
  const rows = { luma: 8, chroma: 4 };
  const units = unitsFor(scaling, rows);
  expect([units[0], units.at(-1)]).toEqual([1, 125]);
  // 13 taps, of which a last row may be the first of a row of units.
  expect(pairsKept(scaling.luma.down, 8, units)).toBeLessThanOrEqual(Math.ceil((13 + 7 + 1) / 2) + 1);
});
