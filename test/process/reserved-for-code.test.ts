import { expect, test } from 'vitest';
import { mappedForCode } from '#src/process/reserved-for-code.js';

test('what V8 has mapped for code, and nothing of what is in use, of files, stacks and heaps', () => {
  const maps = [
    '00400000-06d1b000 r-xp 00200000 fe:00 1234                               /usr/bin/node',
    '41387000-415d3000 rw-p 00000000 00:00 0                                  [heap]',
    '7fec0c000000-7fec2bdc0000 rwxp 00000000 00:00 0 ',
    '7fec30000000-7fec30040000 rwxp 00000000 00:00 0 ',
    '7fec48408000-7fec48c08000 rw-p 00000000 00:00 0 ',
    '7fec50000000-7fec50010000 rwxp 00000000 fe:00 99                         /tmp/library.so',
  ];
  expect(mappedForCode(`${maps.join('\n')}\n`)).toBe(512 << 20);
  expect(mappedForCode('')).toBe(0);
});
