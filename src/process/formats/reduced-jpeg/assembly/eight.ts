/**
 * 8 x 8 samples of a block, as chroma of half the width and height takes them at 1/2. After jidctint.c, as is told in
 * transforms.ts.
 */
import { factors, highDot, highPairs, lowDot, lowPairs } from './lanes';
import { beyond, FIRST_PASS, levels, SECOND_PASS, scale, shrunk } from './passes';

/** Bytes of a block of 8 x 8 that are read: of its last row none is, and what is left there nobody sees. */
export const READ_OF_8: usize = 7 * 16;

/** The last coefficient of those of up to three half waves across and down in all: nearly every block of chroma has no more. */
const LAST_OF_THREE: u32 = 9;

/** As transform(). */
export function eight(block: usize, last: u32, by: usize, to: usize, stride: usize): bool {
  return last <= LAST_OF_THREE ? eightOfFour(block, by, to, stride) : eightByEight(block, by, to, stride);
}

/** Of 4 x 4 coefficients in rows of 8: what eightByEight gives, in less than half of the time. */
function eightOfFour(block: usize, by: usize, to: usize, stride: usize): bool {
  const top = twoRows(block);
  const bottom = twoRows(block + 32);
  const topFactors = twoRows(by);
  const bottomFactors = twoRows(by + 32);
  if (v128.any_true(v128.or(beyond(top, topFactors), beyond(bottom, bottomFactors)))) return false;
  const a = i16x8.mul(top, topFactors);
  const b = i16x8.mul(bottom, bottomFactors);
  // Down the columns: of each column rows 0 and 2, and rows 1 and 3.
  eightOf(lowPairs(a, b), highPairs(a, b), FIRST_PASS, block);
  const rows45 = v128.load(block, 32);
  const rows67 = v128.load(block, 48);
  fourRows(v128.load(block), v128.load(block, 16), block, to, stride);
  fourRows(rows45, rows67, block, to + 4 * stride, stride);
  return true;
}

/** Across four rows of 4, two in each vector, which become rows of 8. `between`: 64 bytes that nobody needs. */
function fourRows(a: v128, b: v128, between: usize, to: usize, stride: usize): void {
  // Of each row columns 0 and 2, and columns 1 and 3.
  const even = v128.shuffle<i16>(a, b, 0, 2, 4, 6, 8, 10, 12, 14);
  const odd = v128.shuffle<i16>(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
  eightOf(even, odd, SECOND_PASS, between);
  const left = levels(v128.load(between), v128.load(between, 16));
  const right = levels(v128.load(between, 32), v128.load(between, 48));
  const upper = v128.shuffle<u8>(left, right, 0, 4, 8, 12, 16, 20, 24, 28, 1, 5, 9, 13, 17, 21, 25, 29);
  const lower = v128.shuffle<u8>(left, right, 2, 6, 10, 14, 18, 22, 26, 30, 3, 7, 11, 15, 19, 23, 27, 31);
  v128.store64_lane(to, upper, 0);
  v128.store64_lane(to + stride, upper, 1);
  v128.store64_lane(to + 2 * stride, lower, 0);
  v128.store64_lane(to + 3 * stride, lower, 1);
}

/**
 * Four times eight numbers of four: `even` has the first and the third in turns, `odd` the second and the fourth. Two of
 * the eight in a vector, to `to`. The sums of toEight where the other four are 0.
 */
function eightOf(even: v128, odd: v128, by: i32, to: usize): void {
  const round = i32x4.splat(1 << (by - 1));
  const even0 = i32x4.add(i32x4.dot_i16x8_s(even, factors(8192, 4433 + 6270)), round);
  const even1 = i32x4.add(i32x4.dot_i16x8_s(even, factors(8192, 4433)), round);
  const even2 = i32x4.add(i32x4.dot_i16x8_s(even, factors(8192, -4433)), round);
  const even3 = i32x4.add(i32x4.dot_i16x8_s(even, factors(8192, -4433 - 6270)), round);
  const odd0 = i32x4.dot_i16x8_s(odd, factors(9633 - 3196 + 12299 - 7373, 9633));
  const odd1 = i32x4.dot_i16x8_s(odd, factors(9633, 9633 - 16069 + 25172 - 20995));
  const odd2 = i32x4.dot_i16x8_s(odd, factors(9633 - 3196, 9633 - 20995));
  const odd3 = i32x4.dot_i16x8_s(odd, factors(9633 - 7373, 9633 - 16069));
  v128.store(to, shrunk(i32x4.add(even0, odd0), i32x4.add(even1, odd1), by));
  v128.store(to, shrunk(i32x4.add(even2, odd2), i32x4.add(even3, odd3), by), 16);
  v128.store(to, shrunk(i32x4.sub(even3, odd3), i32x4.sub(even2, odd2), by), 32);
  v128.store(to, shrunk(i32x4.sub(even1, odd1), i32x4.sub(even0, odd0), by), 48);
}

/** The left half of a row and of the one below it. */
function twoRows(at: usize): v128 {
  return v128.shuffle<i64>(v128.load(at), v128.load(at, 16), 0, 2);
}

function eightByEight(block: usize, by: usize, to: usize, stride: usize): bool {
  if (!scale(block, by, READ_OF_8)) return false;
  toEight(block, FIRST_PASS);
  transpose(block);
  toEight(block, SECOND_PASS);
  transpose(block);
  for (let y: usize = 0; y < 8; y += 2) {
    const rows = levels(row(block, y), row(block, y + 1));
    v128.store64_lane(to + y * stride, rows, 0);
    v128.store64_lane(to + (y + 1) * stride, rows, 1);
  }
  return true;
}

function row(block: usize, y: usize): v128 {
  return v128.load(block + (y << 4));
}

/** Rows a + b go to `y`, rows a - b to `mirrored`. */
function mirror(block: usize, y: usize, mirrored: usize, a: v128, aHigh: v128, b: v128, bHigh: v128, by: i32): void {
  v128.store(block + (y << 4), shrunk(i32x4.add(a, b), i32x4.add(aHigh, bHigh), by));
  v128.store(block + (mirrored << 4), shrunk(i32x4.sub(a, b), i32x4.sub(aHigh, bHigh), by));
}

/** As fractions of 2^13. */
function scaledLow(a: v128, round: v128): v128 {
  return i32x4.add(i32x4.shl(i32x4.extend_low_i16x8_s(a), 13), round);
}

function scaledHigh(a: v128, round: v128): v128 {
  return i32x4.add(i32x4.shl(i32x4.extend_high_i16x8_s(a), 13), round);
}

/** Down every column: 8 samples of 7 coefficients. */
function toEight(block: usize, by: i32): void {
  const round = i32x4.splat(1 << (by - 1));
  const r1 = row(block, 1);
  const r3 = row(block, 3);
  const r5 = row(block, 5);
  const r2 = row(block, 2);
  const r6 = row(block, 6);
  const sum = i16x8.add(row(block, 0), row(block, 4));
  const difference = i16x8.sub(row(block, 0), row(block, 4));
  const outer = factors(4433 + 6270, 4433);
  const inner = factors(4433, 4433 - 15137);
  const s = scaledLow(sum, round);
  const sHigh = scaledHigh(sum, round);
  const d = scaledLow(difference, round);
  const dHigh = scaledHigh(difference, round);
  const o = lowDot(r2, r6, outer);
  const oHigh = highDot(r2, r6, outer);
  const i = lowDot(r2, r6, inner);
  const iHigh = highDot(r2, r6, inner);

  const z4 = i16x8.add(r5, r1);
  const by3 = factors(9633 - 16069, 9633);
  const by4 = factors(9633, 9633 - 3196);
  const t3 = lowDot(r3, z4, by3);
  const t3High = highDot(r3, z4, by3);
  const t4 = lowDot(r3, z4, by4);
  const t4High = highDot(r3, z4, by4);
  const of0 = i16x8.splat(12299 - 7373);
  const of1 = factors(25172 - 20995, -20995);
  const of2 = factors(-20995, 16819 - 20995);
  const of3 = i16x8.splat(-7373);

  mirror(
    block,
    0,
    7,
    i32x4.add(s, o),
    i32x4.add(sHigh, oHigh),
    i32x4.add(i32x4.extmul_low_i16x8_s(r1, of0), t4),
    i32x4.add(i32x4.extmul_high_i16x8_s(r1, of0), t4High),
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
    i32x4.add(i32x4.extmul_low_i16x8_s(r1, of3), t3),
    i32x4.add(i32x4.extmul_high_i16x8_s(r1, of3), t3High),
    by,
  );
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
