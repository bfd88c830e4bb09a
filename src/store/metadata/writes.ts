/** Every change of the metadata, each inside the transaction of whoever calls. Runs in the writer thread. */
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { OssError } from '../../errors.js';
import type { KeyChange, KeyRecord } from '../key-records.js';
import type { BucketAcl, BucketRecord, ObjectAcl } from '../records.js';
import type { NewStyle, ProcessConfiguration } from '../style-records.js';
import type { CompletedUpload, UploadName } from '../upload-records.js';
import { AppendWrites } from './append-writes.js';
import { BlobRows } from './blob-rows.js';
import * as hot from './hot.js';
import { KeyWrites } from './key-writes.js';
import type {
  Appended,
  Compaction,
  NewAppend,
  NewBucket,
  NewPart,
  NewUpload,
  ObjectCommit,
  UploadCompletion,
} from './metadata.js';
import { noSuchBucket, noSuchKey, type ObjectName, ObjectRows } from './object-rows.js';
import { type BucketRow, bucketOf } from './rows.js';
import { type StyleName, StyleWrites } from './style-writes.js';
import { UploadWrites } from './upload-writes.js';

/** Statements are prepared once per connection. A method that throws leaves its undoing to the caller. */
export class Writes {
  readonly #blobs: BlobRows;
  readonly #objects: ObjectRows;
  readonly #uploads: UploadWrites;
  readonly #appends: AppendWrites;
  readonly #styles: StyleWrites;
  readonly #keys: KeyWrites;
  readonly #statements;

  constructor(db: DatabaseSyncInstance) {
    this.#blobs = new BlobRows(db);
    this.#objects = new ObjectRows(db, this.#blobs);
    this.#uploads = new UploadWrites(db, this.#blobs, this.#objects);
    this.#appends = new AppendWrites(db, this.#blobs, this.#objects);
    this.#styles = new StyleWrites(db, this.#objects);
    this.#keys = new KeyWrites(db);
    this.#statements = {
      addBucket: db.prepare(hot.ADD_BUCKET),
      setBucketAcl: db.prepare(hot.SET_BUCKET_ACL),
      setCacheControl: db.prepare(hot.SET_CACHE_CONTROL),
      removeEmptyBucket: db.prepare(hot.REMOVE_EMPTY_BUCKET),
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
      process_configuration: null,
    };
    if (this.#statements.addBucket.run({ ...row }).changes === 1) return { bucket: bucketOf(row), created: true };
    const bucket = this.#objects.bucket(name);
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
    throw new OssError('BucketNotEmpty', undefined, { fields: { BucketName: this.#objects.bucket(name).name } });
  }

  commit({ object, blobs, forbidOverwrite }: ObjectCommit): void {
    this.#objects.replace(object, forbidOverwrite, () => this.#blobs.use(object, blobs));
  }

  delete({ at, ...name }: ObjectName & { at: number }): boolean {
    this.#objects.bucket(name.bucket);
    const before = this.#objects.version(name);
    if (before === undefined) return false;
    this.#blobs.release(before, at);
    this.#statements.removeObject.run({ ...name });
    return true;
  }

  setObjectAcl({ acl, ...name }: ObjectName & { acl: ObjectAcl }): void {
    this.#objects.bucket(name.bucket);
    if (this.#statements.setObjectAcl.run({ ...name, acl }).changes === 0) throw noSuchKey(name.key);
  }

  saveFacts(input: ObjectName & { version: string; facts: string }): void {
    this.#statements.saveFacts.run({ ...input });
  }

  append(append: NewAppend): Appended {
    return this.#appends.append(append);
  }

  compact(compaction: Compaction): boolean {
    return this.#appends.compact(compaction);
  }

  initiateUpload(upload: NewUpload): void {
    this.#uploads.initiate(upload);
  }

  putPart(part: NewPart): void {
    this.#uploads.putPart(part);
  }

  completeUpload({ upload, completion, version, at }: UploadCompletion): CompletedUpload {
    return this.#uploads.complete(upload, completion, version, at);
  }

  abortUpload({ upload, at }: { upload: UploadName; at: number }): void {
    this.#uploads.abort(upload, at);
  }

  putStyle(style: NewStyle): void {
    this.#styles.put(style);
  }

  removeStyle(name: StyleName): void {
    this.#styles.remove(name);
  }

  setProcessConfiguration(input: { name: string; configuration: ProcessConfiguration }): void {
    this.#styles.configure(input);
  }

  createKey(key: KeyRecord): void {
    this.#keys.create(key);
  }

  changeKey({ id, change }: { id: string; change: KeyChange }): boolean {
    return this.#keys.change(id, change);
  }

  deleteKey({ id }: { id: string }): boolean {
    return this.#keys.delete(id);
  }

  useKey({ id, at }: { id: string; at: number }): void {
    this.#keys.used(id, at);
  }

  doomUnknown({ ids, at }: { ids: readonly string[]; at: number }): void {
    this.#blobs.doomUnknown(ids, at);
  }

  forgetBlobs({ ids }: { ids: readonly string[] }): void {
    this.#blobs.forget(ids);
  }
}

/** Each change by its name: what it takes and what it gives. */
export type WriteName = keyof Writes;
export type WriteInput<N extends WriteName> = Parameters<Writes[N]>[0];
export type WriteResult<N extends WriteName> = ReturnType<Writes[N]>;
