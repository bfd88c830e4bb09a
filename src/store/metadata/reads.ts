/** What is known of buckets, objects and blobs. */
import type { BucketPage, BucketQuery, BucketRecord, ListPage, ListQuery, ObjectRecord, Rows } from '../records.js';
import type { StyleRecord } from '../style-records.js';
import { foldedRows } from './folded-list.js';
import * as hot from './hot.js';
import { behind, justAfter, later } from './keys.js';
import { isCommonPrefix, pageOf, rangeOf } from './list.js';
import type { BlobUser, LiveBlob } from './metadata.js';
import {
  type BucketRow,
  bucketOf,
  bucketOfHead,
  type HeadRow,
  type ListRow,
  objectOf,
  type SegmentRow,
  type StyleRow,
  styleOf,
  styleOfHead,
} from './rows.js';
import { Overtaken, row, rows, type Steps } from './steps.js';
import { STYLES } from './style-sql.js';
import type { TallyRow } from './usage.js';

export function* identityOf(): Steps<string> {
  const found = yield* row<{ id: string }>(hot.IDENTITY, {});
  if (!found) throw new Error('the metadata have no identity');
  return found.id;
}

export function* bucketNamed(name: string): Steps<BucketRecord | undefined> {
  const found = yield* row<BucketRow>(hot.BUCKET, { name });
  return found && bucketOf(found);
}

export function* bucketsOf({ owner, names, prefix = '', marker = '', limit }: BucketQuery): Steps<BucketPage> {
  const from = marker === '' ? prefix : later(prefix, justAfter(marker));
  const range = { owner, from, before: behind(prefix), limit: limit + 1 };
  const found = yield* names === undefined
    ? rows<BucketRow>(hot.BUCKETS, range)
    : rows<BucketRow>(hot.BUCKETS_NAMED, { ...range, names });
  const buckets = found.slice(0, limit).map(bucketOf);
  const last = buckets.at(-1);
  return { buckets, ...(last && found.length > limit && { next: last.name }) };
}

/** Throws Overtaken when the object was replaced between the reading of its first segment and that of the others. */
export function* headOf(bucket: string, key: string, style: string | undefined): Steps<Rows> {
  const found = yield* row<HeadRow>(hot.HEAD, { bucket, key, style: style ?? null });
  if (!found) return {};
  const named = styleOfHead(found);
  const others = { bucket: bucketOfHead(found), ...(named && { style: named }) };
  if (found.version === null) return others;
  const more = found.length !== null && found.length < found.size;
  const object = objectOf(bucket, key, found, more ? yield* restOf(found.version) : []);
  if (more) mustBeWhole(object);
  return { ...others, object };
}

function restOf(version: string): Steps<readonly SegmentRow[]> {
  return rows<SegmentRow>(hot.REST_OF_SEGMENTS, { version });
}

/** A version that is replaced loses its segments, and one that is merged has others in their place. */
function mustBeWhole({ segments, size }: ObjectRecord): void {
  if (segments.reduce((sum, { length }) => sum + length, 0) !== size) throw new Overtaken('the object was replaced');
}

export function* stylesOf(bucket: string): Steps<readonly StyleRecord[]> {
  return (yield* rows<StyleRow>(STYLES, { bucket })).map(styleOf);
}

export function* listOf(query: ListQuery): Steps<ListPage> {
  const { bucket, prefix = '', delimiter = '', limit } = query;
  if (limit === 0 || prefix.includes('\0')) return { objects: [], prefixes: [] };
  const range = { bucket, ...rangeOf(query), limit: limit + 1 };
  if (delimiter === '' || delimiter.includes('\0')) return pageOf(query, yield* rows<ListRow>(hot.LIST, range));
  const folds = isCommonPrefix(query.marker ?? '', prefix, delimiter);
  return pageOf(query, yield* foldedRows({ prefix, delimiter }, range, folds));
}

export function tallyOf(bucket: string, after: string, limit: number): Steps<readonly TallyRow[]> {
  return rows<TallyRow>(hot.TALLY, { bucket, after, limit });
}

export function* unknownOf(ids: readonly string[]): Steps<readonly string[]> {
  const known = new Set((yield* rows<{ id: string }>(hot.KNOWN_BLOBS, { ids })).map(({ id }) => id));
  return ids.filter((id) => !known.has(id));
}

export function* doomedUntil(until: number, limit: number): Steps<readonly string[]> {
  return (yield* rows<{ id: string }>(hot.DOOMED_BLOBS, { until, limit })).map(({ id }) => id);
}

export function* countLiveBlobs(): Steps<number> {
  return Number((yield* row<{ count: number }>(hot.COUNT_LIVE_BLOBS, {}))?.count);
}

export function* liveBlobsAfter(after: string, limit: number): Steps<readonly LiveBlob[]> {
  return (yield* rows<LiveBlob>(hot.LIVE_BLOBS_AFTER, { after, limit })).map(({ id, size, md5 }) => ({
    id,
    size,
    md5,
  }));
}

export function* liveOf(ids: readonly string[]): Steps<readonly string[]> {
  return (yield* rows<{ id: string }>(hot.STILL_LIVE, { ids })).map(({ id }) => id);
}

export function* blobUsers(ids: readonly string[]): Steps<readonly BlobUser[]> {
  const found = yield* rows<{ blob: string; bucket: string; key: string; number: number | null }>(hot.BLOB_USERS, {
    ids,
  });
  return found.map(({ blob, bucket, key, number }) => ({
    blob,
    user: number === null ? `${bucket}/${key}` : `${bucket}/${key}, part ${number} of an upload`,
  }));
}
