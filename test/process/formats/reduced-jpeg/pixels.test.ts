import { expect, it } from 'vitest';
import { lendAgain, lentPixels } from '#src/process/formats/reduced-jpeg/pixels.js';

it('memory that came back is lent again, and never twice at once', () => {
  const first = lentPixels(3_000_000);
  lendAgain(first);
  const second = lentPixels(2_000_000);
  expect([second.length, second.buffer]).toEqual([2_000_000, first.buffer]);
  const third = lentPixels(2_000_000);
  expect(third.buffer).not.toBe(first.buffer);
  // Of two, the larger one stays.
  lendAgain(third);
  lendAgain(second);
  expect(lentPixels(3_000_000).buffer).toBe(first.buffer);
});

it('very much is not kept', () => {
  const large = lentPixels(13 * 1024 * 1024);
  lendAgain(large);
  expect(lentPixels(10).buffer).not.toBe(large.buffer);
});
