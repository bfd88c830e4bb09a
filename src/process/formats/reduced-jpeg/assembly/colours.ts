/** Luma and chroma to pixels, eight at a time. What is not scaled becomes to the bit what libjpeg makes of it (jdcolor.c). */
import { FRACTION } from './across';
import { factors, highDot, highPairs, lowDot, lowPairs } from './lanes';

/**
 * R = Y + 1.402 Cr; G = Y - 0.34414 Cb - 0.71414 Cr; B = Y + 1.772 Cb (JFIF). For R and B in fractions of 2^14, for G of
 * 2^15.
 */
const BITS: i32 = 14;
const RED_CR: i32 = 22970;
const BLUE_CB: i32 = 29033; // 1.772 is 29032.4, with which 125 levels would become 221
const GREEN_CB: i32 = -11277;
const GREEN_CR: i32 = -23401;

/** Of both planes of chroma. */
export const NO_COLOUR: i32 = 128 << FRACTION;

/** `count` pixels (rounded up to eight) of samples of 16 bits, FRACTION of them behind the point. */
export function toRgb(y: usize, cb: usize, cr: usize, to: usize, count: usize): void {
  const middle = i16x8.splat(<i16>NO_COLOUR);
  const byRed = factors(1 << BITS, RED_CR);
  const byBlue = factors(1 << BITS, BLUE_CB);
  const byGreen = factors(GREEN_CB, GREEN_CR);
  for (let i: usize = 0; i < count << 1; i += 16, to += 24) {
    const l = v128.load(y + i);
    const b = i16x8.sub(v128.load(cb + i), middle);
    const r = i16x8.sub(v128.load(cr + i), middle);
    const red = rounded(lowDot(l, r, byRed), highDot(l, r, byRed), BITS + FRACTION);
    const blue = rounded(lowDot(l, b, byBlue), highDot(l, b, byBlue), BITS + FRACTION);
    const lumaLow = i32x4.shl(i32x4.extend_low_i16x8_s(l), BITS + 1);
    const lumaHigh = i32x4.shl(i32x4.extend_high_i16x8_s(l), BITS + 1);
    const green = rounded(
      i32x4.add(lumaLow, i32x4.dot_i16x8_s(lowPairs(b, r), byGreen)),
      i32x4.add(lumaHigh, i32x4.dot_i16x8_s(highPairs(b, r), byGreen)),
      BITS + 1 + FRACTION,
    );
    const rg = i8x16.narrow_i16x8_u(red, green);
    const bb = i8x16.narrow_i16x8_u(blue, blue);
    v128.store(to, v128.shuffle<u8>(rg, bb, 0, 8, 16, 1, 9, 17, 2, 10, 18, 3, 11, 19, 4, 12, 20, 5));
    v128.store64_lane(to + 16, v128.shuffle<u8>(rg, bb, 13, 21, 6, 14, 22, 7, 15, 23, 0, 0, 0, 0, 0, 0, 0, 0), 0);
  }
}

function rounded(low: v128, high: v128, by: i32): v128 {
  const half = i32x4.splat(1 << (by - 1));
  return i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(low, half), by), i32x4.shr_s(i32x4.add(high, half), by));
}
