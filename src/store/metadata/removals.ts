/** The end of every removal of objects, inside the transaction of whoever has locked them. */
import type { BucketRecord } from '../records.js';
import { release } from './blob-rows.js';
import * as hot from './hot.js';
import { charge } from './quota-steps.js';
import { changed, type Steps } from './steps.js';

interface LockedObject {
  readonly key: string;
  readonly version: string;
  /** Bytes. */
  readonly size: number;
}

/** Their blobs are doomed from `at` on. `holder` was read by usedBucket(). Returns how many objects are gone. */
export function* removeLocked(holder: BucketRecord, locked: readonly LockedObject[], at: number): Steps<number> {
  if (locked.length === 0) return 0;
  yield* release(
    locked.map(({ version }) => version),
    at,
  );
  const removed = yield* changed(hot.REMOVE_OBJECTS, { bucket: holder.name, keys: locked.map(({ key }) => key) });
  yield* charge(
    holder,
    locked.map(({ key, size }) => ({ key, bytes: -size })),
  );
  return removed;
}
