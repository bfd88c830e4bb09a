/** What a task costs the workers, and the refusal of one that they would not take, before anything is done for it. */
import { type Cost, estimateCost } from '../../process/cost.js';
import type { Facts } from '../../process/formats/facts.js';
import type { Limits } from '../../process/formats/limits.js';
import { measurePlan, measureSources } from '../../process/measure.js';
import type { Price } from '../../workers/ticket.js';
import type { Services } from '../call.js';
import { keptFacts } from './facts.js';
import type { Task } from './render.js';

export interface Known {
  readonly facts: Facts;
  /** Of the pictures that the plan names, in its order. */
  readonly marks: readonly Facts[];
  /** What it costs to get at the picture, when it is no file. */
  readonly opening?: Cost;
}

/** Ask after measurePlan has accepted the plan. @throws OssError 400 for marks that are too large, and for endless work */
export function priceOf(
  { object, sources, plan, key }: Task,
  { facts, marks, opening }: Known,
  limits: Limits,
): Price & { readonly key: string } {
  const measured = marks.map((own, index) => ({ facts: own, fileSize: sources[index]?.size ?? 0 }));
  measureSources(plan, facts, measured, limits);
  const { cost, lane } = estimateCost(plan, facts, marks, opening);
  // Of a video: its index may be made to keep ffmpeg busy, whichever frame is asked for.
  return { cost, lane, key, ...(plan.snapshot && { source: `video ${object.version}` }) };
}

/**
 * Where many wait, of a picture about which the rows know everything: neither kept nor on its way, it would be refused in
 * any case, after three times the work. When nine of ten are refused, that work is taken from the pictures of the tenth.
 * @throws OssError what render() would throw for the same reason: 503 first of all, 400 for limits
 */
export function refuseEarly({ workers, results, settings: { limits } }: Services, task: Task): void {
  if (!workers.crowded) return;
  if (results.mayHave(task.key)) {
    workers.renew(task.key);
    return;
  }
  const known = knownOf(task);
  if (known === undefined) return;
  measurePlan(task.plan, known.facts, task.object.size, limits);
  workers.refuse(priceOf(task, known, limits));
}

function knownOf({ object, sources, plan }: Task): Known | undefined {
  if (plan.snapshot) return undefined;
  const { facts } = keptFacts(object);
  const marks = sources.flatMap((source) => keptFacts(source).facts ?? []);
  return facts !== undefined && marks.length === sources.length ? { facts, marks } : undefined;
}
