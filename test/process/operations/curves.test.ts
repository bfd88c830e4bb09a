/** bright and contrast, level by level. */
import { describe, expect, test } from 'vitest';
import { drawn, largestDifference, probe, translucent } from '../../pictures.js';
import { processed } from './processed.js';

/** Every level once, in three channels that differ. */
const LEVELS = drawn(256, 1, (x) => [x, 255 - x, x ^ 85]);

/** What each level of 0–255 becomes. */
async function curve(chain: string): Promise<number[]> {
  const { data } = await processed(LEVELS, chain);
  const result = new Array<number>(256).fill(-1);
  LEVELS.data.forEach((level, at) => {
    if (result[level] !== -1 && result[level] !== data[at]) throw new Error('channels have different curves');
    result[level] = data[at] ?? -1;
  });
  return result;
}

const within = (level: number) => Math.min(255, Math.max(0, level));
const VALUES = [-100, -99, -50, -1, 0, 1, 50, 99, 100];

describe.each([
  ['bright', (level: number, value: number) => level + 2.55 * value],
  ['contrast', (level: number, value: number) => 127.5 + slopeOf(value) * (level - 127.5)],
])('%s', (name, formula) => {
  test.each(VALUES)('%i is the formula of its description, rounded', async (value) => {
    const found = await curve(`${name},${value}`);
    const wrong = found.filter((level, before) => Math.abs(level - within(formula(before, value))) > 0.5001);
    expect(wrong).toEqual([]);
  });

  test('never turns an order of levels round', async () => {
    for (const value of VALUES) {
      const found = await curve(`${name},${value}`);
      expect(found).toEqual([...found].sort((a, b) => a - b));
    }
  });

  test('0 changes nothing', async () => {
    expect(await curve(`${name},0`)).toEqual([...Array(256).keys()]);
    const picture = translucent(40, 30);
    expect(largestDifference(await processed(picture, `${name},0`), picture)).toBe(0);
  });

  test('leaves alpha alone', async () => {
    const picture = translucent(40, 30, 1);
    const result = await processed(picture, `${name},40`);
    for (const x of [0, 13, 39]) expect(probe(result, x, 7)[3]).toBe(probe(picture, x, 7)[3]);
    expect(largestDifference(result, picture)).toBeGreaterThan(5);
  });
});

/** A larger value: every level at least as bright, and as far from the middle. */
test.each([
  ['bright', (level: number) => level],
  ['contrast', (level: number) => Math.abs(level - 127.5)],
])('%s grows with its value', async (name, measure) => {
  const curves = await Promise.all(VALUES.map((value) => curve(`${name},${value}`)));
  for (const [index, found] of curves.slice(1).entries()) {
    const lower = curves[index] ?? [];
    const fallen = found.filter((level, before) => {
      const [now, then] = [measure(level), measure(lower[before] ?? 0)];
      return now < then - 0.5; // a level right at the middle cannot be nearer than half a level
    });
    expect([name, VALUES[index + 1], fallen]).toEqual([name, VALUES[index + 1], []]);
    expect(found).not.toEqual(lower);
  }
});

test('the ends are black, white, grey, and black with white', async () => {
  expect(new Set(await curve('bright,-100'))).toEqual(new Set([0]));
  expect(new Set(await curve('bright,100'))).toEqual(new Set([255]));
  expect(new Set(await curve('contrast,-100'))).toEqual(new Set([128]));
  expect(await curve('contrast,100')).toEqual([...Array(128).fill(0), ...Array(128).fill(255)]);
});

/** From 0 over 1 to 255, where every level is at an end. */
function slopeOf(value: number): number {
  return Math.min(255, Math.tan(((1 + value / 100) * 45 * Math.PI) / 180));
}
