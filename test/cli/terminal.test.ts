import { expect, test } from 'vitest';
import { count, printable, shownBytes } from '#src/cli/terminal.js';

test('bytes are shown in the largest unit that leaves a whole one', () => {
  expect([0, 1023, 1024, 1536, 1024 ** 2, 1024 ** 3, 2.5 * 1024 ** 4, 1024 ** 5].map(shownBytes)).toEqual([
    '0 B',
    '1023 B',
    '1.0 KB',
    '1.5 KB',
    '1.0 MB',
    '1.0 GB',
    '2.5 TB',
    '1024.0 TB',
  ]);
});

test('counts have commas, and no count is 0', () => {
  expect([count(), count(0), count(1234567)]).toEqual(['0', '0', '1,234,567']);
});

test('what a terminal would obey is printed as its number', () => {
  expect(printable('a\u001b[2J\u202e\n中.png')).toBe('a\\u001b[2J\\u202e\\u000a中.png');
});
