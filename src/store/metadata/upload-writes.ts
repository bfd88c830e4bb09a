/** Every change of multipart uploads, each inside the transaction of whoever calls. Runs in the writer thread. */
import { createHash } from 'node:crypto';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { OssError } from '../../errors.js';
import { joinCrc64 } from '../blobs/crc64-join.js';
import {
  type ChosenPart,
  type CompletedUpload,
  type Completion,
  MOST_PARTS,
  type UploadName,
} from '../upload-records.js';
import type { BlobRows } from './blob-rows.js';
import type { NewPart, NewUpload } from './metadata.js';
import type { ObjectRows } from './object-rows.js';
import type { Schema } from './schema.js';
import * as sql from './upload-sql.js';

/** The vendor's limit. Only the last part of an upload may be smaller. */
const MIN_PART_BYTES = 100 * 1024;

type PartRow = Omit<Schema['parts'], 'upload'>;

export class UploadWrites {
  readonly #blobs: BlobRows;
  readonly #objects: ObjectRows;
  readonly #statements;

  constructor(db: DatabaseSyncInstance, blobs: BlobRows, objects: ObjectRows) {
    this.#blobs = blobs;
    this.#objects = objects;
    this.#statements = {
      upload: db.prepare(sql.UPLOAD),
      addUpload: db.prepare(sql.ADD_UPLOAD),
      removeUpload: db.prepare(sql.REMOVE_UPLOAD),
      parts: db.prepare(sql.PARTS),
      partVersion: db.prepare(sql.PART_VERSION),
      putPart: db.prepare(sql.PUT_PART),
      removeParts: db.prepare(sql.REMOVE_PARTS),
      shareSegments: db.prepare(sql.SHARE_SEGMENTS),
    };
  }

  initiate({ bucket, key, id, initiatedAt, description }: NewUpload): void {
    this.#objects.bucket(bucket);
    if (description.forbidOverwrite) this.#objects.mustBeAbsent({ bucket, key });
    this.#statements.addUpload.run({
      bucket,
      key,
      id,
      initiated_at: initiatedAt,
      headers: JSON.stringify(description.headers),
      acl: description.acl ?? null,
      storage_class: description.storageClass ?? 'Standard',
    });
  }

  putPart({ upload, part, version, segments, blobs }: NewPart): void {
    this.#upload(upload);
    this.#blobs.use({ version, segments }, blobs);
    const { id } = upload;
    const { number, size, md5, crc64, modifiedAt } = part;
    const before: { version: string } | undefined = this.#statements.partVersion.get({ id, number });
    if (before) this.#blobs.release(before.version, modifiedAt);
    this.#statements.putPart.run({ id, number, version, size, md5, crc64, modified_at: modifiedAt });
  }

  complete(name: UploadName, completion: Completion, version: string, at: number): CompletedUpload {
    const upload = this.#upload(name);
    const stored = this.#parts(name);
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
    } as const;
    this.#objects.replace(object, completion.forbidOverwrite ?? false, () => this.#attach(version, parts));
    this.#remove(name, stored, at);
    return { etag: object.etag, crc64: object.crc64, size: object.size, modifiedAt: at };
  }

  abort(name: UploadName, at: number): void {
    this.#upload(name);
    this.#remove(name, this.#parts(name), at);
  }

  #upload(name: UploadName): Schema['uploads'] {
    this.#objects.bucket(name.bucket);
    const { bucket, key, id } = name;
    const row: Schema['uploads'] | undefined = this.#statements.upload.get({ bucket, key, id });
    if (row) return row;
    throw noSuchUpload(id);
  }

  #parts({ id }: UploadName): PartRow[] {
    return this.#statements.parts.all({ id, after: 0, limit: MOST_PARTS });
  }

  #attach(version: string, parts: readonly PartRow[]): void {
    let first = 0;
    for (const part of parts) {
      first += Number(this.#statements.shareSegments.run({ version, first, part: part.version }).changes);
    }
  }

  /** With all its parts; bytes that an object has by now stay. */
  #remove({ bucket, key, id }: UploadName, parts: readonly PartRow[], at: number): void {
    for (const { version } of parts) this.#blobs.release(version, at);
    this.#statements.removeParts.run({ id });
    this.#statements.removeUpload.run({ bucket, key, id });
  }
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
    size: parts.reduce((sum, { size }) => sum + size, 0),
    etag: `${md5.digest('hex').toUpperCase()}-${parts.length}`,
    crc64: joinCrc64(parts),
  };
}
