/**
 * 8 x 8 samples to coefficients: the forward DCT of libjpeg (jfdctint.c: after Loeffler, Ligtenberg and Moschytz) in the
 * same whole numbers, across and then down, and their division by the quantisation table.
 */
import { factors, highPairs, lowPairs } from '../../reduced-jpeg/assembly/lanes';
import { BLOCK, divisorsOf } from './memory';

/** Bits that the first pass keeps behind the point. */
const KEPT: i32 = 2;
/** A half, behind the first pass. */
const HALF: i16 = 2;
const FRACTION: i32 = 13;

let c0: v128 = i64x2.splat(0);
let c1: v128 = i64x2.splat(0);
let c2: v128 = i64x2.splat(0);
let c3: v128 = i64x2.splat(0);
let c4: v128 = i64x2.splat(0);
let c5: v128 = i64x2.splat(0);
let c6: v128 = i64x2.splat(0);
let c7: v128 = i64x2.splat(0);

/** Into BLOCK, row by row. */
export function coefficients(from: usize, stride: usize, chroma: bool): void {
  const middle = i16x8.splat(128);
  c0 = i16x8.sub(v128.load_ext<u8>(from), middle);
  c1 = i16x8.sub(v128.load_ext<u8>(from + stride), middle);
  c2 = i16x8.sub(v128.load_ext<u8>(from + 2 * stride), middle);
  c3 = i16x8.sub(v128.load_ext<u8>(from + 3 * stride), middle);
  c4 = i16x8.sub(v128.load_ext<u8>(from + 4 * stride), middle);
  c5 = i16x8.sub(v128.load_ext<u8>(from + 5 * stride), middle);
  c6 = i16x8.sub(v128.load_ext<u8>(from + 6 * stride), middle);
  c7 = i16x8.sub(v128.load_ext<u8>(from + 7 * stride), middle);
  transpose();
  pass(true);
  transpose();
  pass(false);
  const divisors = divisorsOf(chroma);
  v128.store(BLOCK, divided(c0, divisors));
  v128.store(BLOCK + 16, divided(c1, divisors + 32));
  v128.store(BLOCK + 32, divided(c2, divisors + 64));
  v128.store(BLOCK + 48, divided(c3, divisors + 96));
  v128.store(BLOCK + 64, divided(c4, divisors + 128));
  v128.store(BLOCK + 80, divided(c5, divisors + 160));
  v128.store(BLOCK + 96, divided(c6, divisors + 192));
  v128.store(BLOCK + 112, divided(c7, divisors + 224));
}

/** Rounded to the nearest, halves away from 0. Eight numbers of 16 bits by as many with a point, which divide exactly enough. */
function divided(numbers: v128, by: usize): v128 {
  const positive = i16x8.abs(numbers);
  const low = quotients(i32x4.extend_low_i16x8_u(positive), v128.load(by));
  const high = quotients(i32x4.extend_high_i16x8_u(positive), v128.load(by, 16));
  const quotient = i16x8.narrow_i32x4_u(low, high);
  const signs = i16x8.shr_s(numbers, 15);
  return i16x8.sub(v128.xor(quotient, signs), signs);
}

function quotients(numbers: v128, by: v128): v128 {
  const half = f32x4.mul(by, f32x4.splat(0.5));
  return i32x4.trunc_sat_f32x4_s(f32x4.div(f32x4.add(f32x4.convert_i32x4_s(numbers), half), by));
}

/** a · factor a + b · factor b + c · factor c + d · factor d, rounded. */
function four(ab: v128, cd: v128, abBy: v128, cdBy: v128, round: v128, by: i32): v128 {
  return i32x4.shr_s(i32x4.add(i32x4.add(i32x4.dot_i16x8_s(ab, abBy), i32x4.dot_i16x8_s(cd, cdBy)), round), by);
}

function two(ab: v128, by: v128, round: v128, shift: i32): v128 {
  return i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(ab, by), round), shift);
}

/** Down every column. */
function pass(first: bool): void {
  const s0 = i16x8.add(c0, c7);
  const t7 = i16x8.sub(c0, c7);
  const s1 = i16x8.add(c1, c6);
  const t6 = i16x8.sub(c1, c6);
  const s2 = i16x8.add(c2, c5);
  const t5 = i16x8.sub(c2, c5);
  const s3 = i16x8.add(c3, c4);
  const t4 = i16x8.sub(c3, c4);
  const even0 = i16x8.add(s0, s3);
  const even3 = i16x8.sub(s0, s3);
  const even1 = i16x8.add(s1, s2);
  const even2 = i16x8.sub(s1, s2);
  if (first) {
    c0 = i16x8.shl(i16x8.add(even0, even1), KEPT);
    c4 = i16x8.shl(i16x8.sub(even0, even1), KEPT);
  } else {
    const half = i16x8.splat(HALF);
    c0 = i16x8.shr_s(i16x8.add(i16x8.add(even0, even1), half), KEPT);
    c4 = i16x8.shr_s(i16x8.add(i16x8.sub(even0, even1), half), KEPT);
  }
  const by = first ? FRACTION - KEPT : FRACTION + KEPT;
  const round = i32x4.splat(1 << (by - 1));
  const low = lowPairs(even3, even2);
  const high = highPairs(even3, even2);
  const of2 = factors(4433 + 6270, 4433);
  const of6 = factors(4433, 4433 - 15_137);
  c2 = i16x8.narrow_i32x4_s(two(low, of2, round, by), two(high, of2, round, by));
  c6 = i16x8.narrow_i32x4_s(two(low, of6, round, by), two(high, of6, round, by));
  const low45 = lowPairs(t4, t5);
  const high45 = highPairs(t4, t5);
  const low67 = lowPairs(t6, t7);
  const high67 = highPairs(t6, t7);
  c7 = odd(low45, high45, low67, high67, factors(-11_363, 9633), factors(-6436, 2260), round, by);
  c5 = odd(low45, high45, low67, high67, factors(9633, 2261), factors(-11_362, 6437), round, by);
  c3 = odd(low45, high45, low67, high67, factors(-6436, -11_362), factors(-2259, 9633), round, by);
  c1 = odd(low45, high45, low67, high67, factors(2260, 6437), factors(9633, 11_363), round, by);
}

function odd(low45: v128, high45: v128, low67: v128, high67: v128, by45: v128, by67: v128, round: v128, by: i32): v128 {
  return i16x8.narrow_i32x4_s(four(low45, low67, by45, by67, round, by), four(high45, high67, by45, by67, round, by));
}

/** Rows become columns. */
function transpose(): void {
  const a0 = lowPairs(c0, c1);
  const a1 = highPairs(c0, c1);
  const a2 = lowPairs(c2, c3);
  const a3 = highPairs(c2, c3);
  const a4 = lowPairs(c4, c5);
  const a5 = highPairs(c4, c5);
  const a6 = lowPairs(c6, c7);
  const a7 = highPairs(c6, c7);
  const b0 = v128.shuffle<i32>(a0, a2, 0, 4, 1, 5);
  const b1 = v128.shuffle<i32>(a0, a2, 2, 6, 3, 7);
  const b2 = v128.shuffle<i32>(a1, a3, 0, 4, 1, 5);
  const b3 = v128.shuffle<i32>(a1, a3, 2, 6, 3, 7);
  const b4 = v128.shuffle<i32>(a4, a6, 0, 4, 1, 5);
  const b5 = v128.shuffle<i32>(a4, a6, 2, 6, 3, 7);
  const b6 = v128.shuffle<i32>(a5, a7, 0, 4, 1, 5);
  const b7 = v128.shuffle<i32>(a5, a7, 2, 6, 3, 7);
  c0 = v128.shuffle<i64>(b0, b4, 0, 2);
  c1 = v128.shuffle<i64>(b0, b4, 1, 3);
  c2 = v128.shuffle<i64>(b1, b5, 0, 2);
  c3 = v128.shuffle<i64>(b1, b5, 1, 3);
  c4 = v128.shuffle<i64>(b2, b6, 0, 2);
  c5 = v128.shuffle<i64>(b2, b6, 1, 3);
  c6 = v128.shuffle<i64>(b3, b7, 0, 2);
  c7 = v128.shuffle<i64>(b3, b7, 1, 3);
}
