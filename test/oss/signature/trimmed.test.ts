import { expect, test } from 'vitest';
import { stringToSignV1 } from '#src/oss/signature/v1.js';

test.each([
  ['a', 'a'],
  [' \t a b \t', 'a b'],
  ['\u00a0a', '\u00a0a'],
  ['a\u2003', 'a\u2003'],
  ['', ''],
])('%j is signed as %j', (value, signed) => {
  const text = stringToSignV1({
    method: 'PUT',
    headers: { 'x-oss-meta-a': value },
    bucket: 'b',
    key: 'k',
    query: [],
    date: 'd',
  });
  expect(text).toContain(`\nx-oss-meta-a:${signed}\n`);
});
