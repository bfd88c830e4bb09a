/**
 * Coefficients to samples: the inverse DCT that gives 8 x 8 samples of a block, or only 4 x 4 or 2 x 2. They are those of
 * libjpeg (jidctint.c, jidctred.c: after Loeffler, Ligtenberg and Moschytz), in the same whole numbers, so that nobody
 * can tell from a picture which of the two decoded it. Factors are fractions of 2^13; the first pass leaves numbers four
 * times as large as samples, the second brings them back, and each rounds.
 */
import { factors, highDot, highPairs, lowDot, lowPairs } from './lanes';

/** Bits that a pass takes away, for results of 8, 4 and 2 samples. */
const FIRST_PASS: i32 = 11;
const SECOND_PASS: i32 = 18;

/** Levels are stored around 0. */
const MIDDLE: i16 = 128;

/** Of a block whose other coefficients are all 0: its samples are one level. */
export function flat(dc: i32): u8 {
  return clamped(((dc + 4) >> 3) + MIDDLE);
}

/**
 * `size` x `size` samples. `block`: its coefficients, row by row, which are lost; `quantisation`: their factors. False:
 * numbers so large that libjpeg's overflow, each of its transforms at another one.
 */
export function transform(block: usize, quantisation: usize, size: i32, to: usize, stride: usize): bool {
  let beyond = i64x2.splat(0);
  for (let row: usize = 0; row < 128; row += 16) {
    const coefficients = v128.load(block + row);
    const factors = v128.load(quantisation + row);
    // The upper half of four times the product, rounded: 0 where the product is below 4096.
    beyond = v128.or(beyond, i16x8.q15mulr_sat_s(i16x8.shl(coefficients, 2), factors));
    v128.store(block + row, i16x8.mul(coefficients, factors));
  }
  if (v128.any_true(beyond)) return false;
  if (size === 2) twoByTwo(block, to, stride);
  else if (size === 4) fourByFour(block, to, stride);
  else eightByEight(block, to, stride);
  return true;
}

function eightByEight(block: usize, to: usize, stride: usize): void {
  toEight(block, FIRST_PASS);
  transpose(block);
  toEight(block, SECOND_PASS);
  transpose(block);
  for (let y: usize = 0; y < 8; y++) v128.store64_lane(to + y * stride, levels(block + (y << 4)), 0);
}

function fourByFour(block: usize, to: usize, stride: usize): void {
  toFour(block, FIRST_PASS + 1);
  transpose(block);
  toFour(block, SECOND_PASS + 1);
  transpose(block);
  for (let y: usize = 0; y < 4; y++) v128.store32_lane(to + y * stride, levels(block + (y << 4)), 0);
}

function levels(row: usize): v128 {
  const level = i16x8.add_sat_s(v128.load(row), i16x8.splat(MIDDLE));
  return i8x16.narrow_i16x8_u(level, level);
}

function row(block: usize, y: usize): v128 {
  return v128.load(block + (y << 4));
}

function shrunk(low: v128, high: v128, by: i32): v128 {
  return i16x8.narrow_i32x4_s(i32x4.shr_s(low, by), i32x4.shr_s(high, by));
}

/** Rows a + b go to `y`, rows a - b to `mirrored`. */
function mirror(block: usize, y: usize, mirrored: usize, a: v128, aHigh: v128, b: v128, bHigh: v128, by: i32): void {
  v128.store(block + (y << 4), shrunk(i32x4.add(a, b), i32x4.add(aHigh, bHigh), by));
  v128.store(block + (mirrored << 4), shrunk(i32x4.sub(a, b), i32x4.sub(aHigh, bHigh), by));
}

function scaledLow(a: v128, bits: i32, round: v128): v128 {
  return i32x4.add(i32x4.shl(i32x4.extend_low_i16x8_s(a), bits), round);
}

function scaledHigh(a: v128, bits: i32, round: v128): v128 {
  return i32x4.add(i32x4.shl(i32x4.extend_high_i16x8_s(a), bits), round);
}

/** Down every column, 8 of 8. */
function toEight(block: usize, by: i32): void {
  const round = i32x4.splat(1 << (by - 1));
  const r1 = row(block, 1);
  const r3 = row(block, 3);
  const r5 = row(block, 5);
  const r7 = row(block, 7);
  const r2 = row(block, 2);
  const r6 = row(block, 6);
  const sum = i16x8.add(row(block, 0), row(block, 4));
  const difference = i16x8.sub(row(block, 0), row(block, 4));
  const outer = factors(4433 + 6270, 4433);
  const inner = factors(4433, 4433 - 15137);
  const s = scaledLow(sum, 13, round);
  const sHigh = scaledHigh(sum, 13, round);
  const d = scaledLow(difference, 13, round);
  const dHigh = scaledHigh(difference, 13, round);
  const o = lowDot(r2, r6, outer);
  const oHigh = highDot(r2, r6, outer);
  const i = lowDot(r2, r6, inner);
  const iHigh = highDot(r2, r6, inner);

  const z3 = i16x8.add(r7, r3);
  const z4 = i16x8.add(r5, r1);
  const by3 = factors(9633 - 16069, 9633);
  const by4 = factors(9633, 9633 - 3196);
  const t3 = lowDot(z3, z4, by3);
  const t3High = highDot(z3, z4, by3);
  const t4 = lowDot(z3, z4, by4);
  const t4High = highDot(z3, z4, by4);
  const of0 = factors(12299 - 7373, -7373);
  const of1 = factors(25172 - 20995, -20995);
  const of2 = factors(-20995, 16819 - 20995);
  const of3 = factors(-7373, 2446 - 7373);

  mirror(
    block,
    0,
    7,
    i32x4.add(s, o),
    i32x4.add(sHigh, oHigh),
    i32x4.add(lowDot(r1, r7, of0), t4),
    i32x4.add(highDot(r1, r7, of0), t4High),
    by,
  );
  mirror(
    block,
    1,
    6,
    i32x4.add(d, i),
    i32x4.add(dHigh, iHigh),
    i32x4.add(lowDot(r3, r5, of1), t3),
    i32x4.add(highDot(r3, r5, of1), t3High),
    by,
  );
  mirror(
    block,
    2,
    5,
    i32x4.sub(d, i),
    i32x4.sub(dHigh, iHigh),
    i32x4.add(lowDot(r3, r5, of2), t4),
    i32x4.add(highDot(r3, r5, of2), t4High),
    by,
  );
  mirror(
    block,
    3,
    4,
    i32x4.sub(s, o),
    i32x4.sub(sHigh, oHigh),
    i32x4.add(lowDot(r1, r7, of3), t3),
    i32x4.add(highDot(r1, r7, of3), t3High),
    by,
  );
}

/** Down every column, 4 of 8. The fourth coefficient has no part in it. */
function toFour(block: usize, by: i32): void {
  const round = i32x4.splat(1 << (by - 1));
  const r0 = row(block, 0);
  const r1 = row(block, 1);
  const r2 = row(block, 2);
  const r3 = row(block, 3);
  const r5 = row(block, 5);
  const r6 = row(block, 6);
  const r7 = row(block, 7);
  const even = factors(15137, -6270);
  const s = scaledLow(r0, 14, round);
  const sHigh = scaledHigh(r0, 14, round);
  const e = lowDot(r2, r6, even);
  const eHigh = highDot(r2, r6, even);
  const outer31 = factors(7373, 20995);
  const outer75 = factors(-4176, -4926);
  const inner31 = factors(-17799, 8697);
  const inner75 = factors(-1730, 11893);
  const outer = i32x4.add(lowDot(r3, r1, outer31), lowDot(r7, r5, outer75));
  const outerHigh = i32x4.add(highDot(r3, r1, outer31), highDot(r7, r5, outer75));
  const inner = i32x4.add(lowDot(r3, r1, inner31), lowDot(r7, r5, inner75));
  const innerHigh = i32x4.add(highDot(r3, r1, inner31), highDot(r7, r5, inner75));
  mirror(block, 0, 3, i32x4.add(s, e), i32x4.add(sHigh, eHigh), outer, outerHigh, by);
  mirror(block, 1, 2, i32x4.sub(s, e), i32x4.sub(sHigh, eHigh), inner, innerHigh, by);
}

/** Rows become columns. */
function transpose(block: usize): void {
  const a0 = lowPairs(row(block, 0), row(block, 1));
  const a1 = highPairs(row(block, 0), row(block, 1));
  const a2 = lowPairs(row(block, 2), row(block, 3));
  const a3 = highPairs(row(block, 2), row(block, 3));
  const a4 = lowPairs(row(block, 4), row(block, 5));
  const a5 = highPairs(row(block, 4), row(block, 5));
  const a6 = lowPairs(row(block, 6), row(block, 7));
  const a7 = highPairs(row(block, 6), row(block, 7));
  fourColumns(block, 0, a0, a2, a4, a6);
  fourColumns(block, 4, a1, a3, a5, a7);
}

function fourColumns(block: usize, first: usize, ab: v128, cd: v128, ef: v128, gh: v128): void {
  const left = v128.shuffle<i32>(ab, cd, 0, 4, 1, 5);
  const right = v128.shuffle<i32>(ab, cd, 2, 6, 3, 7);
  const leftBelow = v128.shuffle<i32>(ef, gh, 0, 4, 1, 5);
  const rightBelow = v128.shuffle<i32>(ef, gh, 2, 6, 3, 7);
  const to = block + (first << 4);
  v128.store(to, v128.shuffle<i64>(left, leftBelow, 0, 2));
  v128.store(to, v128.shuffle<i64>(left, leftBelow, 1, 3), 16);
  v128.store(to, v128.shuffle<i64>(right, rightBelow, 0, 2), 32);
  v128.store(to, v128.shuffle<i64>(right, rightBelow, 1, 3), 48);
}

/** 2 x 2: of the even coefficients only the first has a part in it. */
function twoByTwo(block: usize, to: usize, stride: usize): void {
  const by13 = factors(29692, -10426);
  const by57 = factors(6967, -5906);
  const r1 = row(block, 1);
  const r3 = row(block, 3);
  const r5 = row(block, 5);
  const r7 = row(block, 7);
  const odd = i32x4.add(lowDot(r1, r3, by13), lowDot(r5, r7, by57));
  const oddHigh = i32x4.add(highDot(r1, r3, by13), highDot(r5, r7, by57));
  const round = i32x4.splat(1 << (FIRST_PASS + 1));
  const even = scaledLow(row(block, 0), 15, round);
  const evenHigh = scaledHigh(row(block, 0), 15, round);
  mirror(block, 0, 1, even, evenHigh, odd, oddHigh, FIRST_PASS + 2);
  twoOf(block, to);
  twoOf(block + 16, to + stride);
}

/** Across a row. */
function twoOf(row: usize, to: usize): void {
  const across = i16x8(0, 29692, 0, -10426, 0, 6967, 0, -5906);
  const products = i32x4.dot_i16x8_s(v128.load(row), across);
  const halves = i32x4.add(products, v128.shuffle<i64>(products, products, 1, 0));
  const odd = i32x4.extract_lane(halves, 0) + i32x4.extract_lane(halves, 1);
  const even = ((<i32>load<i16>(row)) << 15) + (1 << (SECOND_PASS + 1)) + ((<i32>MIDDLE) << (SECOND_PASS + 2));
  store<u8>(to, clamped((even + odd) >> (SECOND_PASS + 2)));
  store<u8>(to, clamped((even - odd) >> (SECOND_PASS + 2)), 1);
}

function clamped(level: i32): u8 {
  return <u8>max(0, min(255, level));
}
