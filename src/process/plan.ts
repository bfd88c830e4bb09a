/** A process string becomes one Plan. A plan is a value: printed, compared, hashed, logged, sent to a worker. */
import { invalidValue, OssError } from '../errors.js';
import { bind } from './bind.js';
import { CAUSES } from './causes.js';
import type { Format } from './formats/facts.js';
import type { Limits } from './formats/limits.js';
import type { Operation } from './operation.js';
import { operationNamed, operations } from './operations/index.js';
import { misplacedSys, parseChain, type RawAction, type RawPipe } from './syntax.js';
import { type SnapshotValues, snapshot } from './video/snapshot.js';
import { preparingSteps } from './watermark/preparation.js';

export type PlanValue = string | number;
export type PlanValues = Readonly<Record<string, PlanValue>>;

export interface Step {
  readonly operation: string;
  readonly values: PlanValues;
  /** The default turn that nobody asked for: it has no size limit (behaviour D41). */
  readonly implicit?: true;
}

/** How the result is encoded. What is absent follows the source. */
export interface Settings {
  readonly format?: Exclude<Format, 'tiff'> | 'src';
  /** `format,src,1an`: a GIF stays a GIF. */
  readonly keepAnimation?: true;
  /** `format,jpg,black`: in a JPEG, what is transparent in the source lies on black and not on white. */
  readonly onBlack?: true;
  /** Relative (q) and absolute (Q) quality, 1–100; Q wins (guide, Change quality). */
  readonly q?: number;
  readonly Q?: number;
  /** `quality,lossless`: of WebP alone, whatever q and Q are. */
  readonly lossless?: true;
  readonly interlace?: boolean;
}

/** Another object that a step names, and the chain behind its name. Same bucket. */
export interface NamedSource {
  readonly key: string;
  readonly chain?: string;
}

/** The same, understood: what is done with the object's picture before it is used. */
export interface SourceRef {
  readonly key: string;
  readonly steps: readonly Step[];
}

export interface Plan {
  /** The picture is this frame of a video. Absent: the object is a picture itself. */
  readonly snapshot?: SnapshotValues;
  readonly steps: readonly Step[];
  readonly settings: Settings;
  readonly report?: { readonly operation: string; readonly values: PlanValues };
  /** Of all steps, in their order; sourcesByStep() hands them out again. */
  readonly sources: readonly SourceRef[];
}

/**
 * Of a chain. The vendor limits the length of x-oss-process without saying to what; nobody writes so many by hand, and
 * each costs time even on a picture of one pixel. Those behind the names of watermarks count, too.
 */
const MOST_ACTIONS = 100;

/**
 * Where the EXIF orientation is applied. 'first': before everything, unless `auto-orient,0` is written (the new
 * syntax, behaviour D1). 'as-written': where and only if an auto-orient action stands (the old syntax).
 */
export type Orientation = 'first' | 'as-written';

/**
 * The plan of a chain 'image/…' or 'video/snapshot,…'. A style is looked up and `sys/saveas` taken off before this.
 * @throws OssError 400 for a chain or a value that is not allowed
 */
export function planOf(text: string, limits: Limits): Plan {
  const { kind, pipes } = parseChain(text);
  if (kind === 'image') return planOfActions(imageActions(pipes), limits, 'first');
  const [first, ...others] = pipes;
  const values = snapshotOf(first?.actions ?? [], limits);
  const plan = planOfActions(imageActions(others), limits, 'first');
  if (plan.report) throw standsAlone(plan.report.operation);
  return { snapshot: values, ...plan };
}

/** The plan of actions already taken apart, whichever syntax they were written in. */
export function planOfActions(actions: readonly RawAction[], limits: Limits, orientation: Orientation): Plan {
  if (actions.length > MOST_ACTIONS) throw tooManyActions(actions.length);
  const bound = actions.map((action) => bindAction(action, limits));
  const report = reportOf(bound);
  if (report) return { steps: [], settings: {}, report, sources: [] };
  let settings: Settings = {};
  let steps: Step[] = [];
  for (const { operation, values } of bound) {
    if (operation.kind === 'setting') settings = operation.set(settings, values);
    else steps.push({ operation: operation.name, values });
  }
  if (orientation === 'first') steps = orientedFirst(steps);
  const sources = sourcesOf(steps, limits);
  const prepared = sources.reduce((sum, source) => sum + source.steps.filter(({ implicit }) => !implicit).length, 0);
  if (actions.length + prepared > MOST_ACTIONS) throw tooManyActions(actions.length + prepared);
  return { steps, settings, sources };
}

/**
 * A stable text of what the plan means: the same for two chains that differ only in the order of parameters or in
 * what a later value overrides, different for any other two. It is the cache key and feeds the ETag.
 */
export function planKey(plan: Plan): string {
  return canonical(plan);
}

/**
 * JSON whose members stand in the order of their names, which are plain words. A replacer that sorts them says the same of
 * a plan, and in a rush was a twelfth of what a refusal took.
 */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const record = value as Readonly<Record<string, unknown>>;
  let members = '';
  for (const name of Object.keys(record).sort()) {
    const member = record[name];
    if (member !== undefined) members += `${members && ','}"${name}":${canonical(member)}`;
  }
  return `{${members}}`;
}

interface BoundAction {
  readonly operation: Operation;
  readonly values: PlanValues;
}

function bindAction({ name, tokens }: RawAction, limits: Limits): BoundAction {
  const operation = operationNamed(name);
  if (!operation) throw unknownAction(name, operations.map((each) => each.name).join(', '));
  return { operation, values: bind(operation, tokens, limits.profile) };
}

/** One snapshot and nothing else: there is no second frame to take (behaviour D34). */
function snapshotOf(actions: readonly RawAction[], limits: Limits): SnapshotValues {
  const other = actions.find(({ name }) => name !== snapshot.name);
  if (other) throw unknownAction(other.name, snapshot.name);
  if (actions.length > 1) throw invalidValue('process', 'video/', 'one snapshot in a chain');
  return bind(snapshot, actions[0]?.tokens ?? [], limits.profile) as unknown as SnapshotValues;
}

function imageActions(pipes: readonly RawPipe[]): readonly RawAction[] {
  for (const { kind, actions } of pipes) {
    if (kind === 'sys') throw misplacedSys(actions[0]?.name ?? '');
    if (kind === 'video') {
      throw invalidValue('process', 'video/', 'video/ at the beginning of a chain only');
    }
  }
  return pipes.length === 1 && pipes[0] ? pipes[0].actions : pipes.flatMap(({ actions }) => actions);
}

function unknownAction(name: string, known: string): OssError {
  return invalidValue('action', name, `one of ${known}`, CAUSES.unknownAction[0]);
}

function standsAlone(report: string): OssError {
  return invalidValue('process', report, `${report} alone, without other actions`);
}

function tooManyActions(count: number): OssError {
  return new OssError('InvalidArgument', `The chain has ${count} actions; at most ${MOST_ACTIONS} are allowed.`, {
    ec: '0017-00000288',
    fields: { ArgumentName: 'process' },
  });
}

function reportOf(bound: readonly BoundAction[]): Plan['report'] {
  const found = bound.find(({ operation }) => operation.kind === 'report');
  if (!found) return undefined;
  const { name } = found.operation;
  if (bound.length > 1) throw standsAlone(name);
  return { operation: name, values: found.values };
}

/** The last auto-orient that was written, or the default one, in front of all other steps. */
function orientedFirst(steps: readonly Step[]): Step[] {
  const isOrientation = (step: Step) => step.operation === 'auto-orient';
  const written = steps.filter(isOrientation).at(-1);
  const first: Step = written ?? { operation: 'auto-orient', values: { value: 1 }, implicit: true };
  return [first, ...steps.filter((step) => !isOrientation(step))];
}

/** As today's service. */
const MOST_SOURCES = 3;

function sourcesOf(steps: readonly Step[], limits: Limits): readonly SourceRef[] {
  const named = steps.flatMap(namedBy);
  if (named.length > MOST_SOURCES) {
    const message = `The chain has ${named.length} image watermarks; at most ${MOST_SOURCES} are allowed.`;
    throw new OssError('InvalidArgument', message, { fields: { ArgumentName: 'watermark' } });
  }
  return named.map(({ key, chain }) => {
    return { key, steps: orientedFirst(chain === undefined ? [] : preparingSteps(chain, limits)) };
  });
}

function namedBy({ operation: name, values }: Step): readonly NamedSource[] {
  const operation = operationNamed(name);
  return operation?.kind === 'transform' ? (operation.sources?.(values) ?? []) : [];
}

/** `sources`: one for each of plan.sources. For each step those that it named. */
export function sourcesByStep<T>({ steps }: Plan, sources: readonly T[]): readonly (readonly T[])[] {
  let taken = 0;
  return steps.map((step) => {
    const first = taken;
    taken += namedBy(step).length;
    return sources.slice(first, taken);
  });
}
