/** What a GIF is made of, but for the pixels. */
import type { Rect, Size } from '../geometry.js';

/** What becomes of a frame when its time is over. */
export const DISPOSAL = { stays: 1, isCleared: 2 } as const;
export type Disposal = (typeof DISPOSAL)[keyof typeof DISPOSAL];

/** The largest number of two bytes; also of hundredths of a second that a frame is shown. */
export const MOST = 65_535;
export const TRAILER = Buffer.from(';');

/** The colours, 2 ** `depth` at most, are those of all frames. */
export function header({ width, height }: Size, palette: Uint8Array, depth: number): Buffer {
  const bytes = Buffer.alloc(13 + 3 * 2 ** depth);
  bytes.write('GIF89a', 'latin1');
  bytes.writeUInt16LE(width, 6);
  bytes.writeUInt16LE(height, 8);
  bytes[10] = 0xf0 | (depth - 1);
  bytes.set(palette, 13);
  return bytes;
}

/** `plays`: how often in all, 0 for ever. The block counts from the second time on; to play once is to have none. */
export function looping(plays: number): Buffer {
  if (plays === 1) return Buffer.alloc(0);
  const again = Math.max(0, Math.min(plays, MOST) - 1);
  return Buffer.from([...Buffer.from('!\xff\x0bNETSCAPE2.0\x03\x01', 'latin1'), again & 255, again >> 8, 0]);
}

/** How a frame is shown. `delay`: hundredths of a second; `hole`: the index that leaves a pixel as it was. */
export function control(delay: number, disposal: Disposal, hole: number | undefined): Buffer {
  const flags = (disposal << 2) | (hole === undefined ? 0 : 1);
  return Buffer.from([0x21, 0xf9, 4, flags, delay & 255, delay >> 8, hole ?? 0, 0]);
}

/** Where a frame is drawn. */
export function descriptor({ left, top, width, height }: Rect): Buffer {
  const bytes = Buffer.alloc(10, 0x2c);
  for (const [index, value] of [left, top, width, height].entries()) bytes.writeUInt16LE(value, 1 + 2 * index);
  bytes[9] = 0;
  return bytes;
}
