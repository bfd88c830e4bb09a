import { expect, test } from 'vitest';
import { decoded, gradient, jpeg, largestDifference, probe } from '../../pictures.js';
import { fileAfter, processed } from './processed.js';

const CORNERS = [
  [0, 0],
  [59, 0],
  [0, 39],
  [59, 39],
] as const;

test('keeps the size, and cuts off the four corners alone', async () => {
  const source = gradient(60, 40);
  const result = await processed(source, 'rounded-corners,r_10');
  expect([result.width, result.height, result.channels]).toEqual([60, 40, 4]);
  for (const [x, y] of CORNERS) expect(probe(result, x, y)[3]).toBe(0);
  for (const [x, y] of [
    [10, 0],
    [49, 39],
    [0, 10],
    [59, 29],
    [30, 20],
    [4, 4],
  ] as const) {
    expect(probe(result, x, y)).toEqual([...probe(source, x, y), 255]);
  }
});

test('a larger radius than half of the shorter side is that half', async () => {
  const half = await processed(gradient(60, 40), 'rounded-corners,r_20');
  expect(largestDifference(await processed(gradient(60, 40), 'rounded-corners,r_4096'), half)).toBe(0);
  expect(largestDifference(await processed(gradient(60, 40), 'rounded-corners,r_19'), half)).toBeGreaterThan(0);
  // An odd side has a half, too: no straight pixel is left over.
  const odd = await processed(gradient(60, 41), 'rounded-corners,r_4096');
  expect([19, 20, 21].map((y) => (probe(odd, 0, y)[3] ?? 0) > 240)).toEqual([true, true, true]);
  expect(probe(odd, 0, 10)[3]).toBe(0);
});

test('corners are white in a JPEG', async () => {
  const result = await decoded(await fileAfter(await jpeg(gradient(60, 40), 95), 'rounded-corners,r_16'));
  expect([result.width, result.height, result.channels]).toEqual([60, 40, 3]);
  for (const [x, y] of CORNERS) expect(Math.min(...probe(result, x, y))).toBeGreaterThan(245);
});
