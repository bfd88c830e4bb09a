/** format, quality and interlace change their own part of the settings and nothing else. */
import { expect, test } from 'vitest';
import { format } from '#src/process/operations/format.js';
import { interlace } from '#src/process/operations/interlace.js';
import { quality } from '#src/process/operations/quality.js';
import type { Settings } from '#src/process/plan.js';

const before: Settings = { format: 'src', keepAnimation: true, q: 50, interlace: true };

test('format', () => {
  expect(format.set(before, { value: 'png' })).toEqual({ format: 'png', q: 50, interlace: true });
  expect(format.set(before, { value: 'src', '1an': 1 })).toEqual(before);
  expect(format.set(before, { value: 'gif', '1an': 1 })).toEqual({ format: 'gif', q: 50, interlace: true });
});

test('quality', () => {
  const others = { format: 'src', keepAnimation: true, interlace: true };
  expect(quality.set(before, { q: 80 })).toEqual({ ...others, q: 80 });
  expect(quality.set(before, { Q: 80 })).toEqual({ ...others, Q: 80 });
  expect(quality.set(before, { value: 70 })).toEqual({ ...others, Q: 70 });
  expect(quality.set(before, { q: 60, Q: 80, value: 70 })).toEqual({ ...others, Q: 80 });
  expect(quality.set(before, { lossless: 1 })).toEqual({ ...others, lossless: true });
  expect(quality.set(before, { Q: 80, lossless: 1 })).toEqual({ ...others, Q: 80, lossless: true });
  expect(quality.set({ ...before, lossless: true }, { q: 80 })).toEqual({ ...others, q: 80 });
});

test('interlace', () => {
  expect(interlace.set({}, { value: 1 })).toEqual({ interlace: true });
  expect(interlace.set(before, { value: 0 })).toEqual({ format: 'src', keepAnimation: true, q: 50 });
});
