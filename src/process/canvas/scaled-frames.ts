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

/** What stands still since the frame before is not scaled again: a column is made of one column, a row of one row. */
async function scaledAtOnce(frames: readonly Raster[], scaling: Scaling): Promise<Raster[]> {
  const columns = frames.map((frame, index) => changedColumns(frame, frames[index - 1]));
  const row = sideBySide(frames, columns);
  const lower = await rasterOf({ raster: row }, [{ ...scaling, verb: 'resize', width: row.width }]);
  const rows = Array.from(lowered(lower, columns), (frame) => frame.changed);
  const column = oneBelowTheOther(lower, columns, rows);
  const narrower = await rasterOf({ raster: column }, [{ ...scaling, verb: 'resize', height: column.height }]);
  return withRows(narrower, rows, scaling.height);
}

/** From the first column that changed up to the last. */
interface Columns {
  readonly from: number;
  readonly count: number;
}

function changedColumns({ data, width, height, channels }: Raster, before: Raster | undefined): Columns {
  if (!before) return { from: 0, count: width };
  const length = width * channels;
  const [bytes, other] = [bufferOf(data), bufferOf(before.data)];
  let [from, end] = [length, 0];
  for (let y = 0; y < height && (from > 0 || end < length); y++) {
    const start = y * length;
    if (bytes.compare(other, start, start + length, start, start + length) === 0) continue;
    let [left, right] = [0, length];
    while (left < from && bytes[start + left] === other[start + left]) left++;
    while (right > end && bytes[start + right - 1] === other[start + right - 1]) right--;
    from = Math.min(from, left);
    end = Math.max(end, right);
  }
  if (end === 0) return { from: 0, count: 0 };
  const first = Math.floor(from / channels);
  return { from: first, count: Math.ceil(end / channels) - first };
}

/** To compare and copy parts of it without an object for each. */
function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

/** Those columns of all frames. */
function sideBySide(frames: readonly Raster[], columns: readonly Columns[]): Raster {
  const { height = 0, channels = 3 } = frames[0] ?? {};
  const width = columns.reduce((sum, { count }) => sum + count, 0);
  const data = Buffer.allocUnsafe(width * height * channels);
  const bytes = frames.map((frame) => bufferOf(frame.data));
  for (let y = 0, to = 0; y < height; y++) {
    for (const [index, frame] of frames.entries()) {
      const { from, count } = columns[index] as Columns;
      const start = (y * frame.width + from) * channels;
      bytes[index]?.copy(data, to, start, start + count * channels);
      to += count * channels;
    }
  }
  return { data, width, height, channels };
}

interface Lowered extends Raster {
  /** Rows that are not those of the frame before. */
  readonly changed: readonly number[];
}

/**
 * One frame after the other, of which these columns are given, and all others are those of the frame before. The first
 * has all. All in the same memory: a frame is overwritten by the next.
 */
function* lowered(strip: Raster, columns: readonly Columns[]): Generator<Lowered> {
  const { height, channels } = strip;
  const width = columns[0]?.count ?? 0;
  const bytes = bufferOf(strip.data);
  const data = Buffer.allocUnsafe(width * height * channels);
  let left = 0;
  for (const [index, { from, count }] of columns.entries()) {
    const changed: number[] = [];
    for (let y = 0; y < height; y++) {
      const start = (y * strip.width + left) * channels;
      const [end, to] = [start + count * channels, (y * width + from) * channels];
      if (index > 0 && bytes.compare(data, to, to + count * channels, start, end) === 0) continue;
      bytes.copy(data, to, start, end);
      changed.push(y);
    }
    yield { data, width, height, channels, changed };
    left += count;
  }
}

/** The same the other way round: rows of all frames. */
function oneBelowTheOther(lower: Raster, columns: readonly Columns[], rows: readonly (readonly number[])[]): Raster {
  const { channels } = lower;
  const width = columns[0]?.count ?? 0;
  const length = width * channels;
  const height = rows.reduce((sum, each) => sum + each.length, 0);
  const data = Buffer.allocUnsafe(height * length);
  let to = 0;
  // Made once more and not kept: that is less work for V8 than the memory of all of them.
  for (const frame of lowered(lower, columns)) {
    for (const y of frame.changed) to += bufferOf(frame.data).copy(data, to, y * length, (y + 1) * length);
  }
  return { data, width, height, channels };
}

/** One below the other in one piece of memory, as encoders want them. */
function withRows(strip: Raster, rows: readonly (readonly number[])[], height: number): Raster[] {
  const { width, channels } = strip;
  const length = width * channels;
  const bytes = bufferOf(strip.data);
  const data = Buffer.allocUnsafe(rows.length * height * length);
  let from = 0;
  for (const [index, own] of rows.entries()) {
    const start = index * height * length;
    if (index > 0 && own.length < height) data.copy(data, start, start - height * length, start);
    for (const y of own) {
      bytes.copy(data, start + y * length, from, from + length);
      from += length;
    }
  }
  return framesOf({ data, width, height: rows.length * height, channels }, rows.length);
}
