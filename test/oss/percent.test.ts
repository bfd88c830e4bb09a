import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percentDecode, percentEncode } from '#src/oss/percent.js';

describe('percentDecode', () => {
  test.each([
    ['', ''],
    ['a+b', 'a+b'],
    ['a%2Fb%2fc', 'a/b/c'],
    ['%E7%8C%AB%e7%8b%97', '猫狗'],
    ['100%25', '100%'],
    ['%2525', '%25'],
    ['a//../b', 'a//../b'],
  ])('%s', (raw, text) => {
    expect(percentDecode(raw)).toBe(text);
  });

  test.each([
    ['a lone percent sign', '100%'],
    ['half an escape', '%2'],
    ['not hex', '%zz'],
    ['no UTF-8', '%ff'],
    ['an overlong slash', '%c0%af'],
    ['half a character', '%E7%8C'],
    ['a surrogate', '%ED%A0%80'],
    ['U+0000', 'a%00b'],
  ])('refuses %s', (_, raw) => {
    expect(percentDecode(raw)).toBeUndefined();
  });
});

test('what is encoded decodes to itself, and only unreserved characters stay', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom<'' | '/'>('', '/'), (text, keep) => {
      if (text.includes('\0')) return;
      const encoded = percentEncode(text, keep);
      expect(percentDecode(encoded)).toBe(text);
      expect(encoded).toMatch(keep === '/' ? /^[A-Za-z0-9\-._~%/]*$/ : /^[A-Za-z0-9\-._~%]*$/);
    }),
  );
});
