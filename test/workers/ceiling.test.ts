import { expect, test } from 'vitest';
import { defaultCeiling, mappedForCode } from '#src/workers/ceiling.js';

const MEBIBYTE = 1 << 20;

test('what V8 has mapped for code, and nothing of what is in use, of files, stacks and heaps', () => {
  const maps = [
    '00400000-06d1b000 r-xp 00200000 fe:00 1234                               /usr/bin/node',
    '41387000-415d3000 rw-p 00000000 00:00 0                                  [heap]',
    '7fec0c000000-7fec2bdc0000 rwxp 00000000 00:00 0 ',
    '7fec30000000-7fec30040000 rwxp 00000000 00:00 0 ',
    '7fec48408000-7fec48c08000 rw-p 00000000 00:00 0 ',
    '7fec50000000-7fec50010000 rwxp 00000000 fe:00 99                         /tmp/library.so',
  ];
  expect(mappedForCode(`${maps.join('\n')}\n`)).toBe(0x1fdc0000);
  expect(mappedForCode('')).toBe(0);
});

test('all workers together stay within three quarters of the memory, but each can still draw a photo', () => {
  expect(defaultCeiling(2, 4096 * MEBIBYTE)).toBe(1536 * MEBIBYTE);
  expect(defaultCeiling(3, 2048 * MEBIBYTE)).toBe(512 * MEBIBYTE);
  expect(defaultCeiling(4, 1024 * MEBIBYTE)).toBe(512 * MEBIBYTE);
});
