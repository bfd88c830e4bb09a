/** Pixels to luma and chroma: libjpeg's whole numbers (jccolor.c, jcsample.c), eight at a time. */

import { factors, highPairs, lowPairs } from '../../reduced-jpeg/assembly/lanes';

/** Fractions of 2^16 (JFIF). What does not fit 16 bits is two of them: 0.587 is a quarter and the rest. */
const RED: i32 = 19_595;
const GREEN: i32 = 38_470 - 16_384;
const QUARTER: i32 = 16_384;
const BLUE: i32 = 7471;

/** `count` pixels of R, G and B, rounded up to eight, become rows of Y, Cb and Cr. */
export function toYcc(from: usize, y: usize, cb: usize, cr: usize, count: usize): void {
  const half = i32x4.splat(32_768);
  const middle = i32x4.splat((128 << 16) + 32_767);
  for (let i: usize = 0; i < count; i += 8, from += 24) {
    const a = v128.load(from);
    const b = v128.load(from, 8);
    const red = i16x8.extend_low_i8x16_u(v128.shuffle<u8>(a, b, 0, 3, 6, 9, 12, 15, 26, 29, 0, 0, 0, 0, 0, 0, 0, 0));
    const green = i16x8.extend_low_i8x16_u(v128.shuffle<u8>(a, b, 1, 4, 7, 10, 13, 24, 27, 30, 0, 0, 0, 0, 0, 0, 0, 0));
    const blue = i16x8.extend_low_i8x16_u(v128.shuffle<u8>(a, b, 2, 5, 8, 11, 14, 25, 28, 31, 0, 0, 0, 0, 0, 0, 0, 0));
    const rg = lowPairs(red, green);
    const rgHigh = highPairs(red, green);
    const gb = lowPairs(green, blue);
    const gbHigh = highPairs(green, blue);
    store8(y + i, luma(rg, gb, half), luma(rgHigh, gbHigh, half));
    store8(cb + i, blueness(rg, blueOf(blue, false), middle), blueness(rgHigh, blueOf(blue, true), middle));
    store8(cr + i, redness(gb, blueOf(red, false), middle), redness(gbHigh, blueOf(red, true), middle));
  }
}

function luma(rg: v128, gb: v128, half: v128): v128 {
  const sum = i32x4.add(i32x4.dot_i16x8_s(rg, factors(RED, GREEN)), i32x4.dot_i16x8_s(gb, factors(QUARTER, BLUE)));
  return i32x4.shr_u(i32x4.add(sum, half), 16);
}

/** Half of it, as fractions of 2^16. */
function blueOf(colour: v128, high: bool): v128 {
  return i32x4.shl(high ? i32x4.extend_high_i16x8_u(colour) : i32x4.extend_low_i16x8_u(colour), 15);
}

function blueness(rg: v128, blue: v128, middle: v128): v128 {
  return i32x4.shr_u(i32x4.add(i32x4.add(i32x4.dot_i16x8_s(rg, factors(-11_059, -21_709)), blue), middle), 16);
}

function redness(gb: v128, red: v128, middle: v128): v128 {
  return i32x4.shr_u(i32x4.add(i32x4.add(i32x4.dot_i16x8_s(gb, factors(-27_439, -5329)), red), middle), 16);
}

function store8(to: usize, low: v128, high: v128): void {
  const words = i16x8.narrow_i32x4_u(low, high);
  v128.store64_lane(to, i8x16.narrow_i16x8_u(words, words), 0);
}

/** Two rows become one of half as many samples, `count` (rounded up to eight): means of four, rounded down and up in turns. */
export function halved(upper: usize, lower: usize, to: usize, count: usize): void {
  const bias = i16x8(1, 2, 1, 2, 1, 2, 1, 2);
  for (let i: usize = 0; i < count; i += 8) {
    const sum = i16x8.add(
      i16x8.extadd_pairwise_i8x16_u(v128.load(upper + 2 * i)),
      i16x8.extadd_pairwise_i8x16_u(v128.load(lower + 2 * i)),
    );
    const means = i16x8.shr_u(i16x8.add(sum, bias), 2);
    v128.store64_lane(to + i, i8x16.narrow_i16x8_u(means, means), 0);
  }
}
