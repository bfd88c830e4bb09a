/**
 * Which coefficients of a block are read, and where they lie. The k-th of a file stands for a pattern of so many half
 * waves across and down (T.81, figure A.6). What comes out here is made smaller still by Lanczos, which takes the finest
 * patterns away again; and what four samples or two can show of them is not the pattern but an alias, which it leaves.
 * Without them the result is nearer to exact Lanczos on the whole picture, and takes less time (docs/decisions/0042).
 */
import { PLACES } from './memory';

/** Half waves across in the low four bits, down in the high ones. */
const WAVES = memory.data<u8>([
  0x00, 0x01, 0x10, 0x20, 0x11, 0x02, 0x03, 0x12, 0x21, 0x30, 0x40, 0x31, 0x22, 0x13, 0x04, 0x05, 0x14, 0x23, 0x32,
  0x41, 0x50, 0x60, 0x51, 0x42, 0x33, 0x24, 0x15, 0x06,
]);

/**
 * The last one of a block that becomes `size` samples in a row: for 2, 4 and 8 of them patterns of up to 3, 5 and 6 half
 * waves in all, but for those at the end that libjpeg passes over, and the two of 4 samples for which its transform would
 * take twice as many rows and columns. Of one sample only the first counts.
 */
export function lastRead(size: i32): u32 {
  return size === 1 ? 0 : size === 2 ? 9 : size === 4 ? 18 : 27;
}

/** A place in a block at which no transform looks. */
const NOWHERE: u32 = 63;

/** Numbers in a row of a block, and its rows: of those of two samples 3 x 3 are drawn, which vectors take as 4 x 4. */
function sideOf(size: u32): u32 {
  return size === 8 ? 8 : 4;
}

/** In bytes, for each of 64 coefficients: row by row. Those that are not drawn lie NOWHERE. */
export function placesOf(size: i32): usize {
  return PLACES + (size === 2 ? 0 : size === 4 ? 64 : 128);
}

makePlaces(2);
makePlaces(4);
makePlaces(8);

function makePlaces(size: u32): void {
  for (let k: u32 = 0; k < 64; k++) store<u8>(placesOf(size) + k, <u8>(2 * placeOf(k, size)));
}

function placeOf(k: u32, size: u32): u32 {
  if (k > lastRead(size)) return NOWHERE;
  const waves: u32 = load<u8>(WAVES + k);
  const across = waves & 15;
  const down = waves >> 4;
  const side = sideOf(size);
  return across < side && down < side ? down * side + across : NOWHERE;
}
