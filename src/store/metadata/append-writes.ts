/** Objects that grow at their end, inside the transaction of whoever calls. Runs in the writer thread. */
import { createHash } from 'node:crypto';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { refuseAppend } from '../append-rules.js';
import { joinCrc64 } from '../blobs/crc64-join.js';
import type { ObjectRecord } from '../records.js';
import type { BlobRows } from './blob-rows.js';
import * as hot from './hot.js';
import type { Appended, Compaction, NewAppend } from './metadata.js';
import type { ObjectRows } from './object-rows.js';

type GrowingRow = Pick<ObjectRecord, 'version' | 'size' | 'etag' | 'crc64' | 'type'>;

export class AppendWrites {
  readonly #blobs: BlobRows;
  readonly #objects: ObjectRows;
  readonly #statements;

  constructor(db: DatabaseSyncInstance, blobs: BlobRows, objects: ObjectRows) {
    this.#blobs = blobs;
    this.#objects = objects;
    this.#statements = {
      growing: db.prepare(hot.GROWING),
      grow: db.prepare(hot.GROW),
    };
  }

  append({ object, position, blob }: NewAppend): Appended {
    const { bucket, key, version, modifiedAt } = object;
    this.#objects.bucket(bucket);
    const before: GrowingRow | undefined = this.#statements.growing.get({ bucket, key });
    refuseAppend(before, position);
    if (before === undefined) {
      this.#objects.replace(object, false, () => this.#blobs.use(object, [blob]));
      return { etag: object.etag, crc64: object.crc64, size: object.size, segments: 1, used: true };
    }
    if (blob.size === 0) return { ...factsOf(before), segments: 0, used: false };
    const facts = {
      etag: joinedEtag(before.etag, blob.md5),
      crc64: joinCrc64([before, blob]),
      size: before.size + blob.size,
    };
    const first = this.#blobs.rename(before.version, version);
    this.#blobs.use(object, [blob], first);
    this.#statements.grow.run({ bucket, key, version, ...facts, modified_at: modifiedAt });
    return { ...facts, segments: first + 1, used: true };
  }

  /** false when the object is another by now: then nothing was changed. */
  compact({ bucket, key, version, from, blob, at }: Compaction): boolean {
    if (this.#objects.version({ bucket, key }) !== version) return false;
    this.#blobs.merge(version, from, blob, at);
    return true;
  }
}

function factsOf({ etag, crc64, size }: GrowingRow) {
  return { etag, crc64, size };
}

/** Not the MD5 of the whole, which would have to be read for that; another one with every append. */
function joinedEtag(etag: string, md5: string): string {
  return createHash('md5').update(`${etag}\n${md5}`).digest('hex').toUpperCase();
}
