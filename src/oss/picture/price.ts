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

/** Of a picture whose facts nobody has read: what a thumbnail of one costs, while it is fetched to be read. */
export const UNREAD: Price = { cost: 20, lane: 'fast' };

/**
 * Where many wait, of a picture about which the rows know everything: neither kept nor on its way, it would be refused in
 * any case, after three times the work. When nine of ten are refused, that work is taken from the pictures of the tenth.
 * Only one that would be refused is looked for on other nodes, which is a promise then.
 * @throws OssError what render() would throw for the same reason: 503 first of all, 400 for limits
 */
export function refuseEarly(services: Services, task: Task): Promise<void> | undefined {
  const { workers, results, settings } = services;
  if (!workers.crowded || results.mayHave(task.key)) return undefined;
  const known = knownOf(task);
  if (known === undefined) return undefined;
  measurePlan(task.plan, known.facts, task.object.size, settings.limits);
  const price = priceOf(task, known, settings.limits);
  if (!results.shared) workers.refuse(price);
  else if (!workers.takes(price)) return refuseUnlessElsewhere(services, price);
  return undefined;
}

async function refuseUnlessElsewhere({ workers, results }: Services, price: Price & { readonly key: string }) {
  if (!(await results.elsewhere(price.key))) workers.refuse(price);
}

function knownOf({ object, sources, plan }: Task): Known | undefined {
  if (plan.snapshot) return undefined;
  const { facts } = keptFacts(object);
  const marks = sources.flatMap((source) => keptFacts(source).facts ?? []);
  return facts !== undefined && marks.length === sources.length ? { facts, marks } : undefined;
}
