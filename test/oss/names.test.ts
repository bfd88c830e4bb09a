import { describe, expect, test } from 'vitest';
import { checkBucketName, checkObjectName } from '#src/oss/names.js';

describe('bucket names', () => {
  test.each(['abc', 'a-b', '123', 'a'.repeat(63), 'image-demo'])('%s', (name) => {
    expect(checkBucketName(name)).toBe(name);
  });

  test.each(['', 'ab', 'a'.repeat(64), '-ab', 'ab-', 'Abc', 'a_b', 'a.b', 'a b', 'äöü', 'abc\n', '../x'])(
    'not %j',
    (name) => {
      expect(() => checkBucketName(name)).toThrow(
        expect.objectContaining({
          code: 'InvalidBucketName',
          status: 400,
          message: 'The specified bucket is not valid. Allowed: 3 to 63 of a-z, 0-9 and -, no hyphen at either end.',
        }),
      );
    },
  );
});

describe('object names', () => {
  test.each([
    'a',
    'a//b',
    'a/../b',
    '../b',
    './',
    'a\\b',
    'a b',
    'a+b',
    'photo.jpg@!style',
    'a|b',
    '猫',
    ' ',
    'a\nb',
    'x'.repeat(1023),
    '猫'.repeat(341),
  ])('%s', (key) => {
    expect(checkObjectName(key)).toBe(key);
  });

  test.each(['', 'a\0b', '/a', '//', '\\a', 'x'.repeat(1024), '猫'.repeat(342)])('not %j', (key) => {
    expect(() => checkObjectName(key)).toThrow(
      expect.objectContaining({
        code: 'InvalidObjectName',
        status: 400,
        message:
          'The specified object is not valid. Allowed: 1 to 1023 bytes of UTF-8 without U+0000 that do not begin with / or \\.',
      }),
    );
  });
});
