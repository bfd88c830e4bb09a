import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Raster } from '#src/process/canvas.js';
import { type Rect, rotatedSize } from '#src/process/geometry.js';
import { turnedPart } from '#src/process/watermark/turn.js';
import { drawn, flat, largestDifference, photo, probe, translucent } from '../../pictures.js';
import { cropped, markOf } from './parts.js';

const boxOf = ({ width, height }: Raster, degrees: number): Rect => {
  return { left: 0, top: 0, ...rotatedSize(width, height, degrees) };
};

const turned = (raster: Raster, degrees: number, seen = boxOf(raster, degrees)) =>
  turnedPart(markOf(raster), degrees, seen);

test.each([0, 360])('%d degrees hand on the mark as it is', async (degrees) => {
  const mark = translucent(30, 20);
  expect(largestDifference(await turned(mark, degrees), mark)).toBe(0);
});

test.each<[number, (x: number, y: number) => [number, number]]>([
  [90, (x, y) => [y, 19 - x]],
  [180, (x, y) => [29 - x, 19 - y]],
  [270, (x, y) => [29 - y, x]],
])('%d degrees move every pixel and mix none', async (degrees, from) => {
  const mark = translucent(30, 20, 60);
  const found = await turned(mark, degrees);
  expect([found.width, found.height]).toEqual(degrees === 180 ? [30, 20] : [20, 30]);
  for (let y = 0; y < found.height; y++) {
    for (let x = 0; x < found.width; x++) expect(probe(found, x, y)).toEqual(probe(mark, ...from(x, y)));
  }
});

// A colour that grows evenly is the same however its neighbours are mixed, so it says where each pixel came from.
test.each([1, 30, 45, 100, 200, 333])('%d degrees turn clockwise around the very middle', async (degrees) => {
  const [width, height] = [60, 41];
  const found = await turned(
    drawn(width, height, (x, y) => [4 * x, 6 * y, 0]),
    degrees,
  );
  const radians = (degrees * Math.PI) / 180;
  let compared = 0;
  for (let y = 0; y < found.height; y++) {
    for (let x = 0; x < found.width; x++) {
      const [u, v] = [x + 0.5 - found.width / 2, y + 0.5 - found.height / 2];
      const fromX = u * Math.cos(radians) + v * Math.sin(radians) + width / 2 - 0.5;
      const fromY = v * Math.cos(radians) - u * Math.sin(radians) + height / 2 - 0.5;
      if (fromX < 0 || fromY < 0 || fromX > width - 1 || fromY > height - 1) continue;
      compared += 1;
      const [red = 0, green = 0, , alpha] = probe(found, x, y);
      expect([Math.abs(red - 4 * fromX) <= 0.51, Math.abs(green - 6 * fromY) <= 0.51, alpha]).toEqual([
        true,
        true,
        255,
      ]);
    }
  }
  expect(compared).toBeGreaterThan(0.9 * (width - 1) * (height - 1));
});

describe('at the edges', () => {
  test('what is clear does not darken what is beside it', async () => {
    const mark = drawn(40, 40, (x): [number, number, number, number] => (x < 20 ? [255, 255, 255, 255] : [0, 0, 0, 0]));
    const { data } = await turned(mark, 33);
    const colours = new Set<number>();
    for (let i = 0; i < data.length; i += 4) if (data[i + 3]) colours.add(data[i] ?? 0);
    expect([...colours]).toEqual([255]);
  });

  test('an opaque mark fades out within a pixel, and the corners are clear', async () => {
    const found = await turned(flat(40, 40, [200, 100, 50]), 45);
    expect([probe(found, 0, 0)[3], probe(found, 28, 28)]).toEqual([0, [200, 100, 50, 255]]);
    const row = Array.from({ length: found.width }, (_, x) => probe(found, x, 28)[3] ?? 0);
    expect(row.filter((alpha) => alpha > 0 && alpha < 255).length).toBeLessThanOrEqual(4);
  });
});

describe('a part', () => {
  test('is that of the whole', async () => {
    const mark = photo(50, 30);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 360 }), fc.gen(), async (degrees, g) => {
        const box = boxOf(mark, degrees);
        const [left, top] = [
          g(fc.integer, { min: 0, max: box.width - 1 }),
          g(fc.integer, { min: 0, max: box.height - 1 }),
        ];
        const width = g(fc.integer, { min: 1, max: box.width - left });
        const height = g(fc.integer, { min: 1, max: box.height - top });
        const seen = { left, top, width, height };
        const part = await turned(mark, degrees, seen);
        const whole = cropped(await turned(mark, degrees), seen);
        expect([part.width, part.height]).toEqual([width, height]);
        if (degrees % 360 !== 0) expect(largestDifference(part, whole)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 100 },
    );
  });

  test('asks of a large mark no more than it shows', async () => {
    const seen = { left: 400_000, top: 300_000, width: 30, height: 40 };
    const asked: Rect[] = [];
    const part = async (rect: Rect) => {
      asked.push(rect);
      return flat(rect.width, rect.height, [1, 2, 3]);
    };
    const found = await turnedPart({ width: 1e6, height: 1e6, key: undefined, part }, 30, seen);
    expect([asked.length, probe(found, 0, 0), probe(found, 29, 39)]).toEqual([1, [1, 2, 3, 255], [1, 2, 3, 255]]);
    // The sides of a turned 30x40 are at most 50; a pixel more at each end to mix with.
    expect(Math.max(asked[0]?.width ?? 0, asked[0]?.height ?? 0)).toBeLessThanOrEqual(52);
  });

  test('of a corner where the mark is not is clear, and asks nothing of it', async () => {
    const mark = markOf(flat(100, 100, [1, 2, 3]));
    const found = await turnedPart(mark, 45, { left: 0, top: 0, width: 20, height: 20 });
    expect([mark.asked, found.data.some((byte) => byte !== 0)]).toEqual([[], false]);
  });
});
