/**
 * Rows of samples to the width of the result, by Lanczos (../lanczos.ts). They are kept for the second direction
 * (down.ts) in pairs, since a vector instruction multiplies two numbers that are neighbours and adds the products: of
 * every two rows the first samples, then the second ones. Samples have FRACTION bits behind the point there.
 */

/** Weights are fractions of 2^14. */
export const WEIGHT_BITS: i32 = 14;
/** With more of them, what Lanczos adds to the brightest and takes from the darkest would not fit 16 bits. */
export const FRACTION: i32 = 6;

/** Bytes of a pair of samples. */
export const PAIR: usize = 4;

/**
 * `row` becomes `width` samples (rounded up to four), in the pairs at `to`, of which it is the first or the `second`.
 * `starts`: for each where its samples begin, 32 bits; `weights`: for each `taps` of 16 bits, a multiple of eight.
 */
export function across(
  row: usize,
  starts: usize,
  weights: usize,
  taps: usize,
  width: usize,
  to: usize,
  second: bool,
): void {
  const round = i32x4.splat(1 << (WEIGHT_BITS - FRACTION - 1));
  const all = taps << 1;
  for (let x: usize = 0; x < width; x += 4, starts += 16, weights += all << 2, to += 16) {
    const from0 = row + load<u32>(starts);
    const from1 = row + load<u32>(starts, 4);
    const from2 = row + load<u32>(starts, 8);
    const from3 = row + load<u32>(starts, 12);
    let sum0 = i32x4.dot_i16x8_s(v128.load_ext<u8>(from0), v128.load(weights));
    let sum1 = i32x4.dot_i16x8_s(v128.load_ext<u8>(from1), v128.load(weights + all));
    let sum2 = i32x4.dot_i16x8_s(v128.load_ext<u8>(from2), v128.load(weights + 2 * all));
    let sum3 = i32x4.dot_i16x8_s(v128.load_ext<u8>(from3), v128.load(weights + 3 * all));
    for (let tap: usize = 8; tap < taps; tap += 8) {
      const at = weights + (tap << 1);
      sum0 = i32x4.add(sum0, i32x4.dot_i16x8_s(v128.load_ext<u8>(from0 + tap), v128.load(at)));
      sum1 = i32x4.add(sum1, i32x4.dot_i16x8_s(v128.load_ext<u8>(from1 + tap), v128.load(at + all)));
      sum2 = i32x4.add(sum2, i32x4.dot_i16x8_s(v128.load_ext<u8>(from2 + tap), v128.load(at + 2 * all)));
      sum3 = i32x4.add(sum3, i32x4.dot_i16x8_s(v128.load_ext<u8>(from3 + tap), v128.load(at + 3 * all)));
    }
    const sums = i32x4.shr_s(i32x4.add(sumsOf(sum0, sum1, sum2, sum3), round), WEIGHT_BITS - FRACTION);
    if (second) v128.store(to, v128.or(v128.load(to), i32x4.shl(sums, 16)));
    else v128.store(to, v128.and(sums, i32x4.splat(0xffff)));
  }
}

/** Of each the sum of its four numbers. */
function sumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}
