import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatHttpDate, formatIsoDate, parseHttpDate } from '#src/http/dates.js';

const TIME = Date.UTC(1994, 10, 6, 8, 49, 37);

test.each([
  ['Sun, 06 Nov 1994 08:49:37 GMT', TIME],
  ['Sunday, 06-Nov-94 08:49:37 GMT', TIME],
  ['Sun Nov  6 08:49:37 1994', TIME],
  ['Thu, 29 Feb 2024 23:59:59 GMT', Date.UTC(2024, 1, 29, 23, 59, 59)],
  ['Wed, 30 Feb 2024 00:00:00 GMT', undefined],
  ['Sun, 06 Nov 1994 24:00:00 GMT', undefined],
  ['Sun, 06 Nov 1994 08:49:37 CET', undefined],
  ['Sun, 06 Foo 1994 08:49:37 GMT', undefined],
  ['1994-11-06T08:49:37Z', undefined],
  ['foo 1', undefined],
  ['', undefined],
])('%s', (text, expected) => {
  expect(parseHttpDate(text)).toBe(expected);
});

test('a two-digit year is of the century around today', () => {
  const soon = (new Date().getUTCFullYear() + 10) % 100;
  const parsed = parseHttpDate(`Sunday, 06-Nov-${String(soon).padStart(2, '0')} 08:49:37 GMT`);
  expect(new Date(parsed ?? 0).getUTCFullYear()).toBe(new Date().getUTCFullYear() + 10);
});

test('what is written is read again', () => {
  expect(formatHttpDate(TIME)).toBe('Sun, 06 Nov 1994 08:49:37 GMT');
  expect(formatIsoDate(TIME)).toBe('1994-11-06T08:49:37.000Z');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (seconds) => {
      expect(parseHttpDate(formatHttpDate(seconds * 1000))).toBe(seconds * 1000);
    }),
  );
});
