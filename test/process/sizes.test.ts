/** Chains in any order: the size of the result is that of a model which knows the guide and nothing of src/. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import type { Facts } from '#src/process/formats/facts.js';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { GRAVITIES, RESIZE_MODES } from '#src/process/geometry.js';
import { measurePlan } from '#src/process/measure.js';
import { operations } from '#src/process/operations/index.js';
import { planOf } from '#src/process/plan.js';
import { photo, sourceOf, withOrientation } from '../pictures.js';
import { ran } from './operations/processed.js';
import { type ModelAction, modelSize } from './size-model.js';

const side = fc.integer({ min: 1, max: 120 });
const maybe = (value: fc.Arbitrary<number>) => fc.option(value, { nil: undefined });

const resize = fc
  .record({
    name: fc.constant('resize' as const),
    m: fc.constantFrom(...RESIZE_MODES),
    limit: fc.constantFrom(0 as const, 1 as const),
    w: maybe(side),
    h: maybe(side),
    l: maybe(side),
    s: maybe(side),
    p: maybe(fc.integer({ min: 1, max: 150 })),
  })
  .filter(({ w, h, l, s, p }) => (w ?? h ?? l ?? s ?? p) !== undefined);

/** The operations with a rule in the model. */
const SIZED = ['auto-orient', 'circle', 'crop', 'indexcrop', 'resize', 'rotate'];
/** Examples of those that leave the size alone. */
const others = operations
  .filter(({ kind, name }) => kind !== 'report' && !SIZED.includes(name))
  .map(({ name, example }) => example.split('/').find((part) => part.startsWith(name)) ?? '');

const action: fc.Arbitrary<ModelAction> = fc.oneof(
  resize as fc.Arbitrary<ModelAction>,
  fc.record({
    name: fc.constant('crop' as const),
    w: fc.nat(130),
    h: fc.nat(130),
    x: fc.nat(40),
    y: fc.nat(40),
    g: fc.constantFrom(...GRAVITIES),
  }),
  fc
    .record({ name: fc.constant('indexcrop' as const), x: maybe(side), y: maybe(side), i: fc.nat(5) })
    .filter(({ x, y }) => (x ?? y) !== undefined) as fc.Arbitrary<ModelAction>,
  fc.record({
    name: fc.constant('circle' as const),
    r: fc.integer({ min: 1, max: 70 }),
    canvas: fc.constantFrom(0 as const, 1 as const),
  }),
  fc.record({ name: fc.constant('rotate' as const), value: fc.integer({ min: 0, max: 360 }) }),
  fc.record({ name: fc.constant('auto-orient' as const), value: fc.constantFrom(0 as const, 1 as const) }),
  fc.record({ name: fc.constant('other' as const), text: fc.constantFrom(...others) }),
);
/** A slice of one pixel, scaled up, is soon too long to be turned; limits have tests of their own. */
const MOST = 2 ** 31;
const UNLIMITED = { ...GUIDE_LIMITS, targetArea: MOST, targetSide: MOST, rotationSide: MOST };

const chains = fc.array(action, { minLength: 1, maxLength: 5 });

function written(action: ModelAction): string {
  if (action.name === 'other') return action.text;
  if ('value' in action) return `${action.name},${action.value}`;
  const parameters = Object.entries(action).filter(([key, value]) => key !== 'name' && value !== undefined);
  return [action.name, ...parameters.map(([key, value]) => `${key}_${value}`)].join();
}

const chainOf = (actions: readonly ModelAction[]) => `image/${actions.map(written).join('/')}`;

test('an operation that changes the size has its rule in the model', () => {
  const measuring = operations.filter((operation) => operation.kind === 'transform' && operation.measure);
  expect(measuring.map(({ name }) => name).sort()).toEqual(SIZED);
});

test('the measured size is the modelled one, and a place outside is refused by both', () => {
  fc.assert(
    fc.property(chains, side, side, fc.integer({ min: 1, max: 8 }), (actions, width, height, orientation) => {
      const facts: Facts = { format: 'png', width, height, frames: 1, orientation, alpha: false };
      expect(measured(chainOf(actions), facts)).toEqual(modelSize({ w: width, h: height }, orientation, actions));
    }),
    { numRuns: 3000 },
  );
});

function measured(chain: string, facts: Facts): { w: number; h: number } | undefined {
  try {
    const { width, height } = measurePlan(planOf(chain, UNLIMITED), facts, 1000, UNLIMITED);
    return { w: width, h: height };
  } catch (error) {
    if (error instanceof OssError && error.code === 'BadRequest') return undefined;
    throw error;
  }
}

test('the drawn size is the modelled one', async () => {
  const files = new Map<number, Buffer>();
  for (let orientation = 1; orientation <= 8; orientation++) {
    files.set(orientation, await withOrientation(photo(64, 41), orientation, 'png'));
  }
  await fc.assert(
    fc.asyncProperty(chains, fc.integer({ min: 1, max: 8 }), async (actions, orientation) => {
      const size = modelSize({ w: 64, h: 41 }, orientation, actions);
      fc.pre(size !== undefined);
      const { width, height } = factsOfBytes(await ran(files.get(orientation) ?? Buffer.alloc(0), chainOf(actions)));
      expect({ w: width, h: height }).toEqual(size);
    }),
    { numRuns: 150 },
  );
  expect(sourceOf(files.get(7) ?? Buffer.alloc(0)).facts.orientation).toBe(7);
});
