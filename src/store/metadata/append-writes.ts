/** Objects that grow at their end, inside the transaction of whoever calls. */
import { createHash } from 'node:crypto';
import { refuseAppend } from '../append-rules.js';
import { joinCrc64, type Piece } from '../blobs/crc64-join.js';
import type { ObjectRecord } from '../records.js';
import { merge, rename, use } from './blob-rows.js';
import * as hot from './hot.js';
import type { Appended, Compaction, NewAppend } from './metadata.js';
import { add, usedBucket, versionOf } from './object-rows.js';
import { charge } from './quota-steps.js';
import { changed, row, rows, type Steps } from './steps.js';

type GrowingRow = Pick<ObjectRecord, 'version' | 'size' | 'etag' | 'crc64' | 'type'>;

export function* append({ object, position, blob }: NewAppend): Steps<Appended> {
  const { bucket, key, version, modifiedAt } = object;
  const holder = yield* usedBucket(bucket);
  const before = yield* row<GrowingRow>(hot.GROWING, { bucket, key });
  refuseAppend(before, position);
  if (before === undefined) {
    yield* add(object, () => use(object, [blob]));
    yield* charge(holder, [{ key, bytes: blob.size }]);
    return { etag: object.etag, crc64: object.crc64, size: object.size, segments: 1, used: true };
  }
  if (blob.size === 0) return { ...factsOf(before), segments: 0, used: false };
  const facts = {
    etag: joinedEtag(before.etag, blob.md5),
    crc64: joinCrc64([before, blob]),
    size: before.size + blob.size,
  };
  const first = yield* rename(before.version, version);
  yield* use(object, [blob], { first });
  yield* changed(hot.GROW, { bucket, key, version, ...facts, modified_at: modifiedAt });
  yield* charge(holder, [{ key, bytes: blob.size }]);
  return { ...facts, segments: first + 1, used: true };
}

/**
 * false when the object is another by now, or when the blob has other bytes than the segments were stored with: a disk
 * that gave wrong ones must not have them kept under a digest of their own. Then nothing was changed.
 */
export function* compact({ bucket, key, version, from, blob, at }: Compaction): Steps<boolean> {
  if ((yield* versionOf({ bucket, key })) !== version) return false;
  const stored = yield* rows<Piece>(hot.SEGMENT_SUMS_FROM, { version, from });
  if (joinCrc64(stored) !== blob.crc64) return false;
  yield* merge(version, from, blob, at);
  return true;
}

function factsOf({ etag, crc64, size }: GrowingRow) {
  return { etag, crc64, size };
}

/** Not the MD5 of the whole, which would have to be read for that; another one with every append. */
function joinedEtag(etag: string, md5: string): string {
  return createHash('md5').update(`${etag}\n${md5}`).digest('hex').toUpperCase();
}
