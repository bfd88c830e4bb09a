/** Buckets and objects as rows, for every change that makes an object. */
import { OssError } from '../../errors.js';
import type { BucketRecord, ObjectRecord } from '../records.js';
import type { Tags } from '../tags.js';
import { release } from './blob-rows.js';
import * as hot from './hot.js';
import { type BucketRow, bucketOf } from './rows.js';
import { changed, Overtaken, row, type Steps } from './steps.js';

export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
}

/** Throws NoSuchBucket. It may still be deleted before this transaction ends, which then fails at the foreign key. */
export function* bucketNamed(name: string): Steps<BucketRecord> {
  return found(name, yield* row<BucketRow>(hot.BUCKET, { name }));
}

/** The same for changes of what it holds (quota-steps.ts), which ends with charge(). */
export function* usedBucket(name: string): Steps<BucketRecord> {
  return found(name, yield* row<BucketRow>(hot.USE_BUCKET, { name }));
}

/** Throws NoSuchBucket. No other transaction that does the same, and none that makes objects in it, goes on meanwhile. */
export function* lockedBucket(name: string): Steps<BucketRecord> {
  return found(name, yield* row<BucketRow>(hot.LOCK_BUCKET, { name }));
}

export function* versionOf(name: ObjectName): Steps<string | undefined> {
  return (yield* heldBy(name))?.version;
}

function heldBy({ bucket, key }: ObjectName): Steps<{ version: string; size: number } | undefined> {
  return row<{ version: string; size: number }>(hot.VERSION, { bucket, key });
}

export function* mustBeAbsent(name: ObjectName): Steps<void> {
  if ((yield* versionOf(name)) !== undefined) throw new OssError('FileAlreadyExists');
}

/**
 * Makes `object` what its key has. `attach` gives the new version its segments, before those of the old one are
 * `released`: a copy of an object onto itself shares its blobs with the version it replaces. Returns the bucket, and by
 * how many bytes the key has become longer.
 */
export function* replace(
  object: Omit<ObjectRecord, 'segments'>,
  forbidOverwrite: boolean,
  attach: (released?: string) => Steps<void>,
): Steps<{ readonly bucket: BucketRecord; readonly bytes: number }> {
  const bucket = yield* usedBucket(object.bucket);
  // Asked once: what was absent may be there when it is asked for again.
  const before = yield* heldBy(object);
  if (before === undefined) {
    yield* add(object, attach);
    return { bucket, bytes: object.size };
  }
  if (forbidOverwrite) throw new OssError('FileAlreadyExists');
  yield* attach(before.version);
  yield* release([before.version], object.modifiedAt);
  yield* changed(hot.REPLACE_OBJECT, columnsOf(object));
  return { bucket, bytes: object.size - before.size };
}

/** Makes `object` what its key has, which was found to have nothing. */
export function* add(object: Omit<ObjectRecord, 'segments'>, attach: () => Steps<void>): Steps<void> {
  yield* attach();
  const made = yield* changed(hot.ADD_OBJECT, columnsOf(object));
  if (made === 0) throw new Overtaken('another transaction has made the object');
}

export function noSuchBucket(name: string): OssError {
  return new OssError('NoSuchBucket', undefined, { fields: { BucketName: name } });
}

export function noSuchKey(key: string): OssError {
  return new OssError('NoSuchKey', undefined, { fields: { Key: key } });
}

function found(name: string, bucket: BucketRow | undefined): BucketRecord {
  if (!bucket) throw noSuchBucket(name);
  return bucketOf(bucket);
}

/** JSON, or null for none. */
export function textOfTags(tags: Tags | undefined): string | null {
  return tags === undefined || tags.length === 0 ? null : JSON.stringify(tags);
}

function columnsOf(object: Omit<ObjectRecord, 'segments'>): Record<string, string | number | null> {
  return {
    bucket: object.bucket,
    key: object.key,
    headers: JSON.stringify(object.headers),
    tags: textOfTags(object.tags),
    links_to: object.linksTo ?? null,
    link_of_stranger: object.linkOfStranger ? 1 : null,
    version: object.version,
    size: object.size,
    etag: object.etag,
    crc64: object.crc64,
    type: object.type,
    storage_class: object.storageClass,
    acl: object.acl,
    modified_at: object.modifiedAt,
  };
}
