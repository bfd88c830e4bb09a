import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstToJoin } from '#src/store/appends.js';

const segmentsOf = (lengths: readonly number[]) => lengths.map((length, n) => ({ blob: String(n), offset: 0, length }));

test.each([
  [[1, 1, 1], 0],
  [[100, 1, 1], 1],
  [[4, 1, 1], 0],
  [[5, 1, 1], 1],
  [[1_000_000, 100, 100, 1], 1],
  [[1, 1_000_000, 1], 0],
])('of %j all from %i on', (lengths, from) => {
  expect(firstToJoin(segmentsOf(lengths))).toBe(from);
});

test('at least two are joined whenever there are more than 64', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 5_000_000_000 }), { minLength: 65, maxLength: 80 });
  fc.assert(fc.property(lengths, (each) => firstToJoin(segmentsOf(each)) < each.length - 1));
});

test('an appender of equal pieces writes each byte a few times more, not once for every compaction', () => {
  let segments: number[] = [];
  let rewritten = 0;
  for (let n = 0; n < 20_000; n++) {
    segments.push(1);
    if (segments.length <= 64) continue;
    const from = firstToJoin(segmentsOf(segments));
    const size = segments.slice(from).reduce((sum, length) => sum + length, 0);
    segments = [...segments.slice(0, from), size];
    rewritten += size;
  }
  expect(rewritten / 20_000).toBeLessThan(10);
});
