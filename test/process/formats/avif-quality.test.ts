import { expect, test } from 'vitest';
import { avifQuality } from '#src/process/formats/avif-quality.js';

test.each([
  [1, 1],
  [50, 44],
  [60, 52],
  [70, 60],
  [80, 72],
  [90, 85],
  [95, 93],
  [100, 100],
])('%i of a JPEG is %i of the encoder', (jpeg, avif) => {
  expect(avifQuality(jpeg)).toBe(avif);
});

test('rises with every step or stays, between 1 and 100', () => {
  const asked = Array.from({ length: 100 }, (_, index) => avifQuality(index + 1));
  expect(asked).toEqual([...asked].sort((a, b) => a - b));
  expect(asked.every((quality) => Number.isInteger(quality) && quality >= 1 && quality <= 100)).toBe(true);
});
