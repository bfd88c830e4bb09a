/** Frames scaled together are to the byte what each is alone: nothing of one frame gets into another. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rasterOf } from '#src/process/canvas/render.js';
import { scaledFrames, scaleTogether } from '#src/process/canvas/scaled-frames.js';
import type { Scaling } from '#src/process/canvas/verbs.js';
import type { Raster } from '#src/process/canvas.js';
import { checker, drawing, flat, photo, translucent } from '../../pictures.js';

const frames = (width: number, height: number): Raster[] => [
  flat(width, height, [255, 255, 255]),
  flat(width, height, [0, 0, 0]),
  photo(width, height),
  checker(width, height, 3),
  drawing(width, height),
];

/** Every one of them by itself. */
async function expectAsAlone(stored: readonly Raster[], scaling: Scaling): Promise<void> {
  const scaled = await scaledFrames(stored, scaling);
  expect(scaled).toHaveLength(stored.length);
  for (const [index, frame] of stored.entries()) {
    const expected = await rasterOf({ raster: frame }, [{ verb: 'resize', ...scaling }]);
    const found = scaled[index] ?? frame;
    expect({ ...found, data: 0 }).toEqual({ ...expected, data: 0 });
    expect([index, Buffer.compare(found.data, expected.data)]).toEqual([index, 0]);
  }
}

test.each([
  [120, 90, 60, 45],
  [121, 87, 40, 29],
  [121, 87, 120, 87],
  [121, 87, 121, 86],
  [64, 50, 1, 1],
  [50, 1, 7, 1],
  [1, 50, 1, 9],
  // Six million pixels in all: more than are scaled at a time.
  [1500, 800, 33, 17],
])('%ix%i to %ix%i', async (fromWidth, fromHeight, width, height) => {
  const stored = frames(fromWidth, fromHeight);
  expect(scaleTogether(stored, { width, height })).toBe(true);
  await expectAsAlone(stored, { width, height });
});

test.each([
  [120, 90, 60, 45],
  [121, 87, 40, 29],
  [121, 87, 120, 86],
])('without colours in between: %ix%i to %ix%i', async (fromWidth, fromHeight, width, height) => {
  await expectAsAlone(frames(fromWidth, fromHeight), { width, height, nearest: true });
});

test.each([
  [120, 90, 60, 45],
  [121, 87, 40, 29],
  [121, 87, 121, 20],
  [121, 87, 50, 87],
])('what stands still is not scaled again: %ix%i to %ix%i', async (fromWidth, fromHeight, width, height) => {
  const ground = photo(fromWidth, fromHeight);
  const spot = ({ data, ...size }: Raster, left: number, top: number, length: number): Raster => {
    const changed = Uint8Array.from(data);
    // One channel alone, the first: the last of a pixel stays.
    for (let y = top; y < top + length; y++) {
      for (let x = left; x < left + length; x++) changed[3 * (y * fromWidth + x)] = 255;
    }
    return { ...size, data: changed };
  };
  const stored = [
    ground,
    spot(ground, 10, 20, 15),
    spot(ground, 10, 20, 15),
    spot(ground, 60, 50, 1),
    spot(spot(ground, 0, 0, 2), fromWidth - 1, fromHeight - 1, 1),
    ground,
  ];
  await expectAsAlone(stored, { width, height });
});

/** A rectangle of one grey over the frame before: its place and size as parts of what is there. */
const part = fc.double({ min: 0, max: 1, noNaN: true });
const patch = fc.record({ left: part, top: part, wide: part, high: part, grey: fc.nat({ max: 255 }) });
type Patch = Record<'left' | 'top' | 'wide' | 'high' | 'grey', number>;

function patched({ data, width, height, channels }: Raster, { left, top, wide, high, grey }: Patch): Raster {
  const changed = Uint8Array.from(data);
  const [x, y] = [Math.floor(left * width), Math.floor(top * height)];
  for (let row = y; row < y + Math.ceil(high * (height - y)); row++) {
    const start = row * width + x;
    changed.fill(grey, start * channels, (start + Math.ceil(wide * (width - x))) * channels);
  }
  return { data: changed, width, height, channels };
}

test('whatever changes from frame to frame, at any size', async () => {
  const side = fc.integer({ min: 1, max: 40 });
  const sizes = fc.record({ width: side, height: side, wider: fc.nat({ max: 30 }), higher: fc.nat({ max: 30 }) });
  const property = fc.asyncProperty(
    sizes,
    fc.array(patch, { minLength: 1, maxLength: 6 }),
    fc.boolean(),
    async ({ width, height, wider, higher }, patches, nearest) => {
      const stored = [photo(width + wider, height + higher)];
      for (const each of patches) stored.push(patched(stored.at(-1) as Raster, each));
      await expectAsAlone(stored, { width, height, nearest });
    },
  );
  await fc.assert(property, { numRuns: 60, seed: 20 });
});

test('one frame, frames with alpha and frames that grow are drawn one by one', () => {
  const half = { width: 20, height: 15 };
  expect(scaleTogether(frames(40, 30), half)).toBe(true);
  expect(scaleTogether([photo(40, 30)], half)).toBe(false);
  expect(scaleTogether([translucent(40, 30), translucent(40, 30)], half)).toBe(false);
  expect(scaleTogether(frames(40, 30), { width: 41, height: 15 })).toBe(false);
  expect(scaleTogether(frames(40, 30), { width: 20, height: 31 })).toBe(false);
});
