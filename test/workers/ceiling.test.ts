import { expect, test } from 'vitest';
import { defaultCeiling } from '#src/workers/ceiling.js';

const MEBIBYTE = 1 << 20;

test('all workers together stay within three quarters of the memory, but each can still draw a photo', () => {
  expect(defaultCeiling(2, 4096 * MEBIBYTE)).toBe(1536 * MEBIBYTE);
  expect(defaultCeiling(3, 2048 * MEBIBYTE)).toBe(512 * MEBIBYTE);
  expect(defaultCeiling(4, 1024 * MEBIBYTE)).toBe(512 * MEBIBYTE);
});
