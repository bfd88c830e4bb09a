/**
 * A rough price of a plan, for admission and lanes: milliseconds of CPU on one core, from numbers alone. The figures per
 * megapixel were measured with sharp 0.35 on photo-like pictures; only their order of magnitude matters.
 */
import { OssError } from '../errors.js';
import type { Facts, Format } from './formats/facts.js';
import { GUIDE_LIMITS, type Limits } from './formats/limits.js';
import type { Size } from './geometry.js';
import { extentOf, extentsOf } from './measure.js';
import type { Extent } from './operation.js';
import { operationNamed } from './operations/index.js';
import { outputOf } from './output.js';
import { type Plan, type Step, sourcesByStep } from './plan.js';
import { stepsFor } from './watermark/preparation.js';

export interface Cost {
  /** Milliseconds of CPU, about. */
  readonly cost: number;
  /** 'slow' work never takes the last free worker. */
  readonly lane: 'fast' | 'slow';
}

const DECODE: Readonly<Record<Format, number>> = { jpg: 4, png: 8, webp: 15, gif: 8, tiff: 5, bmp: 7, avif: 35 };
const ENCODE: Readonly<Record<Format, number>> = { jpg: 8, png: 45, webp: 70, gif: 350, tiff: 5, bmp: 6, avif: 500 };
const LOSSLESS = 280;
const STEP = 3;
/** Of a picture that a resize makes larger: Lanczos sums many pixels for every one. */
const ENLARGED = 22;
/** Starting a job, reading a header, answering. */
const FIXED = 2;
const SLOW = 250;
/** To get at a picture that is a file. */
const FILE: Cost = { cost: 0, lane: 'fast' };
/** Frames assumed of an animation too long to be counted from its beginning. */
const UNCOUNTED = 30;

/** Milliseconds that the work on one picture may take. The pool of workers stops it then. */
export const DEADLINE = 30_000;
/** Estimates are rough and processors differ: refused beforehand is only what would take twice as long. */
const MOST_WORK = 2 * DEADLINE;

/** Prices were asked after the limits were kept: no limit applies here. */
const NO_LIMITS: Limits = {
  ...GUIDE_LIMITS,
  targetArea: Number.POSITIVE_INFINITY,
  targetSide: Number.POSITIVE_INFINITY,
  rotationSide: Number.POSITIVE_INFINITY,
};

/**
 * Ask after measurePlan has accepted the plan for these facts; it throws what measurePlan would. `sources`: the facts of
 * the pictures that plan.sources names, in its order. `opening`: what it costs to get at a picture that is no file.
 * @throws OssError 400 ImageTooLarge for work that no worker could finish in time
 */
export function estimateCost(plan: Plan, facts: Facts, sources: readonly Facts[] = [], opening = FILE): Cost {
  const { once, each } = plan.report ? { once: reportCost(plan, facts), each: 0 } : drawingCost(plan, facts, sources);
  const costOf = (frames: number) => FIXED + opening.cost + once + each * frames;
  refuseEndless(costOf(facts.frames));
  const cost = costOf(facts.moreFrames ? Math.max(facts.frames, UNCOUNTED) : facts.frames);
  return { cost, lane: cost > SLOW ? 'slow' : opening.lane };
}

/**
 * A chain can ask for hours: every action is cheap, but a URL holds many, and a source may have 250 megapixels. Frames
 * that nobody counted do not count here.
 */
function refuseEndless(cost: number): void {
  if (cost <= MOST_WORK) return;
  const seconds = (milliseconds: number) => Math.ceil(milliseconds / 1000);
  throw new OssError(
    'ImageTooLarge',
    `The chain would take about ${seconds(cost)} seconds of CPU for this picture; ` +
      `at most ${seconds(MOST_WORK)} are allowed.`,
  );
}

function reportCost(plan: Plan, facts: Facts): number {
  const operation = plan.report && operationNamed(plan.report.operation);
  if (operation?.kind !== 'report' || operation.needs === 'header') return 0;
  return megapixels(facts) * (DECODE[facts.format] + (operation.cost ?? STEP));
}

/** Milliseconds for the whole picture, and for each of its frames. */
interface Drawing {
  readonly once: number;
  readonly each: number;
}

function drawingCost(plan: Plan, facts: Facts, sources: readonly Facts[]): Drawing {
  const output = outputOf(plan, facts);
  const stages = stagesOf(plan.steps, facts);
  const frame =
    stepsCost(plan.steps, facts, stages) +
    megapixels(stages.at(-1)) * (output.lossless ? LOSSLESS : ENCODE[output.format]);
  const once = extraCosts(plan.steps, stages) + marksCost(plan, sources, stages);
  return output.animated ? { once, each: frame } : { once: once + frame, each: 0 };
}

function extraCosts(steps: readonly Step[], stages: readonly Extent[]): number {
  return steps.reduce((sum, step, index) => sum + extraCost(step, stages[index]), 0);
}

/** What is drawn once and laid over every frame. A worker may still have it; nobody in front knows. */
function marksCost(plan: Plan, sources: readonly Facts[], stages: readonly Extent[]): number {
  if (plan.sources.length === 0) return 0;
  const named = plan.sources.map(({ steps }, index) => ({ steps, source: sources[index] }));
  let cost = 0;
  for (const [index, own] of sourcesByStep(plan, named).entries()) {
    for (const { steps, source } of own) {
      const target = stages[index];
      if (!source || !target) throw new TypeError('a source without facts');
      const prepared = stepsFor(steps, target);
      cost += stepsCost(prepared, source, stagesOf(prepared, source));
    }
  }
  return cost;
}

/** Before the first step and after each. */
function stagesOf(steps: readonly Step[], facts: Facts): readonly Extent[] {
  return [extentOf(facts), ...extentsOf({ steps }, facts, NO_LIMITS)];
}

/** Decoding one frame, and its steps. */
function stepsCost(steps: readonly Step[], facts: Facts, stages: readonly Extent[]): number {
  const shrinks = shrinkStep(steps, facts, stages);
  let cost = megapixels(facts) * DECODE[facts.format] * (shrinks < 0 ? 1 : 0.4);
  for (const [index, step] of steps.entries()) {
    const [before, after] = [megapixels(stages[index]), megapixels(stages[index + 1])];
    // libjpeg hands over a picture already reduced to at most twice each side of the target.
    const touched = index === shrinks ? Math.min(before, 4 * after) : Math.max(before, after);
    cost += touched * stepCost(step);
    if (step.operation === 'resize' && after > before) cost += after * ENLARGED;
  }
  return cost;
}

/** The step that a JPEG decoder can do half of: the first one after the turn, when it halves the picture or more. */
function shrinkStep(steps: readonly Step[], facts: Facts, stages: readonly Extent[]): number {
  const index = steps.findIndex((step) => step.operation !== 'auto-orient');
  const halves = megapixels(stages[index + 1]) * 4 <= megapixels(stages[index]);
  return facts.format === 'jpg' && steps[index]?.operation === 'resize' && halves ? index : -1;
}

function extraCost({ operation: name, values }: Step, before: Size | undefined): number {
  const operation = operationNamed(name);
  return operation?.kind === 'transform' && before ? (operation.extraCost?.(values, before) ?? 0) : 0;
}

function stepCost({ operation: name, values }: Step): number {
  const operation = operationNamed(name);
  if (operation?.kind !== 'transform') return 0;
  return operation.costOf?.(values) ?? operation.cost ?? STEP;
}

function megapixels(size: { readonly width: number; readonly height: number } | undefined): number {
  return size ? (size.width * size.height) / 1e6 : 0;
}
