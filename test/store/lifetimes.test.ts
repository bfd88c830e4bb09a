import { describe, expect, test } from 'vitest';
import type { LifecycleRule } from '#src/store/lifecycle-records.js';
import { abortionOf, expiryOf, rangesOf } from '#src/store/lifetimes.js';

const rule = (made: Partial<LifecycleRule>): LifecycleRule => ({
  id: 'r',
  prefix: '',
  enabled: true,
  tags: [],
  ...made,
});
const at = (text: string) => Date.parse(text);
const object = (made: object = {}) => ({ key: 'logs/a', size: 10, modifiedAt: at('2020-07-20T00:00:00Z'), ...made });
const endOf = (made: Partial<LifecycleRule>, of: object = {}) => {
  const expiry = expiryOf([rule(made)], object(of));
  return expiry && new Date(expiry.at).toISOString();
};

describe('days', () => {
  // The vendor's example, in its time zone: before and after 08:00 on July 20, with a rule of one day.
  test.each([
    ['2020-07-19T23:59:59.999Z', '2020-07-21T00:00:00.000Z'],
    ['2020-07-20T00:00:00.000Z', '2020-07-22T00:00:00.000Z'],
    ['2020-07-20T00:00:00.001Z', '2020-07-22T00:00:00.000Z'],
    ['2020-07-20T23:59:59.999Z', '2020-07-22T00:00:00.000Z'],
  ])('modified %s, gone %s', (modified, gone) => {
    expect(endOf({ expiration: { days: 1 } }, { modifiedAt: at(modified) })).toBe(gone);
  });
});

test('a date is for what is older', () => {
  const expiration = { before: at('2020-07-21T00:00:00Z'), named: 'CreatedBeforeDate' } as const;
  expect(endOf({ expiration })).toBe('2020-07-21T00:00:00.000Z');
  expect(endOf({ expiration }, { modifiedAt: expiration.before - 1 })).toBe('2020-07-21T00:00:00.000Z');
  expect(endOf({ expiration }, { modifiedAt: expiration.before })).toBeUndefined();
});

test('of several rules the first to end counts, and of those the first in the list', () => {
  const [ten, two, again] = [10, 2, 2].map((days, n) => rule({ id: `r${n}`, expiration: { days } }));
  expect(expiryOf([ten, two, again] as LifecycleRule[], object())?.rule.id).toBe('r1');
  expect(expiryOf([rule({ abort: { days: 1 } })], object())).toBeUndefined();
});

test('prefix, tags, sizes and exceptions', () => {
  const expiration = { days: 1 };
  const tags = [{ key: 'a', value: '1' }];
  const more = [...tags, { key: 'b', value: '2' }];
  const fits = (made: Partial<LifecycleRule>, of = {}) => endOf({ expiration, ...made }, of) !== undefined;
  expect(fits({ prefix: 'logs/' })).toBe(true);
  expect(fits({ prefix: 'log/' })).toBe(false);
  expect(fits({ tags }, { tags: more })).toBe(true);
  expect(fits({ tags: more }, { tags })).toBe(false);
  expect(fits({ tags }, { tags: [{ key: 'a', value: '2' }] })).toBe(false);
  expect(fits({ tags })).toBe(false);
  for (const [filter, expected] of [
    [{ over: 9 }, true],
    [{ over: 10 }, false],
    [{ under: 11 }, true],
    [{ under: 10 }, false],
    [{ over: 0, under: 100 }, true],
  ] as const) {
    expect([filter, fits({ filter: { ...filter, not: [] } })]).toEqual([filter, expected]);
  }
  const not = (prefix: string, tag?: (typeof tags)[0]) => ({ filter: { not: [{ prefix, ...(tag && { tag }) }] } });
  expect(fits(not('logs/a'))).toBe(false);
  expect(fits(not('logs/b'))).toBe(true);
  expect(fits(not('logs/a', tags[0]))).toBe(true);
  expect(fits(not('logs/a', tags[0]), { tags })).toBe(false);
  expect(fits({ enabled: false })).toBe(false);
});

test('uploads, from their beginning', () => {
  const upload = { key: 'logs/a', initiatedAt: at('2020-07-19T12:00:00Z') };
  const rules = [rule({ abort: { days: 3 } }), rule({ prefix: 'logs', abort: { days: 1 } })];
  expect(abortionOf(rules, upload)).toBe(at('2020-07-21T00:00:00Z'));
  expect(abortionOf(rules, { ...upload, key: 'x' })).toBe(at('2020-07-23T00:00:00Z'));
  expect(abortionOf([rule({ expiration: { days: 1 } })], upload)).toBeUndefined();
});

test('the keys that rules are about, each once and in the order of bytes', () => {
  const expiration = { days: 1 };
  const prefixes = ['b', '\u{1f408}', '\uff5e', 'a/', 'a/b', 'b'];
  const ranges = rangesOf(
    [...prefixes.map((prefix) => rule({ prefix, expiration })), rule({ prefix: 'c', abort: { days: 1 } })],
    'expiration',
  );
  expect(ranges.map(({ from }) => from)).toEqual(['a/', 'b', '\uff5e', '\u{1f408}']);
  expect(ranges[0]?.before).toBe('a0');
  expect(rangesOf([rule({ expiration, enabled: false })], 'expiration')).toEqual([]);
});
