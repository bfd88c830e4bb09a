/** Lifecycle rules and what they remove: reads, and changes inside the transaction of whoever calls. */
import type { LifecyclePass } from '../lifecycle-records.js';
import type { KeyRange } from '../lifetimes.js';
import type { BucketRecord } from '../records.js';
import type { UploadName } from '../upload-records.js';
import * as hot from './hot.js';
import * as sql from './lifecycle-sql.js';
import type { AgedObject, Removal, Removed, StampedRules } from './metadata.js';
import { bucketNamed, noSuchBucket, textOfTags, usedBucket } from './object-rows.js';
import { removeLocked } from './removals.js';
import { changed, row, rows, type Steps } from './steps.js';
import { abort } from './upload-writes.js';

interface LifecycleRow {
  readonly bucket: string;
  readonly stamp: string;
  readonly rules: string;
  readonly passed: number;
  readonly cursor: string;
}

interface AgedRow {
  readonly key: string;
  readonly version: string;
  readonly size: number;
  readonly modified_at: number;
  readonly tags: string | null;
}

type VersionRow = Pick<AgedRow, 'key' | 'version' | 'size' | 'tags'>;

export function* lifecycleOf(bucket: string): Steps<LifecyclePass | undefined> {
  return passOf(yield* row<LifecycleRow>(sql.LIFECYCLE, { bucket }));
}

export function* dueLifecycle(after: string, today: number): Steps<LifecyclePass | undefined> {
  return passOf(yield* row<LifecycleRow>(sql.DUE_LIFECYCLE, { after, today }));
}

export function* agedObjects(bucket: string, range: KeyRange, limit: number): Steps<readonly AgedObject[]> {
  const found = yield* rows<AgedRow>(sql.AGED, { bucket, ...range, limit });
  return found.map(({ key, version, size, modified_at: modifiedAt, tags }) => ({
    key,
    version,
    size,
    modifiedAt,
    ...(tags !== null && { tags: JSON.parse(tags) }),
  }));
}

export function* setLifecycle({ bucket, made }: { bucket: string; made: StampedRules | null }): Steps<void> {
  if ((yield* changed(sql.SET_LIFECYCLE, { bucket, stamp: made?.stamp ?? null })) === 0) throw noSuchBucket(bucket);
  if (made === null) yield* changed(sql.REMOVE_LIFECYCLE, { bucket });
  else yield* changed(sql.PUT_LIFECYCLE, { bucket, stamp: made.stamp, rules: JSON.stringify(made.rules) });
}

/**
 * Removes those of the objects that are still what they were, version and tags, and moves the walk on. undefined, and
 * nothing is changed, when the rules are others by now or another node has moved the walk.
 */
export function* removeExpired({ pass, objects, cursor, today, at }: Removal): Steps<Removed | undefined> {
  const { bucket } = pass;
  // First, as whoever deletes the bucket: the row of the walk goes with it.
  const holder = yield* usedBucket(bucket);
  const walk = yield* row<{ stamp: string; began: number; cursor: string }>(sql.LOCK_PASS, { bucket });
  if (walk?.stamp !== pass.stamp || walk.cursor !== pass.cursor) return undefined;
  const removed = yield* removeUnchanged(holder, objects, at);
  const began = walk.began < 0 ? today : walk.began;
  if (cursor === undefined) yield* changed(sql.END_PASS, { bucket, began });
  else yield* changed(sql.MOVE_PASS, { bucket, began, cursor });
  return removed;
}

function* removeUnchanged(holder: BucketRecord, objects: readonly AgedObject[], at: number): Steps<Removed> {
  if (objects.length === 0) return { objects: 0, bytes: 0 };
  const seen = new Map(objects.map((object) => [object.key, object]));
  const there = yield* rows<VersionRow>(hot.VERSIONS, { bucket: holder.name, keys: [...seen.keys()] });
  const same = there.filter(({ key, version, tags }) => {
    const before = seen.get(key);
    return before?.version === version && tags === textOfTags(before.tags);
  });
  return { objects: yield* removeLocked(holder, same, at), bytes: same.reduce((sum, { size }) => sum + size, 0) };
}

/** false, and nothing is changed, when the rules are others by now. Throws NoSuchUpload. */
export function* abortExpired(input: { upload: UploadName; stamp: string; at: number }): Steps<boolean> {
  const { upload, stamp, at } = input;
  yield* bucketNamed(upload.bucket);
  const walk = yield* row<{ stamp: string }>(sql.LOCK_PASS, { bucket: upload.bucket });
  if (walk?.stamp !== stamp) return false;
  yield* abort(upload, at);
  return true;
}

function passOf(found: LifecycleRow | undefined): LifecyclePass | undefined {
  if (found === undefined) return undefined;
  const { bucket, stamp, rules, passed, cursor } = found;
  return { bucket, stamp, rules: JSON.parse(rules), passed, cursor };
}
