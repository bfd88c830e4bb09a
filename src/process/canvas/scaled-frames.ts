/**
 * Small frames scaled many at a time: a call of sharp takes 0.7 ms before its first pixel, as long as a frame of 400x300.
 * sharp's own strip, one frame below the other, is no way: its filters let each frame bleed into the next. So heights
 * and widths are scaled one after the other, as libvips does anyway: heights while the frames stand side by side, widths
 * while they stand one below the other. No filter ever reaches a neighbour, and every frame is to the byte what it is
 * when it is drawn alone (docs/decisions/0016).
 */
import type { Size } from '../geometry.js';
import { framesOf, type Raster } from './raster.js';
import { rasterOf } from './render.js';
import type { Scaling } from './verbs.js';

/** Pixels scaled at a time, 12 MB: so many take much longer than the call, and more would only need memory. */
const MOST_PIXELS = 4_000_000;

/**
 * Whether frames of one size can be scaled so. Not with alpha, which each of the two calls would multiply in and out
 * again, rounding colours twice; and not where they grow, since libvips then takes both directions at once.
 */
export function scaleTogether(frames: readonly Raster[], size: Size): boolean {
  const smaller = (frame: Raster) => size.width <= frame.width && size.height <= frame.height;
  return frames.length > 1 && frames.every((frame) => frame.channels === 3 && smaller(frame));
}

/** Frames of which `scaleTogether` is true. */
export async function scaledFrames(frames: readonly Raster[], scaling: Scaling): Promise<Raster[]> {
  const scaled: Raster[] = [];
  for (const group of groupsOf(frames)) scaled.push(...(await scaledAtOnce(group, scaling)));
  return scaled;
}

function* groupsOf(frames: readonly Raster[]): Generator<readonly Raster[]> {
  const pixels = frames[0] ? frames[0].width * frames[0].height : 1;
  const length = Math.max(1, Math.floor(MOST_PIXELS / pixels));
  for (let from = 0; from < frames.length; from += length) yield frames.slice(from, from + length);
}

async function scaledAtOnce(frames: readonly Raster[], scaling: Scaling): Promise<Raster[]> {
  const row = sideBySide(frames);
  const lower = await rasterOf({ raster: row }, [{ ...scaling, verb: 'resize', width: row.width }]);
  const column = oneBelowTheOther(lower, frames.length, row.data);
  const narrower = await rasterOf({ raster: column }, [{ ...scaling, verb: 'resize', height: column.height }]);
  return framesOf(narrower, frames.length);
}

function sideBySide(frames: readonly Raster[]): Raster {
  const { width = 0, height = 0, channels = 3 } = frames[0] ?? {};
  const length = width * channels;
  const data = Buffer.allocUnsafe(frames.length * height * length);
  for (let y = 0, to = 0; y < height; y++) {
    for (const frame of frames) {
      data.set(frame.data.subarray(y * length, (y + 1) * length), to);
      to += length;
    }
  }
  return { data, width: width * frames.length, height, channels };
}

/** The other way round: the row of frames becomes a column. `onto`: memory that is not needed any more. */
function oneBelowTheOther(row: Raster, count: number, onto: Uint8Array): Raster {
  const [width, height] = [row.width / count, row.height * count];
  const length = width * row.channels;
  const data = onto.subarray(0, row.data.length);
  for (let y = 0, from = 0; y < row.height; y++) {
    for (let index = 0; index < count; index++, from += length) {
      data.set(row.data.subarray(from, from + length), (index * row.height + y) * length);
    }
  }
  return { data, width, height, channels: row.channels };
}
