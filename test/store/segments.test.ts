import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Segment } from '#src/store/records.js';
import { blobRanges } from '#src/store/segments.js';

const segment = fc.record({ blob: fc.constantFrom('a', 'b', 'c'), offset: fc.nat(5), length: fc.nat(6) });

/** Every byte of an object by its address. */
const addresses = (segments: readonly Segment[]): string[] =>
  segments.flatMap(({ blob, offset, length }) => Array.from({ length }, (_, n) => `${blob}${offset + n}`));

test('the bytes of any range, in order', () => {
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 6 }), fc.nat(30), fc.nat(30), (segments, a, b) => {
      const all = addresses(segments);
      const [start, end] = [Math.min(a, b), Math.max(a, b)];
      if (end >= all.length) {
        expect(() => blobRanges(segments, { start, end })).toThrow(RangeError);
        return;
      }
      const ranges = blobRanges(segments, { start, end });
      const read = ranges.map(({ blob, range }) => ({
        blob,
        offset: range.start,
        length: range.end - range.start + 1,
      }));
      expect(addresses(read)).toEqual(all.slice(start, end + 1));
      expect(read.every(({ length }) => length > 0)).toBe(true);
    }),
    { seed: 3 },
  );
});

test('nothing of nothing', () => {
  expect(blobRanges([], { start: 0, end: -1 })).toEqual([]);
  expect(blobRanges([{ blob: 'a', offset: 0, length: 0 }], { start: 0, end: -1 })).toEqual([]);
});
