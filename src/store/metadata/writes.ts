/** Every change of the metadata, each inside the transaction of whoever calls. Runs in the writer thread. */
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { OssError } from '../../errors.js';
import type { BucketAcl, BucketRecord, ObjectAcl, ObjectRecord } from '../records.js';
import { BlobRows } from './blob-rows.js';
import * as hot from './hot.js';
import type { NewBucket, ObjectCommit } from './metadata.js';
import { type BucketRow, bucketOf } from './rows.js';

interface ObjectName {
  readonly bucket: string;
  readonly key: string;
}

/** Statements are prepared once per connection. A method that throws leaves its undoing to the caller. */
export class Writes {
  readonly #blobs: BlobRows;
  readonly #statements;

  constructor(db: DatabaseSyncInstance) {
    this.#blobs = new BlobRows(db);
    this.#statements = {
      bucket: db.prepare(hot.BUCKET),
      addBucket: db.prepare(hot.ADD_BUCKET),
      setBucketAcl: db.prepare(hot.SET_BUCKET_ACL),
      setCacheControl: db.prepare(hot.SET_CACHE_CONTROL),
      removeEmptyBucket: db.prepare(hot.REMOVE_EMPTY_BUCKET),
      version: db.prepare(hot.VERSION),
      putObject: db.prepare(hot.PUT_OBJECT),
      removeObject: db.prepare(hot.REMOVE_OBJECT),
      setObjectAcl: db.prepare(hot.SET_OBJECT_ACL),
      saveFacts: db.prepare(hot.SAVE_FACTS),
    };
  }

  createBucket({ name, owner, acl, createdAt }: NewBucket): { bucket: BucketRecord; created: boolean } {
    const row: BucketRow = {
      name,
      owner,
      acl: acl ?? 'private',
      storage_class: 'Standard',
      created_at: createdAt,
      cache_control: null,
    };
    if (this.#statements.addBucket.run({ ...row }).changes === 1) return { bucket: bucketOf(row), created: true };
    const bucket = this.#bucket(name);
    if (bucket.owner !== owner) throw new OssError('BucketAlreadyExists', undefined, { fields: { BucketName: name } });
    if (acl === undefined) return { bucket, created: false };
    this.setBucketAcl({ name, acl });
    return { bucket: { ...bucket, acl }, created: false };
  }

  setBucketAcl({ name, acl }: { name: string; acl: BucketAcl }): void {
    if (this.#statements.setBucketAcl.run({ name, acl }).changes === 0) throw noSuchBucket(name);
  }

  setCacheControl({ name, cacheControl }: { name: string; cacheControl: string | null }): void {
    if (this.#statements.setCacheControl.run({ name, cacheControl }).changes === 0) throw noSuchBucket(name);
  }

  deleteBucket({ name }: { name: string }): void {
    if (this.#statements.removeEmptyBucket.run({ name }).changes === 1) return;
    throw new OssError('BucketNotEmpty', undefined, { fields: { BucketName: this.#bucket(name).name } });
  }

  commit({ object, blobs, forbidOverwrite }: ObjectCommit): void {
    this.#bucket(object.bucket);
    const before = this.#version(object);
    if (before !== undefined && forbidOverwrite) throw new OssError('FileAlreadyExists');
    this.#blobs.use(object, blobs);
    // Only now: a copy of an object onto itself shares its blobs with the version it replaces.
    if (before !== undefined) this.#blobs.release(before, object.modifiedAt);
    this.#statements.putObject.run(columnsOf(object));
  }

  delete({ at, ...name }: ObjectName & { at: number }): boolean {
    this.#bucket(name.bucket);
    const before = this.#version(name);
    if (before === undefined) return false;
    this.#blobs.release(before, at);
    this.#statements.removeObject.run({ ...name });
    return true;
  }

  setObjectAcl({ acl, ...name }: ObjectName & { acl: ObjectAcl }): void {
    this.#bucket(name.bucket);
    if (this.#statements.setObjectAcl.run({ ...name, acl }).changes === 0) throw noSuchKey(name.key);
  }

  saveFacts(input: ObjectName & { version: string; facts: string }): void {
    this.#statements.saveFacts.run({ ...input });
  }

  doomUnknown({ ids, at }: { ids: readonly string[]; at: number }): void {
    this.#blobs.doomUnknown(ids, at);
  }

  forgetBlobs({ ids }: { ids: readonly string[] }): void {
    this.#blobs.forget(ids);
  }

  #bucket(name: string): BucketRecord {
    const row: BucketRow | undefined = this.#statements.bucket.get({ name });
    if (!row) throw noSuchBucket(name);
    return bucketOf(row);
  }

  #version({ bucket, key }: ObjectName): string | undefined {
    const row: { version: string } | undefined = this.#statements.version.get({ bucket, key });
    return row?.version;
  }
}

/** Each change by its name: what it takes and what it gives. */
export type WriteName = keyof Writes;
export type WriteInput<N extends WriteName> = Parameters<Writes[N]>[0];
export type WriteResult<N extends WriteName> = ReturnType<Writes[N]>;

function noSuchBucket(name: string): OssError {
  return new OssError('NoSuchBucket', undefined, { fields: { BucketName: name } });
}

function noSuchKey(key: string): OssError {
  return new OssError('NoSuchKey', undefined, { fields: { Key: key } });
}

function columnsOf(object: ObjectRecord): Record<string, string | number> {
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
