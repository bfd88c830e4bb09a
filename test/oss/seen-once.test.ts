import { expect, test } from 'vitest';
import { SeenOnce } from '#src/oss/seen-once.js';

test('what came before is known, once', () => {
  const seen = new SeenOnce();
  expect([seen.again('a'), seen.again('b')]).toEqual([false, false]);
  expect([seen.again('a'), seen.again('a'), seen.again('a')]).toEqual([true, false, true]);
  expect(seen.again('b')).toBe(true);
});

test('lines that are alike, and those with any character, are told apart', () => {
  const seen = new SeenOnce();
  const lines = Array.from({ length: 1000 }, (_, n) => `host\n/bucket/图片?x=${n}\n`);
  expect(lines.filter((line) => seen.again(line))).toEqual([]);
  // Two of them may share a place, where the later one is remembered.
  expect(lines.filter((line) => seen.again(line)).length).toBeGreaterThan(970);
});
