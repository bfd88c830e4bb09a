/** What all of the inverse DCTs share: two passes, whose numbers may not be too large, and levels at the end. */

/** Bits that a pass takes away for 8 samples; one more for 4, which are means of two of them, and two more for 2. */
export const FIRST_PASS: i32 = 11;
export const SECOND_PASS: i32 = 18;

/** Levels are stored around 0. */
export const MIDDLE: i16 = 128;

/** Eight products, anything but 0 where one is 4096 or more: the upper half of four times the product, rounded. */
export function beyond(coefficients: v128, factors: v128): v128 {
  return i16x8.q15mulr_sat_s(i16x8.shl(coefficients, 2), factors);
}

/** The first `bytes` of a block times their factors, where they lie. False: one of the products is too large. */
export function scale(block: usize, by: usize, bytes: usize): bool {
  let far = i64x2.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const coefficients = v128.load(block + at);
    const factors = v128.load(by + at);
    far = v128.or(far, beyond(coefficients, factors));
    v128.store(block + at, i16x8.mul(coefficients, factors));
  }
  return !v128.any_true(far);
}

export function shrunk(low: v128, high: v128, by: i32): v128 {
  return i16x8.narrow_i32x4_s(i32x4.shr_s(low, by), i32x4.shr_s(high, by));
}

/** Numbers around 0 to bytes. */
export function levels(a: v128, b: v128): v128 {
  const middle = i16x8.splat(MIDDLE);
  return i8x16.narrow_i16x8_u(i16x8.add_sat_s(a, middle), i16x8.add_sat_s(b, middle));
}
