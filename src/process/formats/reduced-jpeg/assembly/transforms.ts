/**
 * Coefficients to samples: the inverse DCT that gives 8 x 8 samples of a block, or only 4 x 4 or 2 x 2. They are those of
 * libjpeg (jidctint.c, jidctred.c: after Loeffler, Ligtenberg and Moschytz) where the coefficients that are not read are
 * 0, in the same whole numbers. Factors are fractions of 2^13; the first pass leaves numbers four times as large as
 * samples, the second brings them back, and each rounds.
 */
import { eight, READ_OF_8 } from './eight';
import { factors, highPairs, lowPairs } from './lanes';
import { FIRST_PASS, levels, MIDDLE, SECOND_PASS, scale, shrunk } from './passes';

/** What two samples show of patterns of one and three half waves: 3.624509785 and -1.272758580, as libjpeg has it. */
const ODD_OF_2: i16 = 29692;
const THIRD_OF_2: i16 = -10426;

/** Between the passes, of two samples: with larger numbers the second one might leave its 32 bits. */
const MOST_BETWEEN: i16 = 27000;

/** Of a block whose other coefficients are all 0: its samples are one level. */
export function flat(dc: i32): u8 {
  return clamped(((dc + 4) >> 3) + MIDDLE);
}

/**
 * `size` x `size` samples. `block`: its coefficients, row by row (coefficients.ts), of which number `last` is the last one
 * that is not 0; `by`: their factors. False: numbers so large that libjpeg's overflow, each of its transforms at another
 * one.
 */
export function transform(block: usize, last: u32, by: usize, size: i32, to: usize, stride: usize): bool {
  if (size === 2) return twoByTwo(block, by, to, stride);
  if (size === 4) return fourByFour(block, by, to, stride);
  return eight(block, last, by, to, stride);
}

/** The block is 0 again, for the next one. */
export function clear(block: usize, size: i32): void {
  const none = i64x2.splat(0);
  v128.store(block, none);
  v128.store(block, none, 16);
  if (size < 8) return;
  for (let at: usize = 32; at < READ_OF_8; at += 16) v128.store(block + at, none);
}

/** Of 4 x 4 coefficients, two rows in a vector. A pass makes the outer and the inner two of four samples. */
function fourByFour(block: usize, by: usize, to: usize, stride: usize): bool {
  if (!scale(block, by, 32)) return false;
  const a = v128.load(block);
  const b = v128.load(block, 16);

  // Down the columns: of each column rows 0 and 2, and rows 1 and 3.
  let even = lowPairs(a, b);
  let odd = highPairs(a, b);
  let round = i32x4.splat(1 << FIRST_PASS);
  let outerEven = i32x4.add(i32x4.dot_i16x8_s(even, factors(16384, 15137)), round);
  let innerEven = i32x4.add(i32x4.dot_i16x8_s(even, factors(16384, -15137)), round);
  let outerOdd = i32x4.dot_i16x8_s(odd, factors(20995, 7373));
  let innerOdd = i32x4.dot_i16x8_s(odd, factors(8697, -17799));
  const rows01 = shrunk(i32x4.add(outerEven, outerOdd), i32x4.add(innerEven, innerOdd), FIRST_PASS + 1);
  const rows23 = shrunk(i32x4.sub(innerEven, innerOdd), i32x4.sub(outerEven, outerOdd), FIRST_PASS + 1);

  // Across the rows: of each row columns 0 and 2, and columns 1 and 3.
  even = v128.shuffle<i16>(rows01, rows23, 0, 2, 4, 6, 8, 10, 12, 14);
  odd = v128.shuffle<i16>(rows01, rows23, 1, 3, 5, 7, 9, 11, 13, 15);
  round = i32x4.splat(1 << SECOND_PASS);
  outerEven = i32x4.add(i32x4.dot_i16x8_s(even, factors(16384, 15137)), round);
  innerEven = i32x4.add(i32x4.dot_i16x8_s(even, factors(16384, -15137)), round);
  outerOdd = i32x4.dot_i16x8_s(odd, factors(20995, 7373));
  innerOdd = i32x4.dot_i16x8_s(odd, factors(8697, -17799));
  const columns01 = shrunk(i32x4.add(outerEven, outerOdd), i32x4.add(innerEven, innerOdd), SECOND_PASS + 1);
  const columns23 = shrunk(i32x4.sub(innerEven, innerOdd), i32x4.sub(outerEven, outerOdd), SECOND_PASS + 1);
  const columns = levels(columns01, columns23);
  const rows = v128.shuffle<u8>(columns, columns, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  v128.store32_lane(to, rows, 0);
  v128.store32_lane(to + stride, rows, 1);
  v128.store32_lane(to + 2 * stride, rows, 2);
  v128.store32_lane(to + 3 * stride, rows, 3);
  return true;
}

/** Of 4 x 4 coefficients, of which those of 0, 1 and 3 half waves have a part in it. */
function twoByTwo(block: usize, by: usize, to: usize, stride: usize): bool {
  if (!scale(block, by, 32)) return false;
  const a = v128.load(block);
  const b = v128.load(block, 16);
  // Down the columns.
  const even = i32x4.add(i32x4.shl(i32x4.extend_low_i16x8_s(a), 15), i32x4.splat(1 << (FIRST_PASS + 1)));
  const odd = i32x4.dot_i16x8_s(highPairs(a, b), factors(ODD_OF_2, THIRD_OF_2));
  const rows = shrunk(i32x4.add(even, odd), i32x4.sub(even, odd), FIRST_PASS + 2);
  if (v128.any_true(i16x8.gt_u(i16x8.abs(rows), i16x8.splat(MOST_BETWEEN)))) return false;
  // Across the rows: the sum of two products is that of a row.
  const products = i32x4.dot_i16x8_s(rows, i16x8(0, ODD_OF_2, 0, THIRD_OF_2, 0, ODD_OF_2, 0, THIRD_OF_2));
  const sums = i32x4.add(products, v128.shuffle<i32>(products, products, 1, 0, 3, 2));
  twoOf(i16x8.extract_lane_s(rows, 0), i32x4.extract_lane(sums, 0), to);
  twoOf(i16x8.extract_lane_s(rows, 4), i32x4.extract_lane(sums, 2), to + stride);
  return true;
}

/** The samples of a row, with the level that is 0. */
function twoOf(even: i32, odd: i32, to: usize): void {
  const middle = (even << 15) + (1 << (SECOND_PASS + 1)) + ((<i32>MIDDLE) << (SECOND_PASS + 2));
  store<u8>(to, clamped((middle + odd) >> (SECOND_PASS + 2)));
  store<u8>(to, clamped((middle - odd) >> (SECOND_PASS + 2)), 1);
}

function clamped(level: i32): u8 {
  return <u8>max(0, min(255, level));
}
