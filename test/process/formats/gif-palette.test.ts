import { describe, expect, it } from 'vitest';
import { UsedColours } from '#src/process/formats/gif-palette.js';
import { drawn, photo } from '../../pictures.js';

function coloursOf(palette: Uint8Array): string[] {
  return Array.from({ length: palette.length / 3 }, (_, at) => palette.subarray(3 * at, 3 * at + 3).join());
}

describe('the colours of frames', () => {
  const stripes = drawn(20, 12, (x) => (x % 10 < 5 ? [0, 80, 160] : [160, 0, 80]));

  it('are those that are seen in any of them', () => {
    const used = new UsedColours();
    used.add(stripes);
    used.add(drawn(20, 12, () => [7, 8, 9]));
    used.add(drawn(20, 12, (x) => [1, 2, 3, x === 4 ? 255 : 0]));
    expect(used.count).toBe(4);
    expect(coloursOf(used.palette(4)).sort()).toEqual(['0,80,160', '1,2,3', '160,0,80', '7,8,9']);
  });

  it('are found in rows that changed since the frame before', () => {
    const used = new UsedColours();
    used.add(stripes);
    used.add(
      drawn(20, 12, (x, y) => (x === 19 && y === 11 ? [9, 9, 9] : x % 10 < 5 ? [0, 80, 160] : [160, 0, 80])),
      stripes,
    );
    expect(coloursOf(used.palette(3))).toContain('9,9,9');
  });

  it('are too many past 256', () => {
    const used = new UsedColours();
    used.add(drawn(16, 16, (x, y) => [x, y, 0]));
    expect(used.count).toBe(256);
    expect(coloursOf(used.palette(256))).toHaveLength(256);
    used.add(drawn(1, 1, () => [255, 255, 255]));
    expect(used.count).toBeUndefined();
    const many = new UsedColours();
    many.add(photo(100, 100));
    expect(many.count).toBeUndefined();
  });

  it('have shades where they meet, the middle first', () => {
    const used = new UsedColours();
    used.add(stripes);
    const wanted = [
      [2, ['0,80,160', '160,0,80']],
      [4, ['0,80,160', '120,20,100', '160,0,80', '80,40,120', '40,60,140']],
    ] as const;
    expect(coloursOf(used.palette(2))).toEqual(wanted[0][1]);
    for (const colour of coloursOf(used.palette(4))) expect(wanted[1][1]).toContain(colour);
    expect(coloursOf(used.palette(4))).toContain('80,40,120');
    expect(new Set(coloursOf(used.palette(256))).size).toBe(9);
  });
});
