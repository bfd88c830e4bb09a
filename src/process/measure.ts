/**
 * Everything that a picture's size can make impossible is refused here, from numbers alone and before a pixel is
 * decoded. Source: guide, Processing parameter restrictions; behaviour D5, D14, D41, D44.
 */
import { OssError } from '../errors.js';
import { tooLarge } from './causes.js';
import type { Facts, Format } from './formats/facts.js';
import { checkPixels, type Limits } from './formats/limits.js';
import type { Size } from './geometry.js';
import type { Extent } from './operation.js';
import { operationNamed } from './operations/index.js';
import { type Output, outputOf } from './output.js';
import { type Plan, type SourceRef, type Step, sourcesByStep } from './plan.js';
import type { Source } from './source.js';
import { stepsFor } from './watermark/preparation.js';
import { ofWatermark } from './watermark/refusals.js';

/** The longest side, in pixels, that a format's header holds (AVIF: that its encoder takes). */
const LONGEST_SIDE: Partial<Record<Format, number>> = { jpg: 65_535, gif: 65_535, webp: 16_383, avif: 16_384 };

/**
 * The size of the result in pixels; that of the stored picture for a report. `fileSize`: bytes of the source. Frames
 * that were not counted in the first 64 KB are not counted here either: whoever decodes asks again with the true number.
 * @throws OssError 400 ImageTooLarge or BadRequest; 501 from outputOf.
 */
export function measurePlan(plan: Plan, facts: Facts, fileSize: number, limits: Limits): Extent {
  checkSource(facts, fileSize, limits);
  if (plan.report) return extentOf(facts);
  const output = outputOf(plan, facts);
  const frames = output.animated ? facts.frames : 1;
  let last = extentOf(facts);
  for (const extent of extentsOf(plan, facts, limits)) {
    checkPixels(extent, frames, limits.sourcePixels);
    last = extent;
  }
  checkEncoder(last, output, limits);
  return last;
}

/**
 * The same for the pictures that a plan names beside the first one. `sources`: in the order of plan.sources.
 * @throws OssError 400 as measurePlan, in words that name the object
 */
export function measureSources(plan: Plan, facts: Facts, sources: readonly Measured[], limits: Limits): void {
  if (plan.sources.length === 0) return;
  const targets = [extentOf(facts), ...extentsOf(plan, facts, limits)];
  const named = plan.sources.map((ref, index) => ({ ref, source: sources[index] }));
  for (const [index, own] of sourcesByStep(plan, named).entries()) {
    for (const { ref, source } of own) measureSource(ref, source, targets[index], limits);
  }
}

export type Measured = Pick<Source, 'facts' | 'fileSize'>;

function measureSource(
  { key, steps }: SourceRef,
  source: Measured | undefined,
  target: Size | undefined,
  limits: Limits,
) {
  if (!source || !target) throw new TypeError(`no source for ${key}`);
  try {
    checkSource(source.facts, source.fileSize, limits);
    const own = { steps: stepsFor(steps, target) };
    for (const extent of extentsOf(own, source.facts, limits)) checkPixels(extent, 1, limits.sourcePixels);
  } catch (error) {
    throw error instanceof OssError ? ofWatermark(key, error) : error;
  }
}

/** The extent after each step, in order. @throws OssError 400 */
export function extentsOf(plan: Pick<Plan, 'steps'>, facts: Facts, limits: Limits): Extent[] {
  const extents: Extent[] = [];
  let extent = extentOf(facts);
  for (const step of plan.steps) {
    extent = measureStep(step, extent, limits);
    extents.push(extent);
  }
  return extents;
}

/** The picture as it is stored. */
export function extentOf({ width, height, orientation }: Facts): Extent {
  return { width, height, orientation };
}

function measureStep(step: Step, before: Extent, limits: Limits): Extent {
  const operation = operationNamed(step.operation);
  if (operation?.kind !== 'transform' || !operation.measure) return before;
  // The vendor refuses large phone photos for a turn that nobody asked for; here the default turn has no limit (D41).
  const own = step.implicit ? { ...limits, rotationSide: Number.POSITIVE_INFINITY } : limits;
  return operation.measure(before, step.values, own);
}

/** Known before the file is opened, and asked before. @throws OssError 400 ImageTooLarge */
export function checkSourceBytes(fileSize: number, { sourceBytes }: Limits): void {
  if (fileSize <= sourceBytes) return;
  throw tooLarge('sourceBytes', `The source has ${fileSize} bytes; at most ${sourceBytes} are allowed.`);
}

function checkSource(facts: Facts, fileSize: number, limits: Limits): void {
  const { width, height, frames } = facts;
  checkSourceBytes(fileSize, limits);
  if (Math.max(width, height) > limits.sourceSide) {
    throw tooLarge(
      'sourceSide',
      `The source is ${width}x${height}; a side may be at most ${limits.sourceSide} pixels.`,
    );
  }
  checkPixels(facts, frames, limits.sourcePixels);
}

function checkEncoder({ width, height }: Extent, { format }: Output, { targetArea }: Limits): void {
  const longest = LONGEST_SIDE[format] ?? Number.POSITIVE_INFINITY;
  if (Math.max(width, height) > longest) {
    const named = `${format === 'avif' ? 'an' : 'a'} ${format}`;
    throw tooLarge('encoderSide', `The result is ${width}x${height}; a side of ${named} may be at most ${longest}.`);
  }
  // At half a second of CPU per megapixel a picture that merely keeps its size would take minutes.
  if (format === 'avif' && width * height > targetArea) {
    throw tooLarge('target', `The result is ${width}x${height}; an avif may have at most ${targetArea} pixels.`);
  }
}
