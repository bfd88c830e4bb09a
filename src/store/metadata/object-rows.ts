/** Buckets and objects as rows, for every change that makes an object. */
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { OssError } from '../../errors.js';
import type { BucketRecord, ObjectRecord } from '../records.js';
import type { BlobRows } from './blob-rows.js';
import * as hot from './hot.js';
import { type BucketRow, bucketOf } from './rows.js';

export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
}

/** Statements are prepared once per connection. A method that throws leaves its undoing to the caller. */
export class ObjectRows {
  readonly #blobs: BlobRows;
  readonly #statements;

  constructor(db: DatabaseSyncInstance, blobs: BlobRows) {
    this.#blobs = blobs;
    this.#statements = {
      bucket: db.prepare(hot.BUCKET),
      version: db.prepare(hot.VERSION),
      putObject: db.prepare(hot.PUT_OBJECT),
    };
  }

  bucket(name: string): BucketRecord {
    const row: BucketRow | undefined = this.#statements.bucket.get({ name });
    if (!row) throw noSuchBucket(name);
    return bucketOf(row);
  }

  version({ bucket, key }: ObjectName): string | undefined {
    const row: { version: string } | undefined = this.#statements.version.get({ bucket, key });
    return row?.version;
  }

  mustBeAbsent(name: ObjectName): void {
    if (this.version(name) !== undefined) throw new OssError('FileAlreadyExists');
  }

  /**
   * Makes `object` what its key has. `attach` gives the new version its segments, before those of the old one are
   * released: a copy of an object onto itself shares its blobs with the version it replaces.
   */
  replace(object: Omit<ObjectRecord, 'segments'>, forbidOverwrite: boolean, attach: () => void): void {
    this.bucket(object.bucket);
    if (forbidOverwrite) this.mustBeAbsent(object);
    const before = this.version(object);
    attach();
    if (before !== undefined) this.#blobs.release(before, object.modifiedAt);
    this.#statements.putObject.run(columnsOf(object));
  }
}

export function noSuchBucket(name: string): OssError {
  return new OssError('NoSuchBucket', undefined, { fields: { BucketName: name } });
}

export function noSuchKey(key: string): OssError {
  return new OssError('NoSuchKey', undefined, { fields: { Key: key } });
}

function columnsOf(object: Omit<ObjectRecord, 'segments'>): Record<string, string | number> {
  return {
    bucket: object.bucket,
    key: object.key,
    headers: JSON.stringify(object.headers),
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
