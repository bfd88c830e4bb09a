/** A plan and its sources to the result: what a worker does for a request. */
import { Canvas } from './canvas.js';
import type { Limits } from './formats/limits.js';
import { mimeOf } from './formats/mime.js';
import { operationNamed } from './operations/index.js';
import { outputOf } from './output.js';
import type { Plan, Step } from './plan.js';
import type { Source } from './source.js';

export interface Result {
  readonly bytes: Buffer;
  readonly contentType: string;
}

/**
 * `sources`: the pictures that plan.sources names, in its order. Ask measurePlan first, which refuses what is too large.
 * @throws OssError 400 for a damaged picture or one with too many frames
 */
export async function run(plan: Plan, source: Source, sources: readonly Source[], limits: Limits): Promise<Result> {
  if (plan.report) return report(plan.report, source, limits);
  const output = outputOf(plan, source.facts);
  const canvas = Canvas.open(source, { animated: output.animated, limits });
  const marks = await Promise.all(sources.map((mark, index) => prepared(mark, plan.sources[index]?.plan, limits)));
  await apply(plan.steps, canvas, marks);
  return { bytes: await canvas.encode(output), contentType: mimeOf(output.format) };
}

async function report({ operation: name, values }: Step, source: Source, limits: Limits): Promise<Result> {
  const operation = operationNamed(name);
  if (operation?.kind !== 'report') throw new TypeError(`${name} is no report`);
  const text =
    operation.needs === 'header'
      ? await operation.read(source, values)
      : await operation.read(Canvas.open(source, { animated: false, limits }), values);
  // Exactly this type, without a charset: clients compare it as a whole.
  return { bytes: Buffer.from(text), contentType: 'application/json' };
}

/** A picture that a step needs, after its own plan. */
async function prepared(source: Source, plan: Plan | undefined, limits: Limits): Promise<Canvas> {
  const canvas = Canvas.open(source, { animated: false, limits });
  if (plan) await apply(plan.steps, canvas, []);
  return canvas;
}

/** Every step takes as many of the marks as it names sources. */
async function apply(steps: readonly Step[], canvas: Canvas, marks: readonly Canvas[]): Promise<void> {
  let taken = 0;
  for (const { operation: name, values } of steps) {
    const operation = operationNamed(name);
    if (operation?.kind !== 'transform') throw new TypeError(`${name} is no transform`);
    const own = marks.slice(taken, taken + (operation.sources?.(values).length ?? 0));
    taken += own.length;
    await operation.apply(canvas, values, own);
  }
}
