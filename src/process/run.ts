/** A plan and its sources to the result: what a worker does for a request. */
import { Canvas } from './canvas.js';
import type { Limits } from './formats/limits.js';
import { JSON_TYPE, mimeOf } from './formats/mime.js';
import type { Size } from './geometry.js';
import type { Aids, NamedPicture } from './operation.js';
import { operationNamed } from './operations/index.js';
import { type Output, outputOf } from './output.js';
import { type Plan, type SourceRef, type Step, sourcesByStep } from './plan.js';
import type { Source } from './source.js';
import { type Footage, grab } from './video/grab.js';
import { factsOfFrame } from './video/snapshot.js';
import { Marks } from './watermark/marks.js';
import { stepsFor } from './watermark/preparation.js';

export interface Result {
  readonly bytes: Buffer;
  readonly contentType: string;
}

/**
 * `source`: a picture, or the video of plan.snapshot. `sources`: the pictures that plan.sources names, in its order. Ask measurePlan and measureSources first, which refuse
 * what is too large. `marks`: kept from one picture to the next.
 * @throws OssError 400 for a damaged picture or video, or one with too many frames; 501 for a video without ffmpeg
 */
export async function run(
  plan: Plan,
  source: Source | Footage,
  sources: readonly Source[],
  limits: Limits,
  marks: Marks = new Marks(),
): Promise<Result> {
  const { report: asked, snapshot } = plan;
  if ('video' in source) {
    if (!snapshot) throw new TypeError('a video without a snapshot');
    const output = outputOf(plan, factsOfFrame(snapshot, source.video));
    return drawn(plan, Canvas.of(await grab(source, snapshot)), output, { sources, limits, marks });
  }
  if (asked) return report(asked, source, limits);
  const output = outputOf(plan, source.facts);
  const canvas = Canvas.open(source, { animated: output.animated, limits });
  return drawn(plan, canvas, output, { sources, limits, marks });
}

interface Beside {
  readonly sources: readonly Source[];
  readonly limits: Limits;
  readonly marks: Marks;
}

/** The steps of the plan on the picture, and its file. */
async function drawn(plan: Plan, canvas: Canvas, output: Output, { sources, limits, marks }: Beside): Promise<Result> {
  const named = plan.sources.map((ref, index) => ({ ref, source: sources[index] }));
  for (const [index, own] of sourcesByStep(plan, named).entries()) {
    const aids: Aids = { pictures: [], marks, limits };
    const pictures: NamedPicture[] = [];
    for (const { ref, source: mark } of own) pictures.push(await pictureOf(ref, mark, canvas, aids));
    await draw(plan.steps[index], canvas, { ...aids, pictures });
  }
  return { bytes: await canvas.encode(output), contentType: mimeOf(output.format) };
}

async function report({ operation: name, values }: Step, source: Source, limits: Limits): Promise<Result> {
  const operation = operationNamed(name);
  if (operation?.kind !== 'report') throw new TypeError(`${name} is no report`);
  const text =
    operation.needs === 'header'
      ? await operation.read(source, values)
      : await operation.read(Canvas.open(source, { animated: false, limits }), values);
  return { bytes: Buffer.from(text), contentType: JSON_TYPE };
}

/** An object that a step names, after its own steps, of which some depend on the picture that it is for. */
async function pictureOf({ key, steps }: SourceRef, mark: Source | undefined, target: Size, aids: Aids) {
  if (!mark) throw new TypeError(`no source for ${key}`);
  const canvas = Canvas.open(mark, { animated: false, limits: aids.limits });
  const own = stepsFor(steps, target);
  for (const step of own) await draw(step, canvas, aids);
  return { key, canvas, identity: mark.version && JSON.stringify([mark.version, own]) };
}

async function draw(step: Step | undefined, canvas: Canvas, aids: Aids): Promise<void> {
  const operation = step && operationNamed(step.operation);
  if (operation?.kind !== 'transform') throw new TypeError(`${step?.operation} is no transform`);
  await operation.apply(canvas, step?.values ?? {}, aids);
}
