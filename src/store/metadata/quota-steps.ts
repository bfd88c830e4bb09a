/**
 * Quotas: reads, and changes inside the transaction of whoever calls. What a bucket holds is counted from the first key
 * to the last while writes go on: a write behind the key that the count has reached is not charged, because it is still
 * to be counted; one before it is. So the sum is exact at any moment.
 */
import { quotaExceeded } from '../quota-records.js';
import type { BucketRecord } from '../records.js';
import { ABOVE_ALL, later } from './keys.js';
import { lockedBucket } from './object-rows.js';
import * as sql from './quota-sql.js';
import { changed, row, rows, type Steps } from './steps.js';

/** Keys that one step of the count sums up. */
const STEP = 5000;

interface UsageRow {
  readonly used: number;
  /** Keys up to this one are counted. */
  readonly counted: string;
  readonly complete: number;
}

/** By how many bytes a key, with its uploads, has become longer; less than 0: shorter. */
export interface Growth {
  readonly key: string;
  readonly bytes: number;
}

/**
 * The end of every change of what a bucket holds. `bucket` was read by usedBucket() in the same transaction: whoever
 * gives a quota waits for those who have read that there is none, and counts what they have written.
 * Throws QuotaExceeded for what makes the bucket longer than its quota.
 */
export function* charge({ name: bucket, quota }: BucketRecord, growths: readonly Growth[]): Steps<void> {
  const bytes = sum(growths);
  if (quota === undefined || growths.every((growth) => growth.bytes === 0)) return;
  const usage = yield* row<UsageRow>(sql.LOCK_USAGE, { bucket });
  if (usage === undefined) return;
  if (bytes > 0 && usage.used + bytes > quota) throw quotaExceeded();
  const counted = sum(growths.filter(({ key }) => later(key, usage.counted) === usage.counted));
  if (counted !== 0) yield* changed(sql.CHARGE, { bucket, bytes: counted });
}

export function* setQuota({ bucket, quota }: { bucket: string; quota: number | null }): Steps<void> {
  yield* lockedBucket(bucket);
  yield* changed(sql.SET_QUOTA, { bucket, quota });
  yield* changed(quota === null ? sql.REMOVE_USAGE : sql.BEGIN_USAGE, { bucket });
}

/** One step; true: everything is counted, or there is no quota any more. */
export function* countUsage({ bucket }: { bucket: string }): Steps<boolean> {
  // By itself: what is committed while this waits for the row is seen by the next statement.
  const usage = yield* row<UsageRow>(sql.LOCK_USAGE, { bucket });
  if (usage === undefined || usage.complete === 1) return true;
  const after = usage.counted;
  const page = yield* row<{ objects: number; bytes: number; last: string | null }>(sql.COUNT_OBJECTS, {
    bucket,
    after,
    limit: STEP,
  });
  const complete = (page?.objects ?? 0) < STEP;
  const last = complete ? ABOVE_ALL : (page?.last ?? ABOVE_ALL);
  const parts = yield* row<{ bytes: number }>(sql.COUNT_PARTS, { bucket, after, last });
  const bytes = (page?.bytes ?? 0) + (parts?.bytes ?? 0);
  yield* changed(sql.COUNTED, { bucket, bytes, last, complete: complete ? 1 : 0 });
  return complete;
}

export function* bytesLeft(bucket: string): Steps<number | undefined> {
  return (yield* row<{ bytes: number }>(sql.LEFT, { bucket }))?.bytes;
}

export function* uncountedBuckets(): Steps<readonly string[]> {
  return (yield* rows<{ bucket: string }>(sql.UNCOUNTED, {})).map(({ bucket }) => bucket);
}

function sum(growths: readonly Growth[]): number {
  return growths.reduce((total, { bytes }) => total + bytes, 0);
}
