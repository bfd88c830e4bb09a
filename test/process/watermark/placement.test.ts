import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GRAVITIES, type Gravity } from '#src/process/geometry.js';
import { markRect, rowOf, seenPart } from '#src/process/watermark/placement.js';

const picture = { width: 100, height: 80 };
const mark = { width: 21, height: 11 };
const place = { x: 3, y: 5, voffset: 7 };

describe('a mark stands', () => {
  // Halves are rounded down: (100 - 21) / 2 and (80 - 11) / 2.
  test.each<[Gravity, number, number]>([
    ['nw', 3, 5],
    ['north', 39, 5],
    ['ne', 76, 5],
    ['west', 3, 41],
    ['center', 39, 41],
    ['east', 76, 41],
    ['sw', 3, 64],
    ['south', 39, 64],
    ['se', 76, 64],
  ])('at %s', (g, left, top) => {
    expect(markRect(picture, mark, { ...place, g })).toEqual({ left, top, ...mark });
  });

  test('beyond the edges where it does not fit', () => {
    const large = { width: 300, height: 200 };
    const at = (g: Gravity) => markRect(picture, large, { g, x: 10, y: 10, voffset: -20 });
    expect(at('nw')).toEqual({ left: 10, top: 10, ...large });
    expect(at('center')).toEqual({ left: -100, top: -80, ...large });
    expect(at('se')).toEqual({ left: -210, top: -130, ...large });
  });

  test('where voffset is positive lower, where it is negative higher', () => {
    const top = (voffset: number) => markRect(picture, mark, { ...place, g: 'west', voffset }).top;
    expect([top(-1000), top(-1), top(0), top(1000)]).toEqual([-966, 33, 34, 1034]);
  });
});

test('what is seen of a mark is what two intervals have in common, both ways', () => {
  const side = fc.integer({ min: 1, max: 40 });
  const start = fc.integer({ min: -60, max: 60 });
  fc.assert(
    fc.property(side, side, side, side, start, start, (width, height, w, h, left, top) => {
      const columns = Array.from({ length: w }, (_, x) => x).filter((x) => left + x >= 0 && left + x < width);
      const rows = Array.from({ length: h }, (_, y) => y).filter((y) => top + y >= 0 && top + y < height);
      const expected =
        columns.length === 0 || rows.length === 0
          ? undefined
          : { left: columns[0], top: rows[0], width: columns.length, height: rows.length };
      expect(seenPart({ left, top, width: w, height: h }, { width, height })).toEqual(expected);
    }),
  );
  expect(GRAVITIES).toHaveLength(9);
});

describe('image and text in a row', () => {
  const image = { width: 30, height: 40 };
  const text = { width: 50, height: 15 };

  test.each([
    [0, 0, { left: 0, top: 0 }, { left: 36, top: 0 }],
    [0, 1, { left: 0, top: 0 }, { left: 36, top: 12 }],
    [0, 2, { left: 0, top: 0 }, { left: 36, top: 25 }],
    [1, 0, { left: 56, top: 0 }, { left: 0, top: 0 }],
    [1, 1, { left: 56, top: 0 }, { left: 0, top: 12 }],
    [1, 2, { left: 56, top: 0 }, { left: 0, top: 25 }],
  ])('order %d, align %d', (order, align, imageAt, textAt) => {
    expect(rowOf(image, text, { order, align, interval: 6 })).toEqual({
      width: 86,
      height: 40,
      image: { ...image, ...imageAt },
      text: { ...text, ...textAt },
    });
  });

  test('when the text is the higher one the image moves', () => {
    const row = rowOf({ width: 5, height: 6 }, text, { order: 0, align: 2, interval: 0 });
    expect(row).toEqual({
      width: 55,
      height: 15,
      image: { left: 0, top: 9, width: 5, height: 6 },
      text: { left: 5, top: 0, ...text },
    });
  });
});
