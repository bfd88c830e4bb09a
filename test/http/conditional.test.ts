import { expect, test } from 'vitest';
import { evaluateConditions, parseRange, selectRange } from '#src/http/conditional.js';

const MODIFIED = Date.UTC(2024, 0, 2, 3, 4, 5, 678);
const SAME = 'Tue, 02 Jan 2024 03:04:05 GMT';
const BEFORE = 'Tue, 02 Jan 2024 03:04:04 GMT';
const AFTER = 'Tue, 02 Jan 2024 03:04:06 GMT';
const validators = { etag: '"ABC"', modifiedAt: MODIFIED };

function outcome(headers: Record<string, string>): string {
  try {
    return evaluateConditions(headers, validators);
  } catch (error) {
    const { code, status, fields } = error as { code: string; status: number; fields: Record<string, string> };
    return `${status} ${code} ${fields.Condition}`;
  }
}

const MATCH_FAILED = '412 PreconditionFailed If-Match';
const UNMODIFIED_FAILED = '412 PreconditionFailed If-Unmodified-Since';

test.each([
  [{}, 'proceed'],
  [{ 'if-match': '"ABC"' }, 'proceed'],
  [{ 'if-match': 'ABC' }, 'proceed'],
  [{ 'if-match': '*' }, 'proceed'],
  [{ 'if-match': '"X", "ABC"' }, 'proceed'],
  [{ 'if-match': 'X,ABC' }, 'proceed'],
  [{ 'if-match': '"X"' }, MATCH_FAILED],
  [{ 'if-match': '"abc"' }, MATCH_FAILED],
  [{ 'if-match': 'W/"ABC"' }, MATCH_FAILED],
  [{ 'if-match': '' }, MATCH_FAILED],
  [{ 'if-none-match': '"ABC"' }, 'not-modified'],
  [{ 'if-none-match': 'ABC' }, 'not-modified'],
  [{ 'if-none-match': 'W/"ABC"' }, 'not-modified'],
  [{ 'if-none-match': '*' }, 'not-modified'],
  [{ 'if-none-match': '"X", W/"ABC"' }, 'not-modified'],
  [{ 'if-none-match': '"X"' }, 'proceed'],
  [{ 'if-none-match': '"A,ABC"' }, 'proceed'],
  [{ 'if-modified-since': SAME }, 'not-modified'],
  [{ 'if-modified-since': AFTER }, 'not-modified'],
  [{ 'if-modified-since': BEFORE }, 'proceed'],
  [{ 'if-modified-since': 'yesterday' }, 'proceed'],
  [{ 'if-unmodified-since': SAME }, 'proceed'],
  [{ 'if-unmodified-since': BEFORE }, UNMODIFIED_FAILED],
  [{ 'if-unmodified-since': 'foo 1' }, 'proceed'],
  // Precedence: a tag outweighs the date of the same sense; the first failure answers.
  [{ 'if-match': '"ABC"', 'if-unmodified-since': BEFORE }, 'proceed'],
  [{ 'if-none-match': '"X"', 'if-modified-since': AFTER }, 'proceed'],
  [{ 'if-match': '"X"', 'if-none-match': '"ABC"' }, MATCH_FAILED],
  [{ 'if-match': '"ABC"', 'if-none-match': '"ABC"' }, 'not-modified'],
  [{ 'if-unmodified-since': SAME, 'if-modified-since': SAME }, 'not-modified'],
])('conditions %j: %s', (headers, expected) => {
  expect(outcome(headers)).toBe(expected);
});

const RANGES: readonly [string, string, string][] = [
  // header, as the service does it, as the standard does it; of a body of 1000 bytes
  ['bytes=0-499', '0-499', '0-499'],
  ['bytes=0-0', '0-0', '0-0'],
  ['bytes=500-', '500-999', '500-999'],
  ['bytes=-500', '500-999', '500-999'],
  ['bytes=-1000', '0-999', '0-999'],
  ['Bytes = 1 - 2 ', '1-2', '1-2'],
  ['bytes=0-499,500-999', '0-499', '0-499'],
  ['bytes=500-2000', 'whole', '500-999'],
  ['bytes=0-1000', 'whole', '0-999'],
  ['bytes=-2000', 'whole', '0-999'],
  ['bytes=1000-', 'whole', '416'],
  ['bytes=1000-2000', 'whole', '416'],
  ['bytes=-0', 'whole', '416'],
  ['bytes=99999999999999999999-', 'whole', '416'],
  ['bytes=5-4', 'whole', 'whole'],
  ['bytes=-', 'whole', 'whole'],
  ['bytes=a-b', 'whole', 'whole'],
  ['byte=0-499', 'whole', 'whole'],
  ['bytes 0-499', 'whole', 'whole'],
  ['', 'whole', 'whole'],
];

function range(header: string, size: number, standard: boolean): string {
  try {
    const found = parseRange(header, size, standard);
    return found === undefined ? 'whole' : `${found.start}-${found.end}`;
  } catch (error) {
    expect(error).toMatchObject({ code: 'InvalidRange', headers: { 'content-range': `bytes */${size}` } });
    return '416';
  }
}

test.each(RANGES)('range %s: %s, standard %s', (header, service, standard) => {
  expect(range(header, 1000, false)).toBe(service);
  expect(range(header, 1000, true)).toBe(standard);
});

test('an empty body has no range', () => {
  expect(range('bytes=0-', 0, false)).toBe('whole');
  expect(range('bytes=0-', 0, true)).toBe('416');
  expect(parseRange(undefined, 10, true)).toBeUndefined();
});

test('If-Range lets a range through only for the same entity', () => {
  const select = (condition?: string, extra = {}) =>
    selectRange(
      { range: 'bytes=1-2', ...(condition === undefined ? {} : { 'if-range': condition }), ...extra },
      validators,
      10,
    );
  const part = { start: 1, end: 2 };
  expect(select()).toEqual(part);
  expect(select('"ABC"')).toEqual(part);
  expect(select(SAME)).toEqual(part);
  expect(select('"X"')).toBeUndefined();
  expect(select('W/"ABC"')).toBeUndefined();
  expect(select(AFTER)).toBeUndefined();
  expect(() => select(undefined, { range: 'bytes=10-', 'x-oss-range-behavior': 'standard' })).toThrow();
});
