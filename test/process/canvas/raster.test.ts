/** Marks over pixels, against the formula of the alpha channel in fractions, pixel by pixel. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { copyOf, layOver, type Placement, type Raster } from '#src/process/canvas/raster.js';
import { drawn, flat, photo, probe, translucent } from '../../pictures.js';

/** What 'over' means (Porter and Duff), in fractions; `alpha` of the mark is 0–1 and has its opacity in it. */
function over(below: readonly number[], mark: readonly number[], alpha: number): number[] {
  const under = ((below[3] ?? 255) / 255) * (1 - alpha);
  const sum = alpha + under;
  const colour = [0, 1, 2].map((c) =>
    sum === 0 ? (below[c] ?? 0) : ((mark[c] ?? 0) * alpha + (below[c] ?? 0) * under) / sum,
  );
  return below.length === 4 ? [...colour, 255 * sum] : colour;
}

/** Marks may not overlap: of every pixel at most one place of the mark is seen. */
function modelled(base: Raster, mark: Raster, { left, top, opacity, every }: Placement): number[][] {
  const found: number[][] = [];
  for (let y = 0; y < base.height; y++) {
    for (let x = 0; x < base.width; x++) {
      const at = (place: number, step: number | undefined) => (step ? ((place % step) + step) % step : place);
      const [u, v] = [at(x - left, every?.x), at(y - top, every?.y)];
      const inside = u >= 0 && v >= 0 && u < mark.width && v < mark.height;
      const ink = inside ? probe(mark, u, v) : [0, 0, 0, 0];
      found.push(over(probe(base, x, y), ink, (((ink[3] ?? 255) / 255) * opacity) / 100));
    }
  }
  return found;
}

function largestError(result: Raster, expected: number[][]): number {
  return expected.reduce((largest, pixel, index) => {
    const found = probe(result, index % result.width, Math.floor(index / result.width));
    // The colour of what is all but transparent says nothing.
    const weight = (found[3] ?? 255) / 255;
    const errors = pixel.map((level, c) => Math.abs(level - (found[c] ?? 0)) * (c < 3 ? weight : 1));
    return Math.max(largest, ...errors);
  }, 0);
}

const bases = { opaque: photo(40, 30), translucent: translucent(40, 30) };
const inks = { 'an opaque': photo(17, 11), 'a translucent': translucent(17, 11, 30) };
const offset = fc.integer({ min: -25, max: 45 });
const gap = fc.integer({ min: 0, max: 9 });

for (const [ground, base] of Object.entries(bases)) {
  for (const [kind, mark] of Object.entries(inks)) {
    test(`${kind} mark over ${ground} pixels`, () => {
      fc.assert(
        fc.property(
          offset,
          offset,
          fc.integer({ min: 0, max: 100 }),
          fc.option(fc.tuple(gap, gap)),
          (left, top, opacity, gaps) => {
            const every = gaps && { x: mark.width + gaps[0], y: mark.height + gaps[1] };
            const placement = { left, top, opacity, ...(every && { every }) };
            const result = copyOf(base);
            layOver(result, mark, placement);
            expect(largestError(result, modelled(base, mark, placement))).toBeLessThanOrEqual(1.1);
          },
        ),
        { numRuns: 60 },
      );
    });
  }
}

describe('exactly', () => {
  test('an opaque mark replaces what is below, and no opacity changes nothing', () => {
    for (const base of Object.values(bases)) {
      const shown = copyOf(base);
      layOver(shown, flat(40, 30, [7, 8, 9]), { left: 0, top: 0, opacity: 100 });
      expect(probe(shown, 39, 29).slice(0, 3)).toEqual([7, 8, 9]);
      const hidden = copyOf(base);
      layOver(hidden, flat(40, 30, [7, 8, 9]), { left: 0, top: 0, opacity: 0 });
      expect(hidden).toEqual(base);
    }
  });

  test('two hundred marks of half a per cent leave a white picture white', () => {
    const white = flat(3, 3, [255, 255, 255]);
    for (let n = 0; n < 200; n++) layOver(white, flat(3, 3, [255, 255, 255, 1]), { left: 0, top: 0, opacity: 50 });
    expect(white).toEqual(flat(3, 3, [255, 255, 255]));
  });

  test('marks of one pixel, side by side, cover everything', () => {
    const base = copyOf(photo(13, 7));
    layOver(base, flat(1, 1, [1, 2, 3]), { left: 5, top: -9, opacity: 100, every: { x: 1, y: 1 } });
    expect(base).toEqual(drawn(13, 7, () => [1, 2, 3]));
  });
});
