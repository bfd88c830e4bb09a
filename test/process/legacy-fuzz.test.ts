/** Whatever stands behind the '@': a plan or a refusal, and a chain of today for every plan but those that turn it late. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { OLD_PARAMS } from '#src/process/legacy/parameters.js';
import { OLD_MARK_PARAMS } from '#src/process/legacy/watermark.js';
import { OLD_FORMATS, oldPlanOf, todaysChainOf } from '#src/process/legacy.js';
import { planKey, planOf } from '#src/process/plan.js';

const JPG = { format: 'jpg' } as const;

/** planKey, or the status of the refusal. */
function meaningOf(text: string): string | number {
  try {
    return planKey(oldPlanOf(text, GUIDE_LIMITS, JPG));
  } catch (error) {
    if (error instanceof OssError) return error.status;
    throw error;
  }
}

const tokens = Object.values(OLD_PARAMS).flatMap(({ example }) => example.replace(/\.[a-z]+$/, '').split('_'));
const parameters = fc
  .array(fc.constantFrom(...tokens, 'losslessq', 'losslessQ'), { maxLength: 6 })
  .map((each) => each.join('_'));
const base64 = fc.string({ maxLength: 8 }).map((text) => Buffer.from(text).toString('base64'));
const value = fc.oneof(
  fc.constantFrom('1', '9', '30', '', '-1', 'd3F5LXplbmhlaQ'),
  base64,
  fc.string({ maxLength: 5 }),
);
const field = fc.tuple(fc.constantFrom(...Object.keys(OLD_MARK_PARAMS), 'wild'), value).map((pair) => pair.join('='));
const watermark = fc
  .tuple(fc.constantFrom('1', '2', '3', '4'), fc.array(field, { maxLength: 6 }))
  .map(([kind, fields]) => [`watermark=${kind}`, ...fields].join('&'));
const part = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: parameters }, watermark),
    fc.constantFrom('', '', ...OLD_FORMATS.map((each) => `.${each}`)),
  )
  .map((both) => both.join(''));
const suffix = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('|'));

test('any text is a plan or a refusal of the client', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 20 }), suffix),
      (text) => {
        const meaning = meaningOf(text);
        if (typeof meaning === 'number') expect(meaning).toBe(400);
      },
    ),
    { numRuns: 600 },
  );
});

test('what is understood has a chain of today that means the same, unless it turns the picture late', () => {
  let understood = 0;
  fc.assert(
    fc.property(suffix, (text) => {
      const meaning = meaningOf(text);
      if (typeof meaning === 'number') return;
      understood++;
      const chain = todaysChainOf(text, GUIDE_LIMITS, JPG);
      if (chain === undefined) expect(text).toMatch(/[12]o/);
      else expect(planKey(planOf(chain, GUIDE_LIMITS))).toBe(meaning);
    }),
    { numRuns: 600 },
  );
  expect(understood).toBeGreaterThan(100);
});
