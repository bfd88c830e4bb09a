/** Keys that can be files, and those that cannot. */
import { expect, test } from 'vitest';
import { fileNameFault } from '#src/moving/directory/file-names.js';

test.each(['a', 'a/b.jpg', '...', 'a..b/..c', 'ü/日本', 'x'.repeat(255), 'a\\..\\b', 'con'])(
  '%j can be a file',
  (key) => {
    expect(fileNameFault(key, false)).toBeUndefined();
  },
);

test.each(['..', '../a', 'a/..', 'a/../b', '.', './a', 'a//b', '/a', 'a/', '', 'a\0b', 'é'.repeat(128)])(
  '%j cannot',
  (key) => {
    expect(fileNameFault(key, false)).toBeTypeOf('string');
  },
);

test.each(['a\\..\\b', 'c:x', 'a?', 'con', 'dir/NUL.txt', 'a.', 'a /b', 'a\u0001'])('%j cannot on Windows', (key) => {
  expect(fileNameFault(key, true)).toBeTypeOf('string');
});
