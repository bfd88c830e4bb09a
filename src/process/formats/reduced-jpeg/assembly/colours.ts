/** Samples to pixels: libjpeg's whole numbers (jdcolor.c, jdsample.c), eight at a time. */
import { factors, highDot, lowDot } from './lanes';

/**
 * R = Y + 1.402 Cr; G = Y - 0.34414 Cb - 0.71414 Cr; B = Y + 1.772 Cb (JFIF), each a whole one and a fraction: of 2^15 for
 * R and B, for which there is an instruction, and of 2^16 for G, whose two are rounded together.
 */
const RED_CR: i16 = 13173; // 1.402 - 1; libjpeg's 26345 of 2^16, halved, rounds alike for every level
const BLUE_CB: i16 = -7471; // 1.772 - 2
const GREEN_CB: i32 = -22554;
const GREEN_CR: i32 = 18734; // 1 - 0.71414

/** `count` pixels, and up to 7 more for which there is room. */
export function toRgb(y: usize, cb: usize, cr: usize, to: usize, count: i32): void {
  const middle = i16x8.splat(128);
  const redCr = i16x8.splat(RED_CR);
  const blueCb = i16x8.splat(BLUE_CB);
  const green = factors(GREEN_CB, GREEN_CR);
  for (let i: usize = 0; i < <usize>count; i += 8, to += 24) {
    const l = v128.load_ext<u8>(y + i);
    const b = i16x8.sub(v128.load_ext<u8>(cb + i), middle);
    const r = i16x8.sub(v128.load_ext<u8>(cr + i), middle);
    const red = i16x8.add(i16x8.add(l, r), i16x8.q15mulr_sat_s(r, redCr));
    const blue = i16x8.add(i16x8.add(l, i16x8.add(b, b)), i16x8.q15mulr_sat_s(b, blueCb));
    const less = rounded(lowDot(b, r, green), highDot(b, r, green));
    const rg = i8x16.narrow_i16x8_u(red, i16x8.add(i16x8.sub(l, r), less));
    const bb = i8x16.narrow_i16x8_u(blue, blue);
    v128.store(to, v128.shuffle<u8>(rg, bb, 0, 8, 16, 1, 9, 17, 2, 10, 18, 3, 11, 19, 4, 12, 20, 5));
    v128.store64_lane(to + 16, v128.shuffle<u8>(rg, bb, 13, 21, 6, 14, 22, 7, 15, 23, 0, 0, 0, 0, 0, 0, 0, 0), 0);
  }
}

function rounded(low: v128, high: v128): v128 {
  const half = i32x4.splat(32768);
  return i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(low, half), 16), i32x4.shr_s(i32x4.add(high, half), 16));
}

/** A picture without colours: each level three times. */
export function greyToRgb(y: usize, to: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count; i++, to += 3) {
    const level = load<u8>(y + i);
    store<u8>(to, level);
    store<u8>(to, level, 1);
    store<u8>(to, level, 2);
  }
}

/**
 * `count` samples become twice as many: each one twice, or (`smooth`) three quarters of the nearest and one of the next
 * nearest.
 */
export function widen(from: usize, to: usize, count: i32, smooth: bool): void {
  const last = <usize>count - 1;
  for (let i: usize = 0; i <= last; i++) {
    const own: i32 = load<u8>(from + i);
    const before: i32 = smooth && i > 0 ? load<u8>(from + i - 1) : own;
    const after: i32 = smooth && i < last ? load<u8>(from + i + 1) : own;
    store<u8>(to + 2 * i, <u8>((3 * own + before + 1) >> 2));
    store<u8>(to + 2 * i, <u8>((3 * own + after + 2) >> 2), 1);
  }
}
