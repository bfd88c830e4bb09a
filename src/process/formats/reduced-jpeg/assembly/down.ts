/** Pairs of rows that have the width of the result (across.ts) to one of its rows. */
import { PAIR, WEIGHT_BITS } from './across';
import { shrunk } from './passes';

/** Bytes of what `down` is told of a pair of rows: the two weights, and where it lies. */
export const STEP: usize = 8;

/** `count` pairs of rows of `width` samples (rounded up to 16) become one row of 16 bits each. `steps`: of each pair. */
export function down(steps: usize, count: i32, width: usize, to: usize): void {
  const round = i32x4.splat(1 << (WEIGHT_BITS - 1));
  const end = steps + <usize>count * STEP;
  for (let x: usize = 0; x < width; x += 16) {
    let sum0 = round;
    let sum1 = round;
    let sum2 = round;
    let sum3 = round;
    for (let step = steps; step < end; step += STEP) {
      const weights = v128.load_splat<i32>(step);
      const pairs = <usize>load<u32>(step, 4) + x * PAIR;
      sum0 = i32x4.add(sum0, i32x4.dot_i16x8_s(v128.load(pairs), weights));
      sum1 = i32x4.add(sum1, i32x4.dot_i16x8_s(v128.load(pairs, 16), weights));
      sum2 = i32x4.add(sum2, i32x4.dot_i16x8_s(v128.load(pairs, 32), weights));
      sum3 = i32x4.add(sum3, i32x4.dot_i16x8_s(v128.load(pairs, 48), weights));
    }
    v128.store(to + 2 * x, shrunk(sum0, sum1, WEIGHT_BITS));
    v128.store(to + 2 * x, shrunk(sum2, sum3, WEIGHT_BITS), 16);
  }
}
