/**
 * The chain that an image watermark may carry behind its name, `panda.png?x-oss-process=image/resize,P_30`: a few of the
 * operations, and `resize` also by a percentage of the picture that is marked (guide, Watermark image preprocessing).
 */
import { invalidValue } from '../../errors.js';
import { bind, missing } from '../bind.js';
import { CAUSES, type CauseName } from '../causes.js';
import type { Limits } from '../formats/limits.js';
import { portion, type Size } from '../geometry.js';
import { type Operation, transform } from '../operation.js';
import { autoOrient } from '../operations/auto-orient.js';
import { crop } from '../operations/crop.js';
import { indexcrop } from '../operations/indexcrop.js';
import { resize } from '../operations/resize.js';
import { rotate } from '../operations/rotate.js';
import { roundedCorners } from '../operations/rounded-corners.js';
import { integer } from '../params.js';
import type { Step } from '../plan.js';
import { parseChain, type RawAction } from '../syntax.js';

const percentage = integer('The mark fits into this percentage of the width and height of the picture it marks.', {
  min: 1,
  max: 100,
});

const markResizeParams = { ...resize.params, P: percentage } as const;

/** Under the name of `resize`, which also draws it once P has become a width and a height (stepsFor). */
const markResize = transform<typeof markResizeParams>({
  ...resize,
  params: markResizeParams,
  check(values) {
    const { w, h, l, s, p, P } = values;
    if (!(w ?? h ?? l ?? s ?? p ?? P)) throw missing('resize', 'at least one of w, h, l, s, p, P', resize.emptyCause);
  },
});

/** The row of P, for the docs. */
export const P = { about: percentage.about, allowed: percentage.allowed('guide') } as const;

const PREPARING: readonly Operation[] = [markResize, crop, indexcrop, roundedCorners, autoOrient, rotate];
export const PREPARING_NAMES = PREPARING.map(({ name }) => name).join(', ');

/** Vendor's numbers for two of the operations that may not stand here. */
const NESTED: ReadonlyMap<string, CauseName> = new Map([
  ['watermark', 'nestedWatermark'],
  ['info', 'nestedReport'],
  ['average-hue', 'nestedReport'],
]);

/** The steps of such a chain, in its order. @throws OssError 400 */
export function preparingSteps(chain: string, limits: Limits): Step[] {
  const { kind, pipes } = parseChain(chain);
  const [only, second] = pipes;
  if (kind !== 'image' || only === undefined || second !== undefined) {
    throw invalidValue('image', chain, 'a chain image/… without bars behind the name of a watermark');
  }
  return only.actions.map((action) => stepOf(action, limits));
}

function stepOf({ name, tokens }: RawAction, { profile }: Limits): Step {
  const operation = PREPARING.find((each) => each.name === name);
  if (operation) return { operation: name, values: bind(operation, tokens, profile) };
  const [cause] = CAUSES[NESTED.get(name) ?? 'unknownAction'];
  throw invalidValue('action', name, `for a watermark object ${PREPARING_NAMES}`, cause);
}

/**
 * The steps for a mark on a picture of this size: P becomes the width and the height that the mark must fit into
 * (behaviour D32). Like `p` it comes after w, h, l and s, and enlarges without limit_0.
 */
export function stepsFor(steps: readonly Step[], picture: Size): readonly Step[] {
  return steps.map((step) => {
    const { P: percent, ...values } = step.values;
    if (percent === undefined) return step;
    const { w, h, l, s } = values;
    if (typeof percent !== 'number' || (w ?? h ?? l ?? s) !== undefined) return { ...step, values };
    const [width, height] = [portion(picture.width, percent, 100), portion(picture.height, percent, 100)];
    return { ...step, values: { ...values, m: 'lfit', w: width, h: height, limit: 0 } };
  });
}
