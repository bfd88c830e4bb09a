import { expect, test } from 'vitest';
import type { Raster } from '#src/process/canvas.js';
import { drawn, flat, largestDifference, photo } from '../../pictures.js';
import { processed } from './processed.js';

const VALUES = [50, 100, 150, 250, 399];

/** The formula of the operation's description, within the picture's edge, rounded. */
function sharpened({ data, width }: Raster, value: number, at: number): number {
  const weights = [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((x) => [x, y, Math.exp(-(x * x + y * y) / 2)] as const));
  const sum = weights.reduce((total, [, , weight]) => total + weight, 0);
  const mean =
    weights.reduce((total, [x, y, weight]) => total + weight * (data[at + 3 * (y * width + x)] ?? 0), 0) / sum;
  const level = data[at] ?? 0;
  return Math.min(255, Math.max(0, level + ((0.8304 * value) / 100) * (level - mean)));
}

test.each(VALUES)('%i is the formula of its description', async (value) => {
  const picture = photo(60, 40);
  const result = await processed(picture, `sharpen,${value}`);
  for (let y = 1; y < 39; y++) {
    for (let x = 1; x < 59; x++) {
      const at = (y * 60 + x) * 3;
      expect(Math.abs((result.data[at] ?? 0) - sharpened(picture, value, at))).toBeLessThan(0.6);
    }
  }
});

test('a greater value is sharper', async () => {
  const picture = photo(60, 40);
  const differences = await Promise.all(
    VALUES.map(async (value) => {
      const { data } = await processed(picture, `sharpen,${value}`);
      return data.reduce((sum, level, at) => sum + Math.abs(level - (picture.data[at] ?? 0)), 0);
    }),
  );
  expect(differences).toEqual([...differences].sort((a, b) => a - b));
  expect(new Set(differences).size).toBe(VALUES.length);
});

test('what has no edge stays as it is, up to its border', async () => {
  for (const colour of [
    [255, 128, 0],
    [1, 2, 3],
  ] as const) {
    const picture = flat(20, 15, colour);
    expect(largestDifference(await processed(picture, 'sharpen,399'), picture)).toBe(0);
  }
});

test('the edge of a translucent part gets no colour of its own', async () => {
  const picture = drawn(40, 20, (x) => [200, 100, 50, x < 20 ? 255 : 120]);
  const { data } = await processed(picture, 'sharpen,150');
  for (const [channel, level] of [200, 100, 50].entries()) {
    const levels = data.filter((_, at) => at % 4 === channel);
    expect(Math.max(...levels.map((found) => Math.abs(found - level)))).toBeLessThanOrEqual(4);
  }
});
