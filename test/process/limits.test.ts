/** The limits of behaviour D5, from a header alone: nothing behind it could be decoded. */
import { describe, expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import { type Format, factsOfBytes } from '#src/process/formats/facts.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { measurePlan } from '#src/process/measure.js';
import { planOf } from '#src/process/plan.js';
import { sized } from './formats/sized.js';
import type { Ask } from './limit-case.js';
import { LIMIT_CASES } from './limit-cases.js';

/** 'WIDTHxHEIGHT' of the result, or the refusal. */
function answer(format: Format, { chain, claim, bytes, limits }: Ask): string {
  const header = sized(format, claim);
  const all = { ...GUIDE_LIMITS, ...limits };
  try {
    const { width, height } = measurePlan(planOf(chain, all), factsOfBytes(header), bytes ?? header.length, all);
    return `${width}x${height}`;
  } catch (error) {
    if (!(error instanceof OssError)) throw error;
    return `${error.status} ${error.code} ${error.ec}: ${error.message}`;
  }
}

const cases = LIMIT_CASES.flatMap((limit) => limit.formats.map((format) => ({ ...limit, format })));

describe('the limit', () => {
  test.each(cases)('of $format, $about', ({ format, taken, size, refused, cause, message }) => {
    expect(answer(format, taken)).toBe(size);
    expect(answer(format, refused)).toBe(`400 ImageTooLarge 0040-${String(cause).padStart(8, '0')}: ${message}`);
  });
});

test('what is turned by default, or not at all, has no limit of rotation', () => {
  const claim = { width: 6000, height: 4000, orientation: 6 };
  expect(answer('jpg', { chain: 'image/resize,w_200', claim })).toBe('200x300');
  expect(answer('jpg', { chain: 'image/resize,w_200/auto-orient,0', claim })).toBe('200x133');
  const upright = { width: 6000, height: 4000 };
  expect(answer('jpg', { chain: 'image/resize,w_200/auto-orient,1', claim: upright })).toBe('200x133');
  expect(answer('jpg', { chain: 'image/rotate,0', claim: upright })).toBe('6000x4000');
  expect(answer('jpg', { chain: 'image/rotate,360', claim: upright })).toBe('6000x4000');
});
