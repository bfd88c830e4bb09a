/** The strip of an encoder holds every frame in its place, wherever in memory the frames lie. */
import { expect, test } from 'vitest';
import { framesOf } from '#src/process/canvas/raster.js';
import { stripOf } from '#src/process/canvas/strip.js';
import type { Raster } from '#src/process/canvas.js';
import { photo } from '../../pictures.js';

const taken = () => framesOf(photo(8, 15), 3) as [Raster, Raster, Raster];
const [first, second, third] = taken();

function inverted(frame: Raster): Raster {
  for (const [at, value] of frame.data.entries()) frame.data[at] = 255 - value;
  return frame;
}

test.each([
  ['in one piece', [first, second, third]],
  ['the end of a piece', [second, third]],
  ['in another order', [first, third, second]],
  ['one twice', [second, second, third]],
  ['one somewhere else', [first, inverted(taken()[1]), third]],
] as const)('%s', async (_, frames) => {
  const { data, info } = await (await stripOf(frames)).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([8, 5 * frames.length]);
  expect(Buffer.compare(data, Buffer.concat(frames.map((frame) => frame.data)))).toBe(0);
});
