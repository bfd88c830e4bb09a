/** Alpha that is 255 everywhere, taken away. */
import { endianness } from 'node:os';
import type { Raster } from './raster.js';

const OPAQUE = 255;
const IS_LITTLE = endianness() === 'LE';

/**
 * The same picture of three channels; undefined where one has alpha below 255. Looked at and copied in one go, four
 * pixels at a time as words of 32 bits, in three quarters of the time of looking first and letting sharp remove them.
 */
export function opaque(raster: Raster): Raster | undefined {
  if (raster.channels === 3) return raster;
  const { data, width, height } = raster;
  const pixels = width * height;
  const kept = Buffer.from(new ArrayBuffer(3 * pixels));
  const together = IS_LITTLE && data.byteOffset % 4 === 0 ? pixels - (pixels % 4) : 0;
  const words = new Int32Array(kept.buffer, 0, (3 * together) / 4);
  const done = together === 0 || packed(new Int32Array(data.buffer, data.byteOffset, together), words);
  if (!done) return undefined;
  for (let pixel = together; pixel < pixels; pixel++) {
    if (data[4 * pixel + 3] !== OPAQUE) return undefined;
    kept.set(data.subarray(4 * pixel, 4 * pixel + 3), 3 * pixel);
  }
  return { data: kept, width, height, channels: 3 };
}

/** Four words of red, green, blue and alpha, the red lowest, to three without alpha. False: one is not opaque. */
function packed(from: Int32Array, to: Int32Array): boolean {
  for (let at = 0, put = 0; at < from.length; at += 4, put += 3) {
    const a = from[at] as number;
    const b = from[at + 1] as number;
    const c = from[at + 2] as number;
    const d = from[at + 3] as number;
    if ((a & b & c & d) >>> 24 !== OPAQUE) return false;
    to[put] = (a & 0xffffff) | (b << 24);
    to[put + 1] = ((b >>> 8) & 0xffff) | (c << 16);
    to[put + 2] = ((c >>> 16) & 0xff) | (d << 8);
  }
  return true;
}
