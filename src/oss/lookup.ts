/** The rows that a request is about, read before anything is decided: bucket, object, style. */
import type { OssRequest } from '../http/message.js';
import type { BucketRecord, Rows, Store } from '../store/records.js';
import type { Action, Call, RequestedStyle } from './call.js';
import { ruleFor } from './mirror/rule.js';
import { channelOn } from './picture/channels.js';
import { oldSplit, understandsOld } from './picture/old-syntax.js';
import { lastSplit, type Split, separatorsOf, splitsOf } from './picture/separators.js';
import { isStyleName, styleNameIn } from './picture/styles.js';
import type { Query } from './query.js';
import type { Target } from './target.js';

type ObjectTarget = Extract<Target, { scope: 'object' }>;
type Found = Pick<Call, 'target' | 'bucket' | 'object' | 'style' | 'old'>;

/** The value of x-oss-process in the query, or in the header of that name; the query wins. */
export function processIn(request: OssRequest, query: Query): string | undefined {
  return query.get('x-oss-process') ?? request.headers['x-oss-process'];
}

/**
 * One query for all rows. Where the action allows it and the key has no object, the key is read as an object, a
 * separator and a style (behaviour D22), and where the old syntax is understood as an object and what is to be done with
 * it (old-syntax.ts): then `target.key` is what stands before the separator or the '@'.
 */
export async function lookUp(
  store: Store,
  action: Action,
  { request, target, query }: Pick<Call, 'request' | 'target' | 'query'>,
): Promise<Found> {
  if (target.scope !== 'object' || action.styled !== true) {
    return found(target, await rowsAt(store, target.bucket, target.key));
  }
  const process = processIn(request, query);
  const name = process === undefined ? undefined : styleNameIn(process);
  // Only a text that can be a name is looked up: the database would cut it at U+0000.
  const rows = await store.head(target.bucket, target.key, name !== undefined && isStyleName(name) ? name : undefined);
  const named = name === undefined ? undefined : requested(name, rows, false);
  if (rows.bucket === undefined || rows.object) return found(target, rows, named);
  // What x-oss-process says goes before what the key says.
  const split = await separated(store, target, rows.bucket);
  if (split !== undefined) {
    return found({ ...target, key: split.key }, split.rows, process === undefined ? split.style : named);
  }
  const old = understandsOld(rows.bucket, target.dialect) ? oldSplit(target.key) : undefined;
  if (old === undefined) return found(target, rows, named);
  const read = found({ ...target, key: old.key }, { ...rows, ...(await store.head(target.bucket, old.key)) }, named);
  return process === undefined ? { ...read, old: old.text } : read;
}

export async function rowsAt(store: Store, bucket: string | undefined, key: string | undefined): Promise<Rows> {
  if (bucket === undefined) return {};
  if (key !== undefined) return store.head(bucket, key);
  const row = await store.bucket(bucket);
  return row === undefined ? {} : { bucket: row };
}

function found(target: Target, { bucket, object }: Rows, style?: RequestedStyle): Found {
  const known: { -readonly [Name in keyof Found]: Found[Name] } = { target };
  if (bucket) known.bucket = bucket;
  if (object) known.object = object;
  if (style) known.style = style;
  return known;
}

function requested(name: string, { style }: Rows, separated: boolean): RequestedStyle {
  return { name, separated, ...(style && { row: style }) };
}

interface Separated {
  readonly key: string;
  readonly rows: Rows;
  readonly style: RequestedStyle;
}

async function separated(store: Store, { key, dialect }: ObjectTarget, bucket: BucketRecord) {
  let fetched: Separated | undefined;
  for (const split of await endingInStyles(store, bucket.name, splitsOf(key, separatorsOf(bucket, dialect)))) {
    const rows = await store.head(bucket.name, split.key, split.style);
    if (rows.object && rows.style) return separatedAt(split, rows);
    // Not there yet: an origin may have it.
    if (rows.style && ruleFor(bucket.website, split.key)) fetched ??= separatedAt(split, rows);
  }
  if (fetched !== undefined) return fetched;
  const last = lastSplit(key);
  if (last === undefined) return undefined;
  const rows = await store.head(bucket.name, last.key, isStyleName(last.style) ? last.style : undefined);
  // Another picture may stand in for a missing one.
  const picture = rows.object ?? channelOn(bucket, dialect)?.missingPicture;
  return picture === undefined ? undefined : separatedAt(last, rows);
}

function separatedAt({ key, style }: Split, rows: Rows): Separated {
  return { key, rows, style: requested(style, rows, true) };
}

/** A key full of separators can be read in 64 ways: those whose style is none are told apart by one query. */
async function endingInStyles(store: Store, bucket: string, splits: readonly Split[]): Promise<readonly Split[]> {
  if (splits.length < 2) return splits;
  const names = new Set((await store.styles.list(bucket)).map(({ name }) => name));
  return splits.filter(({ style }) => names.has(style));
}
