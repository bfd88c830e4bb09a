/**
 * A rough price of a plan, for admission and lanes: milliseconds of CPU on one core, from numbers alone. The figures per
 * megapixel were measured with sharp 0.35 on photo-like pictures; only their order of magnitude matters.
 */
import type { Facts, Format } from './formats/facts.js';
import { GUIDE_LIMITS, type Limits } from './formats/limits.js';
import { extentOf, extentsOf } from './measure.js';
import type { Extent } from './operation.js';
import { operationNamed } from './operations/index.js';
import { outputOf } from './output.js';
import type { Plan, Step } from './plan.js';

export interface Cost {
  /** Milliseconds of CPU, about. */
  readonly cost: number;
  /** 'slow' work never takes the last free worker. */
  readonly lane: 'fast' | 'slow';
}

const DECODE: Readonly<Record<Format, number>> = { jpg: 4, png: 8, webp: 15, gif: 8, tiff: 5, bmp: 7, avif: 35 };
const ENCODE: Readonly<Record<Format, number>> = { jpg: 8, png: 45, webp: 70, gif: 700, tiff: 5, bmp: 6, avif: 500 };
const STEP = 3;
/** Starting a job, reading a header, answering. */
const FIXED = 2;
const SLOW = 250;
/** Frames assumed of an animation too long to be counted from its beginning. */
const UNCOUNTED = 30;

/** Prices were asked after the limits were kept: no limit applies here. */
const NO_LIMITS: Limits = {
  ...GUIDE_LIMITS,
  targetArea: Number.POSITIVE_INFINITY,
  targetSide: Number.POSITIVE_INFINITY,
  rotationSide: Number.POSITIVE_INFINITY,
};

/** Ask after measurePlan has accepted the plan for these facts; it throws what measurePlan would. */
export function estimateCost(plan: Plan, facts: Facts): Cost {
  const cost = FIXED + (plan.report ? reportCost(plan, facts) : drawingCost(plan, facts));
  return { cost, lane: cost > SLOW ? 'slow' : 'fast' };
}

function reportCost(plan: Plan, facts: Facts): number {
  const operation = plan.report && operationNamed(plan.report.operation);
  if (operation?.kind !== 'report' || operation.needs === 'header') return 0;
  return megapixels(facts) * (DECODE[facts.format] + (operation.cost ?? STEP));
}

function drawingCost(plan: Plan, facts: Facts): number {
  const output = outputOf(plan, facts);
  const frames = output.animated ? Math.max(facts.frames, facts.moreFrames ? UNCOUNTED : 1) : 1;
  const stages = [extentOf(facts), ...extentsOf(plan, facts, NO_LIMITS)];
  const shrinks = shrinkStep(plan, facts, stages);
  let cost = megapixels(facts) * DECODE[facts.format] * (shrinks < 0 ? 1 : 0.4);
  for (const [index, step] of plan.steps.entries()) {
    const [before, after] = [megapixels(stages[index]), megapixels(stages[index + 1])];
    // libjpeg hands over a picture already reduced to at most twice each side of the target.
    const touched = index === shrinks ? Math.min(before, 4 * after) : Math.max(before, after);
    cost += touched * stepCost(step);
  }
  return (cost + megapixels(stages.at(-1)) * ENCODE[output.format]) * frames;
}

/** The step that a JPEG decoder can do half of: the first one after the turn, when it halves the picture or more. */
function shrinkStep(plan: Plan, facts: Facts, stages: readonly Extent[]): number {
  const index = plan.steps.findIndex((step) => step.operation !== 'auto-orient');
  const halves = megapixels(stages[index + 1]) * 4 <= megapixels(stages[index]);
  return facts.format === 'jpg' && plan.steps[index]?.operation === 'resize' && halves ? index : -1;
}

function stepCost(step: Step): number {
  const operation = operationNamed(step.operation);
  return operation?.kind === 'transform' ? (operation.cost ?? STEP) : 0;
}

function megapixels(size: { readonly width: number; readonly height: number } | undefined): number {
  return size ? (size.width * size.height) / 1e6 : 0;
}
