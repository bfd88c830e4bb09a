/** The records of new object versions: of what was put, copied, linked. */
import { createHash, randomBytes } from 'node:crypto';
import type { BlobRecord } from './blobs/blobs.js';
import type { ObjectDescription, ObjectRecord, PutOptions } from './records.js';

/** The same bytes, so the same digests; of the source's facts nothing is known here. */
export function copyOf(
  source: ObjectRecord,
  bucket: string,
  key: string,
  made: ObjectDescription,
  now: number,
): ObjectRecord {
  const { facts: _facts, tags: _tags, ...kept } = source;
  return { ...kept, bucket, key, ...described(made), modifiedAt: now, ...ofStranger(made, source.linksTo) };
}

/** What every new version has of its own. */
function described({ headers, acl, storageClass, tags }: ObjectDescription) {
  return {
    version: randomBytes(16).toString('hex'),
    headers,
    acl: acl ?? 'default',
    storageClass: storageClass ?? 'Standard',
    ...(tags && tags.length > 0 && { tags }),
  } as const;
}

/** Of the bytes of a PUT, in one piece. */
export function newObject(
  bucket: string,
  key: string,
  blob: BlobRecord,
  options: PutOptions,
  now: number,
): ObjectRecord {
  return {
    bucket,
    key,
    ...described(options),
    size: blob.size,
    etag: blob.md5,
    crc64: blob.crc64,
    type: 'Normal',
    modifiedAt: now,
    segments: [{ blob: blob.id, offset: 0, length: blob.size, whole: true }],
  };
}

/** The ETag of a symlink is that of the name it points to. */
export function newLink(
  bucket: string,
  key: string,
  target: string,
  made: ObjectDescription,
  now: number,
): ObjectRecord {
  return {
    bucket,
    key,
    ...described(made),
    size: 0,
    etag: createHash('md5').update(target).digest('hex').toUpperCase(),
    crc64: '0',
    type: 'Symlink',
    modifiedAt: now,
    segments: [],
    linksTo: target,
    ...ofStranger(made, target),
  };
}

function ofStranger({ byStranger }: ObjectDescription, linksTo: string | undefined) {
  return linksTo !== undefined && byStranger && ({ linkOfStranger: true } as const);
}
