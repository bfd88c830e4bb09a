/** Every change of the metadata by its name, as steps inside the transaction of whoever runs them (steps.ts). */
import { OssError } from '../../errors.js';
import type { BucketAcl, BucketRecord, ObjectAcl } from '../records.js';
import type { Tags } from '../tags.js';
import type { CompletedUpload, UploadName } from '../upload-records.js';
import { append, compact } from './append-writes.js';
import { doomUnknown, forget, use } from './blob-rows.js';
import { putChannel, removeChannel } from './channel-writes.js';
import { bindDomain, unbindDomain } from './domain-steps.js';
import * as hot from './hot.js';
import { changeKey, createKey, deleteKey, forgetExpired, useKey } from './key-writes.js';
import { abortExpired, removeExpired, setLifecycle } from './lifecycle-steps.js';
import type { NewBucket, NewBucketSetting, ObjectCommit, UploadCompletion } from './metadata.js';
import {
  bucketNamed,
  lockedBucket,
  noSuchBucket,
  noSuchKey,
  type ObjectName,
  replace,
  textOfTags,
  usedBucket,
} from './object-rows.js';
import { charge, countUsage, setQuota } from './quota-steps.js';
import { removeLocked } from './removals.js';
import { type BucketRow, bucketOf } from './rows.js';
import { changed, Overtaken, row, rows, type Steps } from './steps.js';
import { putStyle, removeStyle, setProcessConfiguration } from './style-writes.js';
import { abort, complete, initiateUpload, putPart } from './upload-writes.js';

/** One that throws leaves its undoing to whoever runs it. */
export const WRITES = {
  createBucket,
  setBucketAcl,
  setCacheControl,
  setProcessConfiguration,
  setBucketSetting,
  putChannel,
  removeChannel,
  deleteBucket,
  commit,
  delete: deleteObjects,
  setObjectAcl,
  setTags,
  saveFacts,
  append,
  compact,
  initiateUpload,
  putPart,
  completeUpload,
  abortUpload,
  putStyle,
  removeStyle,
  setLifecycle,
  removeExpired,
  abortExpired,
  setQuota,
  countUsage,
  bindDomain,
  unbindDomain,
  createKey,
  changeKey,
  deleteKey,
  forgetExpired,
  useKey,
  doomUnknown: ({ ids, at }: { ids: readonly string[]; at: number }) => doomUnknown(ids, at),
  forgetBlobs: ({ ids }: { ids: readonly string[] }) => forget(ids),
} as const;

/** Each change by its name: what it takes and what it gives. */
export type WriteName = keyof typeof WRITES;
export type WriteInput<N extends WriteName> = Parameters<(typeof WRITES)[N]>[0];
export type WriteResult<N extends WriteName> = ReturnType<(typeof WRITES)[N]> extends Steps<infer T> ? T : never;

export function stepsOf<N extends WriteName>(name: N, input: WriteInput<N>): Steps<WriteResult<N>> {
  const write = WRITES[name] as (input: WriteInput<N>) => Steps<WriteResult<N>>;
  return write(input);
}

function* createBucket(asked: NewBucket): Steps<{ bucket: BucketRecord; created: boolean }> {
  const { name, owner, acl } = asked;
  const made = rowOf(asked);
  if ((yield* changed(hot.ADD_BUCKET, { ...made })) === 1) return { bucket: bucketOf(made), created: true };
  const found = yield* row<BucketRow>(hot.BUCKET, { name });
  if (!found) throw new Overtaken('another transaction has deleted the bucket');
  const bucket = bucketOf(found);
  if (bucket.owner !== owner) throw new OssError('BucketAlreadyExists', undefined, { fields: { BucketName: name } });
  if (acl === undefined) return { bucket, created: false };
  yield* setBucketAcl({ name, acl });
  return { bucket: { ...bucket, acl }, created: false };
}

function rowOf({ name, owner, acl, createdAt }: NewBucket): BucketRow {
  return {
    name,
    owner,
    acl: acl ?? 'private',
    storage_class: 'Standard',
    created_at: createdAt,
    cache_control: null,
    process_configuration: null,
    cors: null,
    channel: null,
    referer: null,
    tags: null,
    lifecycle: null,
    quota: null,
    website: null,
  };
}

function* setBucketAcl({ name, acl }: { name: string; acl: BucketAcl }): Steps<void> {
  if ((yield* changed(hot.SET_BUCKET_ACL, { name, acl })) === 0) throw noSuchBucket(name);
}

function* setCacheControl({ name, cacheControl }: { name: string; cacheControl: string | null }): Steps<void> {
  if ((yield* changed(hot.SET_CACHE_CONTROL, { name, cacheControl })) === 0) throw noSuchBucket(name);
}

function* setBucketSetting({ name, setting, value }: NewBucketSetting): Steps<void> {
  const text = value === null ? null : JSON.stringify(value);
  if ((yield* changed(hot.SET_BUCKET_SETTING[setting], { name, value: text })) === 0) throw noSuchBucket(name);
}

function* deleteBucket({ name }: { name: string }): Steps<void> {
  yield* lockedBucket(name);
  if ((yield* changed(hot.REMOVE_EMPTY_BUCKET, { name })) === 1) return;
  throw new OssError('BucketNotEmpty', undefined, { fields: { BucketName: name } });
}

function* commit({ object, blobs, forbidOverwrite, ofAccount }: ObjectCommit): Steps<void> {
  const { bucket, bytes } = yield* replace(object, forbidOverwrite, (released) => use(object, blobs, { released }));
  if (ofAccount !== undefined && bucket.owner !== ofAccount) throw noSuchBucket(object.bucket);
  yield* charge(bucket, [{ key: object.key, bytes }]);
}

interface Deletion {
  readonly bucket: string;
  readonly keys: readonly string[];
  readonly at: number;
}

/** Removes those it has locked: a key that had nothing may have an object by now, which nobody asked to delete. */
function* deleteObjects({ bucket, keys, at }: Deletion): Steps<number> {
  const holder = yield* usedBucket(bucket);
  const found = yield* rows<{ key: string; version: string; size: number }>(hot.VERSIONS, { bucket, keys });
  return yield* removeLocked(holder, found, at);
}

function* setObjectAcl({ acl, ...name }: ObjectName & { acl: ObjectAcl }): Steps<void> {
  yield* bucketNamed(name.bucket);
  if ((yield* changed(hot.SET_OBJECT_ACL, { ...name, acl })) === 0) throw noSuchKey(name.key);
}

function* setTags({ tags, ...name }: ObjectName & { tags: Tags }): Steps<void> {
  yield* bucketNamed(name.bucket);
  if ((yield* changed(hot.SET_TAGS, { ...name, tags: textOfTags(tags) })) === 0) throw noSuchKey(name.key);
}

function* saveFacts(input: ObjectName & { version: string; facts: string }): Steps<void> {
  yield* changed(hot.SAVE_FACTS, { ...input });
}

function* completeUpload({ upload, completion, version, at }: UploadCompletion): Steps<CompletedUpload> {
  return yield* complete(upload, completion, version, at);
}

function* abortUpload({ upload, at }: { upload: UploadName; at: number }): Steps<void> {
  yield* abort(upload, at);
}
