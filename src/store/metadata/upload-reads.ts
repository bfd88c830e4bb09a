/** What is known of multipart uploads: prepared and synchronous, as all reads. */
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { PartPage, UploadName, UploadPage, UploadQuery, UploadRecord } from '../upload-records.js';
import { behind, later } from './keys.js';
import { afterMarker } from './list.js';
import type { Schema } from './schema.js';
import * as sql from './upload-sql.js';
import { noSuchUpload } from './upload-writes.js';

type UploadRow = Pick<Schema['uploads'], 'bucket' | 'key' | 'id' | 'initiated_at' | 'storage_class'>;
type PartRow = Omit<Schema['parts'], 'upload'>;

interface Position {
  readonly key: string;
  readonly id: string;
}

/** Rows of one step of a folded listing, where a common prefix makes the rest of them useless. */
const STEP = 100;

export class UploadReads {
  readonly #statements;

  constructor(db: DatabaseSyncInstance) {
    this.#statements = {
      upload: db.prepare(sql.UPLOAD),
      uploads: db.prepare(sql.UPLOADS),
      count: db.prepare(sql.COUNT_UPLOADS),
      parts: db.prepare(sql.PARTS),
    };
  }

  /** Throws NoSuchUpload. */
  upload({ bucket, key, id }: UploadName): UploadRecord {
    const row: UploadRow | undefined = id.includes('\0') ? undefined : this.#statements.upload.get({ bucket, key, id });
    if (row) return uploadOf(row);
    throw noSuchUpload(id);
  }

  count(bucket: string): number {
    return this.#statements.count.get({ bucket }).uploads;
  }

  parts(name: UploadName, after: number, limit: number): PartPage {
    const upload = this.upload(name);
    const rows: PartRow[] = this.#statements.parts.all({ id: name.id, after, limit: limit + 1 });
    const parts = rows.slice(0, limit).map((row) => ({
      number: row.number,
      size: row.size,
      md5: row.md5,
      crc64: row.crc64,
      modifiedAt: row.modified_at,
    }));
    const last = parts.at(-1);
    return { upload, parts, ...(last && rows.length > limit && { next: last.number }) };
  }

  list(query: UploadQuery): UploadPage {
    const { prefix = '', delimiter = '', limit } = query;
    const page = { uploads: [] as UploadRecord[], prefixes: [] as string[] };
    let next: Position | undefined;
    let position = startOf(query);
    for (;;) {
      const rows = this.#behind(query, position);
      for (const row of rows) {
        if (page.uploads.length + page.prefixes.length === limit) return { ...page, ...(next && { next }) };
        const cut = delimiter === '' ? -1 : row.key.indexOf(delimiter, prefix.length);
        if (cut >= 0) {
          const folded = row.key.slice(0, cut + delimiter.length);
          page.prefixes.push(folded);
          next = { key: folded, id: '' };
          position = { key: behind(folded), id: '' };
          break;
        }
        page.uploads.push(uploadOf(row));
        next = { key: row.key, id: row.id };
        position = next;
      }
      if (rows.length === 0) return page;
    }
  }

  #behind({ bucket, prefix = '' }: UploadQuery, { key, id }: Position): UploadRow[] {
    return this.#statements.uploads.all({ bucket, key, id, before: behind(prefix), limit: STEP });
  }
}

/** Every upload that is to come is behind it. No id is empty, so ('k', '') stands before all uploads of k. */
function startOf({ prefix = '', keyMarker = '', idMarker = '', delimiter = '' }: UploadQuery): Position {
  if (keyMarker === '') return { key: prefix, id: '' };
  if (idMarker !== '' && later(prefix, keyMarker) === keyMarker) return { key: keyMarker, id: idMarker };
  return { key: later(prefix, afterMarker({ prefix, delimiter }, keyMarker)), id: '' };
}

function uploadOf(row: UploadRow): UploadRecord {
  return {
    bucket: row.bucket,
    key: row.key,
    id: row.id,
    initiatedAt: row.initiated_at,
    storageClass: row.storage_class,
  };
}
