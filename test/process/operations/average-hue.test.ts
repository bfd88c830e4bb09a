import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { Canvas, type Raster } from '#src/process/canvas.js';
import { averageColour, averageHue } from '#src/process/operations/average-hue.js';
import { drawn, flat, jpeg, photo, png, sourceOf, withOrientation } from '../../pictures.js';
import { fileAfter } from './processed.js';

/** Hues on both sides of the threshold; the last one is transparent in places. */
const PICTURES = [
  drawn(50, 40, (x, y) => [4 * x, 160, 5 * y]),
  drawn(60, 50, (x, y) => [90 + 2 * x, 200 - 3 * x, 100 + (x ^ y)]),
  drawn(50, 40, (x, y) => [4 * x, 160, 6 * y, x % 3 === 0 ? 0 : 255 - y]),
];

async function answer(picture: Raster): Promise<string> {
  return (await fileAfter(await png(picture), 'average-hue')).toString();
}

test('answers in the form of the guide', async () => {
  expect(await answer(flat(8, 6, [92, 120, 59]))).toBe('{"RGB": "0x5c783b"}');
});

describe('the average', () => {
  test.each([
    ['of black', [0, 0, 0], '000000'],
    ['of near-black', [14, 14, 14], '0e0e0e'],
    ['of white', [255, 255, 255], 'ffffff'],
    ['of a pure colour', [255, 0, 128], 'ff0080'],
  ] as const)('%s is that colour', async (_, colour, hex) => {
    expect(await answer(flat(9, 5, colour))).toBe(`{"RGB": "0x${hex}"}`);
  });

  test('is cut off, not rounded', async () => {
    expect(await answer(drawn(2, 1, (x) => [10 + x, 10 + x, 10 + x]))).toBe('{"RGB": "0x0a0a0a"}');
  });

  test('leaves out pixels whose hue is more than 46 degrees from the mean hue', async () => {
    // Ten pixels: nine of hue 120 and one of hue 200 have a mean of 128; 200 is 72 away.
    const mostlyGreen = drawn(10, 1, (x) => (x < 9 ? [20, 200, 20] : [0, 100, 150]));
    expect(await answer(mostlyGreen)).toBe('{"RGB": "0x14c814"}');
    // Half and half, hues of 120 and 180: the mean is 150, and both are 30 away.
    expect(await answer(drawn(10, 1, (x) => (x < 5 ? [0, 100, 0] : [0, 100, 100])))).toBe('{"RGB": "0x006432"}');
    // Hues of 120 and 240: 60 from their mean, so none is near; then all count.
    expect(await answer(drawn(10, 1, (x) => (x < 5 ? [0, 100, 0] : [0, 0, 100])))).toBe('{"RGB": "0x003232"}');
  });

  test('of reds on both sides of 0 degrees is a red', async () => {
    expect(await answer(drawn(10, 1, (x) => (x % 2 ? [200, 4, 0] : [200, 0, 4])))).toBe('{"RGB": "0xc80202"}');
  });

  test('does not see transparent pixels', async () => {
    expect(await answer(drawn(10, 1, (x) => (x < 5 ? [90, 80, 70, 255] : [0, 0, 255, 0])))).toBe('{"RGB": "0x5a5046"}');
    expect(await answer(flat(4, 4, [9, 9, 9, 0]))).toBe('{"RGB": "0xffffff"}');
  });
});

test('is that of a plain reading of the rule', async () => {
  for (const picture of PICTURES) {
    expect(averageColour(picture)).toEqual(plainly(picture));
  }
});

test('is the same in every orientation and of a grey, a JPEG and a PNG', async () => {
  const picture = photo(40, 30);
  const upright = await answer(picture);
  for (const orientation of [2, 6, 7]) {
    expect((await fileAfter(await withOrientation(picture, orientation, 'png'), 'average-hue')).toString()).toBe(
      upright,
    );
  }
  const file = await jpeg(picture, 98);
  expect(sourceOf(file).facts.format).toBe('jpg');
  const colours = [upright, (await fileAfter(file, 'average-hue')).toString()].map((text) =>
    [1, 3, 5].map((at) => Number.parseInt(text.slice(11).slice(at - 1, at + 1), 16)),
  );
  for (const [index, level] of (colours[0] ?? []).entries()) {
    expect(Math.abs(level - (colours[1]?.[index] ?? 0))).toBeLessThanOrEqual(4);
  }
});

test('a picture of more than 16 megapixels is looked at smaller', async () => {
  const create = { width: 4200, height: 4100, channels: 3, background: { r: 20, g: 200, b: 20 } } as const;
  const file = await sharp({ create }).png().toBuffer();
  const canvas = Canvas.open(sourceOf(file), { animated: false });
  expect(await averageHue.read(canvas, {})).toBe('{"RGB": "0x14c814"}');
  expect(canvas.width * canvas.height).toBeLessThanOrEqual(4096 * 4096);
});

/** Red, green and blue by the rule, without a thought for speed. */
function plainly({ data, channels }: Raster): number[] {
  const pixels = Array.from({ length: data.length / channels }, (_, at) => [
    ...data.subarray(at * channels, (at + 1) * channels),
  ]).filter(([, , , alpha = 255]) => alpha > 0);
  const hues = pixels.map(([r = 0, g = 0, b = 0]) => {
    const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
    if (most === least) return 0;
    const sixth =
      most === r ? (g - b) / (most - least) : most === g ? 2 + (b - r) / (most - least) : 4 + (r - g) / (most - least);
    return (60 * sixth + 360) % 360;
  });
  const mean = hues.reduce((sum, hue) => sum + hue, 0) / hues.length;
  const near = pixels.filter((_, at) => Math.abs((hues[at] ?? 0) - mean) <= 46);
  if (near.length === 0) throw new Error('a picture for another test');
  return [0, 1, 2].map((channel) =>
    Math.floor(near.reduce((sum, pixel) => sum + (pixel[channel] ?? 0), 0) / near.length),
  );
}
