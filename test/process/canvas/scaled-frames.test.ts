/** Frames scaled together are to the byte what each is alone: nothing of one frame gets into another. */
import { expect, test } from 'vitest';
import { scaledFrames, scaleTogether } from '#src/process/canvas/scaled-frames.js';
import { Canvas, type Raster } from '#src/process/canvas.js';
import { checker, drawing, flat, photo, translucent } from '../../pictures.js';

const frames = (width: number, height: number): Raster[] => [
  flat(width, height, [255, 255, 255]),
  flat(width, height, [0, 0, 0]),
  photo(width, height),
  checker(width, height, 3),
  drawing(width, height),
];

async function alone(frame: Raster, width: number, height: number): Promise<Raster> {
  const canvas = Canvas.of(frame);
  canvas.resize(width, height);
  return canvas.pixels();
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
  const scaled = await scaledFrames(stored, { width, height });
  expect(scaled).toHaveLength(stored.length);
  for (const [index, frame] of stored.entries()) {
    const expected = await alone(frame, width, height);
    const found = scaled[index] ?? frame;
    expect({ ...found, data: 0 }).toEqual({ ...expected, data: 0 });
    expect([index, Buffer.compare(found.data, expected.data)]).toEqual([index, 0]);
  }
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
  const scaled = await scaledFrames(stored, { width, height });
  for (const [index, frame] of stored.entries()) {
    const expected = await alone(frame, width, height);
    expect([index, Buffer.compare(scaled[index]?.data ?? frame.data, expected.data)]).toEqual([index, 0]);
  }
});

test('one frame, frames with alpha and frames that grow are drawn one by one', () => {
  const half = { width: 20, height: 15 };
  expect(scaleTogether(frames(40, 30), half)).toBe(true);
  expect(scaleTogether([photo(40, 30)], half)).toBe(false);
  expect(scaleTogether([translucent(40, 30), translucent(40, 30)], half)).toBe(false);
  expect(scaleTogether(frames(40, 30), { width: 41, height: 15 })).toBe(false);
  expect(scaleTogether(frames(40, 30), { width: 20, height: 31 })).toBe(false);
});
