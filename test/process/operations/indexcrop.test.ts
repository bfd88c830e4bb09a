import { describe, expect, test } from 'vitest';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { planOf } from '#src/process/plan.js';
import { gradient, largestDifference, probe } from '../../pictures.js';
import { processed } from './processed.js';

const source = gradient(90, 50);

describe('keeps one slice', () => {
  test.each([
    ['x_40', 40, 50, 0, 0],
    ['x_40,i_0', 40, 50, 0, 0],
    ['x_40,i_1', 40, 50, 40, 0],
    ['x_40,i_2', 10, 50, 80, 0],
    ['y_20,i_2', 90, 10, 0, 40],
    ['y_1,i_49', 90, 1, 0, 49],
    ['x_40,y_20,i_1', 90, 20, 0, 20],
    ['x_90,i_0', 90, 50, 0, 0],
  ])('%s', async (parameters, width, height, left, top) => {
    const result = await processed(source, `indexcrop,${parameters}`);
    expect([result.width, result.height]).toEqual([width, height]);
    for (const [x, y] of [
      [0, 0],
      [width - 1, height - 1],
    ] as const) {
      expect(probe(result, x, y)).toEqual(probe(source, left + x, top + y));
    }
  });
});

test.each([
  'x_40,i_3',
  'x_40,i_2147483647',
  'x_90,i_1',
  'x_500,i_0',
  'x_500,i_1',
  'y_50,i_1',
  'y_2147483647,i_2147483647',
])('%s leaves the picture whole', async (parameters) => {
  expect(largestDifference(await processed(source, `indexcrop,${parameters}`), source)).toBe(0);
});

test.each(['i_0', 'i_5', ''])('needs a length: %j', (parameters) => {
  expect(() => planOf(`image/indexcrop,${parameters}`, GUIDE_LIMITS)).toThrow(
    expect.objectContaining({ code: 'MissingArgument', status: 400, ec: '0040-00000230' }),
  );
});
