import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ABOVE_ALL, behind, checkKey, justAfter, later } from '#src/store/metadata/keys.js';

const character = fc.oneof(
  fc.constantFrom('\u{10FFFF}', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u0001', 'a', '/'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((c) => c !== '\0'),
);
const text = fc.array(character, { maxLength: 4 }).map((characters) => characters.join(''));

const compare = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

describe('keys', () => {
  test('behind: the keys of a prefix are those from it to there', () => {
    fc.assert(
      fc.property(text, text, fc.boolean(), (prefix, other, inside) => {
        const key = inside ? prefix + other : other;
        expect(compare(prefix, key) <= 0 && compare(key, behind(prefix)) < 0).toBe(key.startsWith(prefix));
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  test.each([
    ['', ABOVE_ALL],
    ['a', 'b'],
    ['a/', 'a0'],
    ['a\ud7ff', 'a\ue000'],
    ['a\u{10FFFF}\u{10FFFF}', 'b'],
    ['\u{10FFFF}', `\u{10FFFF}${ABOVE_ALL}`],
  ])('behind %j', (prefix, expected) => {
    expect(behind(prefix)).toBe(expected);
  });

  test('nothing that is a key sorts after ABOVE_ALL', () => {
    const last = '\u{10FFFF}'.repeat(255);
    checkKey(last);
    expect(compare(last, ABOVE_ALL)).toBeLessThan(0);
    expect(() => checkKey(ABOVE_ALL)).toThrow('1 to 1023 bytes');
  });

  test('there is no key between a key and justAfter', () => {
    fc.assert(
      fc.property(text, text, (key, other) => {
        expect(compare(key, other) < 0).toBe(compare(justAfter(key), other) <= 0);
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  test('later compares bytes, not UTF-16', () => {
    expect('\uffff' > '\u{10000}').toBe(true);
    expect(later('\uffff', '\u{10000}')).toBe('\u{10000}');
    expect(later('b', 'a')).toBe('b');
  });
});
