/**
 * Where marks land: nine places, on pictures stored in each of the eight EXIF orientations, against a model in fractions
 * that knows the guide's drawing and nothing of src/.
 */
import { describe, expect, test } from 'vitest';
import type { Raster } from '#src/process/canvas.js';
import { drawn, flat, gradient, png, probe, withOrientation } from '../../pictures.js';
import { ORIENTATIONS, upright } from '../orientations.js';
import { type Box, differs, INK, image, pixelsWith, text } from './watermarked.js';

const DRAWING = ['nw', 'north', 'ne', 'west', 'center', 'east', 'sw', 'south', 'se'];

interface Asked {
  readonly x?: number;
  readonly y?: number;
  readonly voffset?: number;
}

/** The middle of a mark of w by h in a picture of W by H. */
function modelled(cell: string, W: number, H: number, w: number, h: number, asked: Asked): readonly [number, number] {
  const { x = 10, y = 10, voffset = 0 } = asked;
  const [column, row] = [DRAWING.indexOf(cell) % 3, Math.floor(DRAWING.indexOf(cell) / 3)];
  return [[x + w / 2, W / 2, W - x - w / 2][column] ?? 0, [y + h / 2, H / 2 + voffset, H - y - h / 2][row] ?? 0];
}

/** Of the mark's colour, which no gradient has. */
function foundBox(raster: Raster): Box {
  let [left, top, right, bottom] = [raster.width, raster.height, -1, -1];
  for (let y = 0; y < raster.height; y++) {
    for (let x = 0; x < raster.width; x++) {
      if (differs(raster, x, y, INK, 30)) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
  }
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

const asked: readonly Asked[] = [{}, { x: 0, y: 0 }, { x: 23, y: 4, voffset: 17 }, { x: 1, y: 31, voffset: -9 }];
const written = (values: Asked) =>
  Object.entries(values)
    .map(([key, value]) => `,${key}_${value}`)
    .join('');

describe.each(ORIENTATIONS)('orientation %d', (orientation) => {
  const stored = gradient(151, 120);
  const seen = upright(stored, orientation);

  test.each(DRAWING)('%s', async (cell) => {
    const picture = await withOrientation(stored, orientation, 'png');
    for (const values of asked) {
      const found = await pixelsWith(`watermark,${image()},g_${cell}${written(values)}`, { picture });
      expect([found.width, found.height]).toEqual([seen.width, seen.height]);
      const box = foundBox(found);
      expect([box.width, box.height]).toEqual([21, 11]);
      const [x, y] = modelled(cell, seen.width, seen.height, 21, 11, values);
      const off = [box.left + 10.5 - x, box.top + 5.5 - y].map(Math.abs);
      expect([cell, values, off.every((pixels) => pixels <= 1)]).toEqual([cell, values, true]);
      // Around it is the picture as it is meant to be seen.
      for (const [u, v] of [
        [0, seen.height - 1],
        [seen.width - 1, 0],
        [seen.width >> 1, 0],
      ] as const) {
        const inside = u >= box.left && u < box.left + 21 && v >= box.top && v < box.top + 11;
        if (!inside) expect(probe(found, u, v)).toEqual(probe(seen, u, v));
      }
    }
  });
});

test('x moves nothing in the middle column, y nothing in the middle row, voffset nothing elsewhere', async () => {
  const at = async (cell: string, values: string) =>
    foundBox(await pixelsWith(`watermark,${image()},g_${cell},${values}`));
  for (const cell of DRAWING) {
    const plain = await at(cell, 'x_10,y_10');
    const moved = {
      x: (await at(cell, 'x_14,y_10')).left !== plain.left,
      y: (await at(cell, 'x_10,y_14')).top !== plain.top,
      voffset: (await at(cell, 'x_10,y_10,voffset_4')).top !== plain.top,
    };
    const middle = {
      column: ['north', 'center', 'south'].includes(cell),
      row: ['west', 'center', 'east'].includes(cell),
    };
    expect([cell, moved]).toEqual([cell, { x: !middle.column, y: !middle.row, voffset: middle.row }]);
  }
});

test('a place is counted in the picture as the chain has left it', async () => {
  const picture = await png(gradient(200, 160));
  const box = foundBox(await pixelsWith(`crop,w_120,h_90/rotate,90/watermark,${image()},g_se,x_3,y_4`, { picture }));
  expect(box).toEqual({ left: 90 - 3 - 21, top: 120 - 4 - 11, width: 21, height: 11 });
});

test('a text stands in the same places as an image of its size', async () => {
  const picture = flat(200, 160, [100, 100, 100]);
  const box = async (cell: string, rest = '') =>
    foundBox(await pixelsWith(`watermark,${text('■')},size_40,color_C828DC,g_${cell},x_10,y_10${rest}`, { picture }));
  const corner = await box('nw');
  for (const cell of DRAWING) {
    const found = await box(cell);
    expect([found.width, found.height]).toEqual([corner.width, corner.height]);
    const [column, row] = [DRAWING.indexOf(cell) % 3, Math.floor(DRAWING.indexOf(cell) / 3)];
    if (column === 0) expect(found.left).toBe(corner.left);
    if (row === 0) expect(found.top).toBe(corner.top);
  }
  const [east, west, north, south] = [await box('east'), await box('west'), await box('north'), await box('south')];
  const centre = await box('center');
  expect(Math.abs(centre.left - (east.left + west.left) / 2)).toBeLessThanOrEqual(1);
  expect(Math.abs(centre.top - (north.top + south.top) / 2)).toBeLessThanOrEqual(1);
  expect((await box('center', ',voffset_-20')).top).toBe(centre.top - 20);
});

test.each([
  ['rounded-corners', 'drawn'],
  ['resize', 'scaled'],
])('after a %s the mark is not %s with the picture', async (before) => {
  const picture = await png(drawn(240, 180, (x, y) => [x, y, 64]));
  const first = before === 'resize' ? 'resize,w_120' : 'rounded-corners,r_20';
  const box = foundBox(await pixelsWith(`${first}/watermark,${image()},g_se,x_0,y_0`, { picture }));
  expect([box.width, box.height]).toEqual([21, 11]);
});
