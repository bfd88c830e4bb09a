/** From an object and a plan to bytes: facts and limits in front, pixels in a worker. */
import * as crypto from 'node:crypto';
import { OssError } from '../../errors.js';
import { buffersSpent } from '../../http/spent-buffers.js';
import type { Cost } from '../../process/cost.js';
import { type Facts, readFacts } from '../../process/formats/facts.js';
import type { Limits } from '../../process/formats/limits.js';
import { JSON_TYPE } from '../../process/formats/mime.js';
import { checkSourceBytes, measurePlan } from '../../process/measure.js';
import type { Report } from '../../process/operation.js';
import { operationNamed } from '../../process/operations/index.js';
import type { Plan } from '../../process/plan.js';
import type { Source } from '../../process/source.js';
import { snapshotCost } from '../../process/video/cost.js';
import type { Footage } from '../../process/video/grab.js';
import { factsOfFrame, type SnapshotValues } from '../../process/video/snapshot.js';
import { ofWatermark } from '../../process/watermark/refusals.js';
import type { ObjectRecord, Store } from '../../store/records.js';
import type { Rendered, StoredResult } from '../../store/results/result.js';
import type { Services } from '../call.js';
import { Recurring } from '../recurring.js';
import { keepFacts, keptFacts } from './facts.js';
import { collect, type Loans, lending } from './loans.js';
import { priceOf, refuseEarly, UNREAD } from './price.js';

/**
 * 32 upper-case hex digits that change with everything the result depends on: the stored bytes, those of the objects
 * that the plan names, what the plan means and what draws it (behaviour D9). It is the key of the result, and names it
 * to the workers.
 */
export function derivedEtag(
  object: ObjectRecord,
  planKey: string,
  renderer: string,
  sources: readonly ObjectRecord[] = [],
): string {
  const others = sources.map(({ version }) => `\n${version}`).join('');
  const text = `${object.version}\n${planKey}\n${renderer}${others}`;
  return etags.of(text, etagOf);
}

const etagOf = (text: string): string => md5(text).toUpperCase();

/** A digest takes ten times as long as a look: 3 µs of the 35 that a warm request has. */
const etags = new Recurring<string>({ capacity: 1_000_000, overhead: 100 });

/** Node 20.12 has a way without an object for each hash, in a third of the time; older ones are served, too. */
const md5: (text: string) => string =
  'hash' in crypto ? (text) => crypto.hash('md5', text) : (text) => crypto.createHash('md5').update(text).digest('hex');

/** One object, and what is to be made of it. */
export interface Task {
  readonly object: ObjectRecord;
  /** In the order of plan.sources. */
  readonly sources: readonly ObjectRecord[];
  readonly plan: Plan;
  /** derivedEtag(). */
  readonly key: string;
  /** The latest of all that the result depends on (behaviour D10). */
  readonly modifiedAt: number;
}

/**
 * Kept, or made now. What is in memory is taken without a turn of the event loop. Who takes a body that is a file
 * closes it. Throws as render() does.
 * @param waiting the request alone, whose signal is made when it is first looked at: what is in memory needs none
 */
export async function resultOf(
  services: Services,
  task: Task,
  waiting: { readonly signal: AbortSignal },
): Promise<StoredResult> {
  const report = headerReport(task.plan);
  if (report !== undefined) {
    const bytes = await readReport(services, task, report, waiting.signal);
    return { size: bytes.length, contentType: JSON_TYPE, body: { bytes }, origin: 'header' };
  }
  const warm = services.results.inMemory(task.key);
  if (warm !== undefined)
    return { size: warm.size, contentType: warm.contentType, body: { bytes: warm.bytes }, origin: 'memory' };
  const asking = refuseEarly(services, task);
  if (asking !== undefined) await asking;
  // The signal is that of everybody who waits for this result.
  return services.results.get(task.key, (all) => render(services, task, all), waiting.signal);
}

/**
 * Draws in a worker. `signal`: nobody waits for the result any more.
 * @throws OssError 400 for a picture that is none or too large, 501, 503, and 500 InternalServerError for what nobody foresaw
 */
async function render(services: Services, task: Task, signal: AbortSignal): Promise<Rendered> {
  const { object, plan } = task;
  return named(signal, () =>
    lending(services.store, async (loans) => {
      if (plan.snapshot) return renderFrame(services, task, plan.snapshot, { loans, signal });
      const reading = () => measuredFacts(services, loans, object, plan);
      // To be read it may have to be fetched, perhaps from afar.
      const facts = await (keptFacts(object).facts ? reading() : services.workers.holding(UNREAD, signal, reading));
      const lent: Pixels['lent'] = async (use) => use(await sourceOf(loans, object, facts));
      return draw(services, task, { facts, lent }, { loans, signal });
    }),
  );
}

/** The same of a frame. A video has no limit in bytes (behaviour D5): little of it is read. */
async function renderFrame(services: Services, task: Task, snapshot: SnapshotValues, during: During) {
  const { videos, settings } = services;
  const video = await videos.factsOf(task.object, during.signal);
  const facts = factsOfFrame(snapshot, video);
  measurePlan(task.plan, facts, 0, settings.limits);
  const opening = snapshotCost(snapshot, video);
  const lent: Pixels['lent'] = (use) =>
    videos.frame(task.object, snapshot.m ?? 'exact', (input) => use({ input, video }));
  return draw(services, task, { facts, opening, lent }, during);
}

interface Pixels {
  readonly facts: Facts;
  /** Fetches them, which may take long, and keeps them until `use` is done. */
  readonly lent: <T>(use: (picture: Source | Footage) => Promise<T>) => Promise<T>;
  /** What it costs to get at them, beside decoding a picture. */
  readonly opening?: Cost;
}

/** Files are lent, and somebody waits. */
interface During {
  readonly loans: Loans;
  readonly signal: AbortSignal;
}

async function draw(services: Services, task: Task, { lent, facts, opening }: Pixels, { loans, signal }: During) {
  const { limits } = services.settings;
  const { workers } = services;
  const marks = await factsOfMarks(loans, task, limits);
  const price = priceOf(task, { facts, marks, ...(opening && { opening }) }, limits);
  return workers.holding(price, signal, (place) =>
    lent(async (source) => {
      const sources = await Promise.all(
        task.sources.map((object, index) => sourceOf(loans, object, marks[index] ?? facts)),
      );
      const result = await workers.run({ plan: task.plan, source, sources, limits }, { ...price, signal, place });
      // They came in pieces, which were then put together: both lie about.
      if ('bytes' in result.body) buffersSpent(2 * result.size);
      return result;
    }),
  );
}

type HeaderReport = Extract<Report, { needs: 'header' }>;

/** The report that needs no pixel, if the plan is one: it costs no worker, and is not kept as a result. */
function headerReport({ report }: Plan): HeaderReport | undefined {
  const operation = report && operationNamed(report.operation);
  return operation?.kind === 'report' && operation.needs === 'header' ? operation : undefined;
}

/** The text of a header report. Throws as render() does. */
function readReport(services: Services, { object, plan }: Task, report: HeaderReport, signal: AbortSignal) {
  return named(signal, () =>
    lending(services.store, async (loans) => {
      const facts = await measuredFacts(services, loans, object, plan);
      const source = await sourceOf(loans, object, facts);
      // Not from the first 64 KB alone: a TIFF's directory and a WebP's EXIF stand behind the pixels.
      return Buffer.from(await report.read(source, plan.report?.values ?? {}));
    }),
  );
}

/** A client that left is no failure of ours; every other surprise is the image service's to name (behaviour D44). */
async function named<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof OssError || signal.aborted) throw cause;
    throw new OssError('InternalServerError', undefined, { cause });
  }
}

/** Of the picture as the plan will meet it, after every limit that can be told from its header. */
async function measuredFacts({ settings }: Services, loans: Loans, object: ObjectRecord, plan: Plan): Promise<Facts> {
  const facts = await checkedFacts(loans, object, settings.limits);
  measurePlan(plan, facts, object.size, settings.limits);
  return facts;
}

/** Of the pictures that the plan names. */
function factsOfMarks(loans: Loans, task: Task, limits: Limits): Promise<readonly Facts[]> {
  return Promise.all(
    task.sources.map(async (object) => {
      try {
        return await checkedFacts(loans, object, limits);
      } catch (error) {
        throw error instanceof OssError ? ofWatermark(object.key, error) : error;
      }
    }),
  );
}

async function sourceOf(loans: Loans, object: ObjectRecord, facts: Facts): Promise<Source> {
  const { size: fileSize, version } = object;
  return { bytes: await loans.bytesOf(object), facts, fileSize, version };
}

async function checkedFacts(loans: Loans, object: ObjectRecord, limits: Limits): Promise<Facts> {
  checkSourceBytes(object.size, limits);
  return factsOf(loans, object);
}

/** From the row, or read once and kept in it. @throws OssError 400 BadRequest when it is no picture */
async function factsOf(loans: Loans, object: ObjectRecord): Promise<Facts> {
  const kept = keptFacts(object).facts;
  if (kept !== undefined) return kept;
  const { store } = loans;
  // Its pixels are wanted next: what is fetched from afar is then fetched once, and read here.
  await loans.file(object);
  const facts = await readFacts((offset, length) => readAt(store, object, offset, length), object.size);
  keepFacts(store, object, { facts });
  return facts;
}

async function readAt(store: Store, object: ObjectRecord, offset: number, length: number): Promise<Buffer> {
  const end = Math.min(offset + length, object.size) - 1;
  return offset > end ? Buffer.alloc(0) : collect(await store.read(object, { start: offset, end }));
}
