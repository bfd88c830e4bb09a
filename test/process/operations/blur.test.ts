/** What blur's parameters mean; canvas/gaussian.test.ts has the exact weights. */
import { expect, test } from 'vitest';
import { drawn, flat, largestDifference, photo, probe, translucent } from '../../pictures.js';
import { processed } from './processed.js';

/** White at the left of x = 40, black at its right. */
const edge = drawn(80, 9, (x) => (x < 40 ? [255, 255, 255] : [0, 0, 0]));

/** How far from the edge the picture is no longer what it was. */
async function reach(chain: string): Promise<number> {
  const result = await processed(edge, chain);
  return Array.from({ length: 40 }, (_, x) => probe(result, x, 4)[0] ?? 0).filter((level) => level < 255).length;
}

test('the blur ends at r, however large s is', async () => {
  for (const r of [1, 2, 5, 13, 30]) expect([r, await reach(`blur,r_${r},s_50`)]).toEqual([r, r]);
});

test('and within s, however large r is', async () => {
  expect(await reach('blur,r_50,s_1')).toBeLessThanOrEqual(3);
  expect(await reach('blur,r_50,s_4')).toBeLessThanOrEqual(12);
});

/** Mean difference between neighbours. */
async function sharpness(chain: string): Promise<number> {
  const { data, width } = await processed(photo(90, 60), chain);
  let sum = 0;
  for (let at = 3; at < data.length; at++)
    if (at % (width * 3) >= 3) sum += Math.abs((data[at] ?? 0) - (data[at - 3] ?? 0));
  return sum / data.length;
}

test('a greater r or s is never sharper', async () => {
  const s = await Promise.all([1, 2, 4, 8, 20, 50].map((each) => sharpness(`blur,r_20,s_${each}`)));
  const r = await Promise.all([1, 2, 4, 8, 20, 50].map((each) => sharpness(`blur,r_${each},s_20`)));
  for (const list of [s, r]) expect(list).toEqual([...list].sort((a, b) => b - a));
});

test('edges of the picture keep their colour', async () => {
  const white = flat(30, 20, [255, 255, 255]);
  for (const chain of ['blur,r_50,s_50', 'blur,r_7,s_3', 'blur,r_1,s_1']) {
    expect(largestDifference(await processed(white, chain), white)).toBe(0);
  }
  const result = await processed(edge, 'blur,r_5,s_5');
  expect([probe(result, 0, 0), probe(result, 79, 8)]).toEqual([
    [255, 255, 255],
    [0, 0, 0],
  ]);
});

test('colours do not bleed out of transparent places', async () => {
  const source = drawn(60, 20, (x) => (x < 30 ? [200, 40, 40, 255] : [0, 255, 0, 0]));
  const result = await processed(source, 'blur,r_10,s_4');
  const [red = 0, green = 0, , alpha = 0] = probe(result, 30, 10);
  expect(alpha).toBeGreaterThan(60);
  expect(alpha).toBeLessThan(195);
  expect([Math.abs(red - 200) < 6, Math.abs(green - 40) < 6]).toEqual([true, true]);
  expect((await processed(translucent(40, 30), 'blur,r_3,s_2')).channels).toBe(4);
});
