/** Where everything lies in the memory of the encoder: addresses in bytes. Below 4096 are the constants of the compiler. */

/** What an entry of a table stands for, 256 of them with 32 bits each: of DC and AC for luma, then for chroma. */
export const TABLE: usize = 1024;

/** How often each symbol comes. */
export const COUNTS: usize = 4096;
/** The code of each symbol above its length in the low 5 bits. */
export const CODES: usize = COUNTS + 4 * TABLE;

/** Divisors of the coefficients, 64 numbers of 32 bits with a point, row by row: of luma and of chroma. */
export const DIVISORS: usize = CODES + 4 * TABLE;
const DIVISORS_SIZE: usize = 256;

/** Of each number in the order of a file: where it lies row by row, in bytes. */
export const PLACES: usize = DIVISORS + 2 * DIVISORS_SIZE;

/** See symbols.ts: for each of 8 rows 256 numbers of 64 bits. */
export const ORDERS: usize = PLACES + 64;

/** A block on its way: 64 numbers of 16 bits. */
export const BLOCK: usize = ORDERS + 8 * 256 * 8;

/** Bytes of the scan, until the host takes them. */
export const OUT: usize = BLOCK + 128;
export const OUT_SIZE: usize = 65_536;

/** Behind it: see picture.ts. */
export const PICTURE: usize = OUT + OUT_SIZE;

export function divisorsOf(chroma: bool): usize {
  return chroma ? DIVISORS + DIVISORS_SIZE : DIVISORS;
}
