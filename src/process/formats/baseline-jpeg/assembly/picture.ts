/**
 * A picture of R, G and B, in strips of 16 rows: to planes, whose chroma has half of the width and height, to blocks, to
 * symbols (symbols.ts). Where the picture ends inside a block, its last pixels go on.
 */
import { halved, toYcc } from './colours';
import { COUNTS, PICTURE, TABLE } from './memory';
import { keepBlock, keepFilling, keepFrom, keptTo } from './symbols';
import { coefficients } from './transform';

/** Rows of pixels in a strip. */
const ROWS: i32 = 16;

let width: usize = 0;
/** Units of 16 x 16 pixels in a strip, and blocks of luma that hold any. */
let units: i32 = 0;
let lumaBlocks: i32 = 0;
/** Bytes of a row of luma; of chroma they are half as many. */
let stride: usize = 0;
/** R, G and B of a strip; luma, chroma of all pixels of two rows, chroma; and what is kept of all. */
let pixels: usize = 0;
let luma: usize = 0;
let full: usize = 0;
let chroma: usize = 0;
let kept: usize = 0;
let before0: i32 = 0;
let before1: i32 = 0;
let before2: i32 = 0;

/** `symbols`: for so many at most there must be room. False: there is not enough memory. */
export function begin(columns: i32, symbols: i32): bool {
  width = <usize>columns;
  units = (columns + 15) / 16;
  lumaBlocks = (columns + 7) / 8;
  stride = <usize>units * 16 + 16;
  pixels = PICTURE;
  luma = (pixels + 16 * 3 * width + 64 + 15) & ~15;
  full = luma + 16 * stride;
  chroma = full + 4 * stride;
  kept = chroma + 8 * stride + 64;
  const missing = <i32>(kept + ((<usize>symbols) << 2) + 65_535) / 65_536 - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) return false;
  memory.fill(COUNTS, 0, 4 * TABLE);
  keepFrom(kept);
  before0 = 0;
  before1 = 0;
  before2 = 0;
  return true;
}

/** Where the host puts the pixels of a strip. */
export function strip(): usize {
  return pixels;
}

export function keptFrom(): usize {
  return kept;
}

/** The strip is there: so many rows of it, 16 but for the last one. */
export function take(rows: i32): void {
  toPlanes(rows);
  const lumaRows = (rows + 7) / 8;
  for (let unit = 0; unit < units; unit++) {
    for (let y = 0; y < 2; y++) for (let x = 0; x < 2; x++) lumaBlock(2 * unit + x, y, lumaRows);
    coefficients(chroma + <usize>(unit * 8), stride >> 1, true);
    before1 = keepBlock(before1, true);
    coefficients(chroma + 4 * stride + <usize>(unit * 8), stride >> 1, true);
    before2 = keepBlock(before2, true);
  }
}

/** Blocks that hold no pixel have the level of the one before. */
function lumaBlock(x: i32, y: i32, rows: i32): void {
  if (x >= lumaBlocks || y >= rows) {
    keepFilling(false);
    return;
  }
  coefficients(luma + <usize>(y * 8) * stride + <usize>(x * 8), stride, false);
  before0 = keepBlock(before0, false);
}

function toPlanes(rows: i32): void {
  const wide = <usize>units * 16;
  for (let y = 0; y < ROWS; y += 2) {
    if (y >= rows) {
      repeat(luma + <usize>y * stride, luma + <usize>(y - 1) * stride, wide);
      repeat(luma + <usize>(y + 1) * stride, luma + <usize>(y - 1) * stride, wide);
      repeat(chromaRow(y >> 1, 0), chromaRow((y >> 1) - 1, 0), wide >> 1);
      repeat(chromaRow(y >> 1, 1), chromaRow((y >> 1) - 1, 1), wide >> 1);
      continue;
    }
    rowToPlanes(y, 0);
    // Of an odd number of rows the last one is its own neighbour.
    if (y + 1 < rows) {
      rowToPlanes(y + 1, 1);
    } else {
      repeat(luma + <usize>(y + 1) * stride, luma + <usize>y * stride, wide);
      repeat(full + 2 * stride, full, wide);
      repeat(full + 3 * stride, full + stride, wide);
    }
    halved(full, full + 2 * stride, chromaRow(y >> 1, 0), wide >> 1);
    halved(full + stride, full + 3 * stride, chromaRow(y >> 1, 1), wide >> 1);
  }
}

function chromaRow(y: i32, plane: usize): usize {
  return chroma + plane * 4 * stride + <usize>y * (stride >> 1);
}

/** `n`: 0 or 1, of two rows whose chroma becomes one. */
function rowToPlanes(y: i32, n: usize): void {
  const to = luma + <usize>y * stride;
  const cb = full + n * 2 * stride;
  toYcc(pixels + <usize>y * 3 * width, to, cb, cb + stride, width);
  extend(to);
  extend(cb);
  extend(cb + stride);
}

/** Its last sample goes on to the end of the last unit. */
function extend(row: usize): void {
  memory.fill(row + width, load<u8>(row + width - 1), <usize>units * 16 - width);
}

function repeat(to: usize, from: usize, count: usize): void {
  memory.copy(to, from, count);
}

/** Where what is kept ends. */
export function keptEnd(): usize {
  return keptTo;
}
