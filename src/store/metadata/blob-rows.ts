/** Who uses which blob. A blob is live or doomed; doomed is for ever, and only the sweep removes what is doomed. */
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { OssError } from '../../errors.js';
import type { BlobRecord } from '../blobs/blobs.js';
import type { ObjectRecord } from '../records.js';
import * as hot from './hot.js';

export class BlobRows {
  readonly #statements;

  constructor(db: DatabaseSyncInstance) {
    this.#statements = {
      add: db.prepare(hot.ADD_BLOB),
      state: db.prepare(hot.BLOB_STATE),
      addSegment: db.prepare(hot.ADD_SEGMENT),
      removeSegments: db.prepare(hot.REMOVE_SEGMENTS),
      removeSegmentsFrom: db.prepare(hot.REMOVE_SEGMENTS_FROM),
      renameSegments: db.prepare(hot.RENAME_SEGMENTS),
      doomIfUnused: db.prepare(hot.DOOM_IF_UNUSED),
      doomUnknown: db.prepare(hot.DOOM_UNKNOWN),
      forget: db.prepare(hot.FORGET_DOOMED),
    };
  }

  /** Inserts the new blobs and the segments of an object or a part. Every blob of a segment must be live. */
  use(object: Pick<ObjectRecord, 'version' | 'segments'>, added: readonly BlobRecord[], first = 0): void {
    for (const { id, size, md5, crc64 } of added)
      mustLive(this.#statements.add.get({ id, size, md5, crc64 }), TOO_LATE);
    const fresh = new Set(added.map(({ id }) => id));
    for (const [n, { blob, offset, length }] of object.segments.entries()) {
      if (!fresh.has(blob)) mustLive(this.#statements.state.get({ id: blob }), SOURCE_GONE);
      this.#statements.addSegment.run({ version: object.version, n: first + n, blob, offset, length });
    }
  }

  /** Removes a version's segments and dooms the blobs that nobody else uses. */
  release(version: string, at: number): void {
    const rows: { blob: string }[] = this.#statements.removeSegments.all({ version });
    this.#doomUnused(rows, at);
  }

  /** The segments of one version become those of another. Returns how many there are. */
  rename(before: string, version: string): number {
    return Number(this.#statements.renameSegments.run({ before, version }).changes);
  }

  /** One new blob instead of the segments of a version from the one numbered `from` on; it has the same bytes. */
  merge(version: string, from: number, blob: BlobRecord, at: number): void {
    const rows: { blob: string }[] = this.#statements.removeSegmentsFrom.all({ version, from });
    this.use({ version, segments: [{ blob: blob.id, offset: 0, length: blob.size }] }, [blob], from);
    this.#doomUnused(rows, at);
  }

  doomUnknown(ids: readonly string[], at: number): void {
    for (const id of ids) this.#statements.doomUnknown.run({ id, at });
  }

  #doomUnused(rows: readonly { readonly blob: string }[], at: number): void {
    for (const id of new Set(rows.map(({ blob }) => blob))) this.#statements.doomIfUnused.run({ id, at });
  }

  forget(ids: readonly string[]): void {
    for (const id of ids) this.#statements.forget.run({ id });
  }
}

/** The sweep takes a file without a row for a leftover after an hour; a commit that comes later has lost its bytes. */
const TOO_LATE = 'The upload took too long. Please try again.';
/** Bytes that a copy shares, and that the object it was made of gave up between the reading of its row and the commit. */
const SOURCE_GONE = 'The source was replaced or deleted meanwhile. Please try again.';

function mustLive(row: { state: string } | undefined, otherwise: string): void {
  if (row?.state !== 'live') throw new OssError('ServiceUnavailable', otherwise);
}
