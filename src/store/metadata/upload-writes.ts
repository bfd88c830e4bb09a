/** Every change of multipart uploads, each inside the transaction of whoever calls. */
import { createHash } from 'node:crypto';
import { OssError } from '../../errors.js';
import { joinCrc64 } from '../blobs/crc64-join.js';
import type { BucketRecord } from '../records.js';
import {
  type ChosenPart,
  type CompletedUpload,
  type Completion,
  MOST_PARTS,
  type UploadName,
} from '../upload-records.js';
import { release, use } from './blob-rows.js';
import type { NewPart, NewUpload } from './metadata.js';
import { bucketNamed, mustBeAbsent, replace, textOfTags, usedBucket } from './object-rows.js';
import { charge } from './quota-steps.js';
import type { Schema } from './schema.js';
import { changed, Overtaken, row, rows, type Steps } from './steps.js';
import * as sql from './upload-sql.js';

/** The vendor's limit. Only the last part of an upload may be smaller. */
const MIN_PART_BYTES = 100 * 1024;

type PartRow = Omit<Schema['parts'], 'upload'>;

export function* initiateUpload({ bucket, key, id, initiatedAt, description }: NewUpload): Steps<void> {
  yield* bucketNamed(bucket);
  if (description.forbidOverwrite) yield* mustBeAbsent({ bucket, key });
  yield* changed(sql.ADD_UPLOAD, {
    bucket,
    key,
    id,
    initiated_at: initiatedAt,
    headers: JSON.stringify(description.headers),
    acl: description.acl ?? null,
    storage_class: description.storageClass ?? 'Standard',
    tags: textOfTags(description.tags),
  });
}

export function* putPart({ upload, part, version, segments, blobs }: NewPart): Steps<void> {
  const { bucket } = yield* uploadNamed(upload, sql.SHARE_UPLOAD);
  const { id } = upload;
  const { number, size, md5, crc64, modifiedAt } = part;
  const before = yield* row<{ version: string; size: number }>(sql.PART_VERSION, { id, number });
  yield* use({ version, segments }, blobs, { released: before?.version });
  if (before) yield* release([before.version], modifiedAt);
  const columns = { id, number, version, size, md5, crc64, modified_at: modifiedAt };
  const written = yield* changed(before ? sql.REPLACE_PART : sql.ADD_PART, columns);
  if (written === 0) throw new Overtaken('another transaction has made the part');
  yield* charge(bucket, [{ key: upload.key, bytes: size - (before?.size ?? 0) }]);
}

export function* complete(
  name: UploadName,
  completion: Completion,
  version: string,
  at: number,
): Steps<CompletedUpload> {
  const { upload } = yield* uploadNamed(name, sql.LOCK_UPLOAD);
  const stored = yield* partsOf(name);
  const parts = completion.parts === 'all' ? stored : chosenOf(stored, completion.parts);
  checkSizes(parts);
  const object = {
    bucket: name.bucket,
    key: name.key,
    version,
    ...factsOf(parts),
    type: 'Multipart',
    storageClass: upload.storage_class,
    acl: completion.acl ?? upload.acl ?? 'default',
    modifiedAt: at,
    headers: JSON.parse(upload.headers),
    ...(upload.tags !== null && { tags: JSON.parse(upload.tags) }),
  } as const;
  const made = yield* replace(object, completion.forbidOverwrite ?? false, () => attach(name, version, parts));
  yield* remove(name, stored, at);
  yield* charge(made.bucket, [{ key: name.key, bytes: made.bytes - bytesOf(stored) }]);
  return { etag: object.etag, crc64: object.crc64, size: object.size, modifiedAt: at };
}

export function* abort(name: UploadName, at: number): Steps<void> {
  const { bucket } = yield* uploadNamed(name, sql.LOCK_UPLOAD);
  const parts = yield* partsOf(name);
  yield* remove(name, parts, at);
  yield* charge(bucket, [{ key: name.key, bytes: -bytesOf(parts) }]);
}

function* uploadNamed(
  name: UploadName,
  query: string,
): Steps<{ readonly bucket: BucketRecord; readonly upload: Schema['uploads'] }> {
  const holder = yield* usedBucket(name.bucket);
  const { bucket, key, id } = name;
  const found = yield* row<Schema['uploads']>(query, { bucket, key, id });
  if (found) return { bucket: holder, upload: found };
  throw noSuchUpload(id);
}

function partsOf({ id }: UploadName): Steps<readonly PartRow[]> {
  return rows<PartRow>(sql.PARTS, { id, after: 0, limit: MOST_PARTS });
}

function* attach({ id }: UploadName, version: string, parts: readonly PartRow[]): Steps<void> {
  yield* changed(sql.SHARE_SEGMENTS, { version, id, parts: versionsOf(parts) });
}

/** With all its parts; bytes that an object has by now stay. */
function* remove({ bucket, key, id }: UploadName, parts: readonly PartRow[], at: number): Steps<void> {
  yield* release(versionsOf(parts), at);
  yield* changed(sql.REMOVE_PARTS, { id });
  yield* changed(sql.REMOVE_UPLOAD, { bucket, key, id });
}

function bytesOf(parts: readonly PartRow[]): number {
  return parts.reduce((sum, { size }) => sum + size, 0);
}

function versionsOf(parts: readonly PartRow[]): string[] {
  return parts.map(({ version }) => version);
}

export function noSuchUpload(id: string): OssError {
  return new OssError('NoSuchUpload', undefined, { fields: { UploadId: id.slice(0, 64) } });
}

function chosenOf(stored: readonly PartRow[], chosen: readonly ChosenPart[]): PartRow[] {
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  return chosen.map(({ number, etag }) => {
    const part = byNumber.get(number);
    if (part?.md5 === etag.toUpperCase()) return part;
    const reason = part === undefined ? 'was not uploaded' : 'has another ETag';
    throw new OssError('InvalidPart', `Part ${number} ${reason}.`, { fields: { PartNumber: String(number) } });
  });
}

function checkSizes(parts: readonly PartRow[]): void {
  if (parts.length === 0) throw new OssError('InvalidPart', 'The upload has no parts.');
  const small = parts.slice(0, -1).find(({ size }) => size < MIN_PART_BYTES);
  if (small === undefined) return;
  throw new OssError(
    'EntityTooSmall',
    `Part ${small.number} has ${small.size} bytes. Allowed for all parts but the last: at least ${MIN_PART_BYTES}.`,
    {
      fields: {
        PartNumber: String(small.number),
        ProposedSize: String(small.size),
        MinSizeAllowed: String(MIN_PART_BYTES),
      },
    },
  );
}

/** The ETag cannot be the MD5 of bytes that nobody reads: it is that of the parts' MD5s, with their number. */
function factsOf(parts: readonly PartRow[]): { size: number; etag: string; crc64: string } {
  const md5 = createHash('md5');
  for (const part of parts) md5.update(part.md5, 'hex');
  return {
    size: bytesOf(parts),
    etag: `${md5.digest('hex').toUpperCase()}-${parts.length}`,
    crc64: joinCrc64(parts),
  };
}
