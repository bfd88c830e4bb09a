/** From an object and a plan to bytes: facts and limits in front, pixels in a worker. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { OssError } from '../errors.js';
import { tooLarge } from '../process/causes.js';
import { estimateCost } from '../process/cost.js';
import { type Facts, HEAD_BYTES, readFacts } from '../process/formats/facts.js';
import { measurePlan } from '../process/measure.js';
import type { Report } from '../process/operation.js';
import { operationNamed } from '../process/operations/index.js';
import { type Plan, planKey } from '../process/plan.js';
import type { Bytes } from '../process/source.js';
import type { ObjectRecord, Store } from '../store/records.js';
import type { JobResult } from '../workers/protocol.js';
import type { Call } from './call.js';

/** Bytes in memory, or a file that the taker removes. */
export type Rendered = JobResult;

/** Of the rows' `facts`: raised when the readers learn to see more, so that older rows are read again. */
const FACTS_VERSION = 1;

/**
 * 32 upper-case hex digits that change with everything the result depends on: the stored bytes, the plan and what
 * draws it (behaviour D9). It names the result to the workers, too.
 */
export function derivedEtag(object: ObjectRecord, plan: Plan, renderer: string): string {
  return createHash('md5')
    .update(`${object.version}\n${planKey(plan)}\n${renderer}`)
    .digest('hex')
    .toUpperCase();
}

/** @throws OssError 400 for a picture that is none or too large, 501, 503, and 500 InternalServerError for what nobody foresaw */
export async function render(call: Call, object: ObjectRecord, plan: Plan, key: string): Promise<Rendered> {
  try {
    return await rendered(call, object, plan, key);
  } catch (cause) {
    // A client that left is no failure of ours; every other surprise is the image service's to name (behaviour D44).
    if (cause instanceof OssError || call.request.signal.aborted) throw cause;
    throw new OssError('InternalServerError', undefined, { cause });
  }
}

async function rendered({ request, services }: Call, object: ObjectRecord, plan: Plan, key: string): Promise<Rendered> {
  const { store, workers, settings } = services;
  if (object.size > settings.limits.sourceBytes) {
    throw tooLarge(
      'sourceBytes',
      `The source has ${object.size} bytes; at most ${settings.limits.sourceBytes} are allowed.`,
    );
  }
  const facts = await factsOf(store, object);
  measurePlan(plan, facts, object.size, settings.limits);
  const inFront = headerReport(plan);
  if (inFront !== undefined) {
    const bytes = { bytes: await store.readHead(object, HEAD_BYTES) };
    const text = Buffer.from(await inFront.read({ bytes, facts, fileSize: object.size }, plan.report?.values ?? {}));
    return { body: { bytes: text }, size: text.length, contentType: 'application/json' };
  }
  const source = { bytes: await bytesOf(store, object), facts, fileSize: object.size };
  const { cost, lane } = estimateCost(plan, facts);
  return workers.run(
    { plan, source, sources: [], limits: settings.limits },
    { cost, lane, signal: request.signal, key },
  );
}

/** The report that needs no pixel, if the plan is one: it costs no worker. */
function headerReport({ report }: Plan): Extract<Report, { needs: 'header' }> | undefined {
  const operation = report && operationNamed(report.operation);
  return operation?.kind === 'report' && operation.needs === 'header' ? operation : undefined;
}

/** From the row, or read once and kept in it. @throws OssError 400 BadRequest when it is no picture */
async function factsOf(store: Store, object: ObjectRecord): Promise<Facts> {
  const kept = object.facts === undefined ? undefined : (JSON.parse(object.facts) as { version: number; facts: Facts });
  if (kept?.version === FACTS_VERSION) return kept.facts;
  const facts = await readFacts((offset, length) => readAt(store, object, offset, length), object.size);
  // Nobody waits for this and nothing is lost when it fails: the next request reads them again.
  store.saveFacts(object, JSON.stringify({ version: FACTS_VERSION, facts })).catch(() => {});
  return facts;
}

async function readAt(store: Store, object: ObjectRecord, offset: number, length: number): Promise<Buffer> {
  const end = Math.min(offset + length, object.size) - 1;
  return offset > end ? Buffer.alloc(0) : collect(await store.read(object, { start: offset, end }));
}

/** A path lets the engine map the file; what has no single file is read into memory, 20 MB at most by the limits. */
async function bytesOf(store: Store, object: ObjectRecord): Promise<Bytes> {
  const path = store.localPath(object);
  return path === undefined ? { bytes: await collect(await store.read(object)) } : { path };
}

async function collect(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
