/** Pixels to a BMP, as every program reads it: rows from the bottom up, 24 bits, or 32 with alpha (behaviour D25). */
import type { Raster } from '../canvas/raster.js';

const FILE_HEADER = 14;
const INFO_HEADER = 40;
/** The first header with a documented mask for alpha. */
const V4_HEADER = 108;
const BITFIELDS = 3;

export function bmpFile(raster: Raster): Buffer {
  const { width, height, channels } = raster;
  const stride = Math.ceil((width * channels) / 4) * 4;
  const head = FILE_HEADER + (channels === 4 ? V4_HEADER : INFO_HEADER);
  const file = Buffer.alloc(head + stride * height);
  file.write('BM', 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(head, 10);
  file.writeUInt32LE(head - FILE_HEADER, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(channels * 8, 28);
  file.writeUInt32LE(stride * height, 34);
  if (channels === 4) writeMasks(file);
  for (let y = 0; y < height; y++) writeRow(raster, y, file, head + (height - 1 - y) * stride);
  return file;
}

function writeMasks(file: Buffer): void {
  file.writeUInt32LE(BITFIELDS, 30);
  const [red, green, blue, alpha] = [0x00ff0000, 0x0000ff00, 0x000000ff, 0xff000000];
  for (const [index, mask] of [red, green, blue, alpha].entries()) file.writeUInt32LE(mask, 54 + 4 * index);
  // The name of a colour space is a number of four letters, and so stands the wrong way round.
  file.write('BGRs', 70, 'latin1');
}

/** The loop of three or four bytes per pixel. */
function writeRow({ data, width, channels }: Raster, y: number, file: Buffer, to: number): void {
  for (let x = 0, from = y * width * channels, at = to; x < width; x++, from += channels, at += channels) {
    file[at] = data[from + 2] ?? 0;
    file[at + 1] = data[from + 1] ?? 0;
    file[at + 2] = data[from] ?? 0;
    if (channels === 4) file[at + 3] = data[from + 3] ?? 0;
  }
}
