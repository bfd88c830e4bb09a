/** Eight numbers of 16 bits, or four of 32, at once. */

/** The numbers of two rows in turns: from the left half, and from the right. */
export function lowPairs(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

export function highPairs(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

/** Two factors, for lowDot and highDot. */
export function factors(a: i32, b: i32): v128 {
  return i32x4.splat((a & 0xffff) | (b << 16));
}

/** a · factor a + b · factor b, of the left half, and of the right. */
export function lowDot(a: v128, b: v128, by: v128): v128 {
  return i32x4.dot_i16x8_s(lowPairs(a, b), by);
}

export function highDot(a: v128, b: v128, by: v128): v128 {
  return i32x4.dot_i16x8_s(highPairs(a, b), by);
}
