/** What is known of multipart uploads. */
import type { PartPage, PartRecord, UploadName, UploadPage, UploadQuery, UploadRecord } from '../upload-records.js';
import { behind, later } from './keys.js';
import { afterMarker } from './list.js';
import type { Schema } from './schema.js';
import { row, rows, type Steps } from './steps.js';
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

/** Throws NoSuchUpload. */
export function* uploadNamed({ bucket, key, id }: UploadName): Steps<UploadRecord> {
  const found = id.includes('\0') ? undefined : yield* row<UploadRow>(sql.UPLOAD, { bucket, key, id });
  if (found) return uploadOf(found);
  throw noSuchUpload(id);
}

export function* countUploads(bucket: string): Steps<number> {
  return (yield* row<{ uploads: number }>(sql.COUNT_UPLOADS, { bucket }))?.uploads ?? 0;
}

/** Throws NoSuchUpload. */
export function* partsOf(name: UploadName, after: number, limit: number): Steps<PartPage> {
  const upload = yield* uploadNamed(name);
  const found = yield* rows<PartRow>(sql.PARTS, { id: name.id, after, limit: limit + 1 });
  const parts = found.slice(0, limit).map(partOf);
  const last = parts.at(-1);
  return { upload, parts, ...(last && found.length > limit && { next: last.number }) };
}

export function* listUploads(query: UploadQuery): Steps<UploadPage> {
  const { prefix = '', delimiter = '', limit } = query;
  const page = { uploads: [] as UploadRecord[], prefixes: [] as string[] };
  let next: Position | undefined;
  let position = startOf(query);
  for (;;) {
    const found = yield* behindOf(query, position);
    for (const upload of found) {
      if (page.uploads.length + page.prefixes.length === limit) return { ...page, ...(next && { next }) };
      const cut = delimiter === '' ? -1 : upload.key.indexOf(delimiter, prefix.length);
      if (cut >= 0) {
        const folded = upload.key.slice(0, cut + delimiter.length);
        page.prefixes.push(folded);
        next = { key: folded, id: '' };
        position = { key: behind(folded), id: '' };
        break;
      }
      page.uploads.push(uploadOf(upload));
      next = { key: upload.key, id: upload.id };
      position = next;
    }
    if (found.length === 0) return page;
  }
}

function behindOf({ bucket, prefix = '' }: UploadQuery, { key, id }: Position): Steps<readonly UploadRow[]> {
  return rows<UploadRow>(sql.UPLOADS, { bucket, key, id, before: behind(prefix), limit: STEP });
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

function partOf({ number, size, md5, crc64, modified_at: modifiedAt }: PartRow): PartRecord {
  return { number, size, md5, crc64, modifiedAt };
}
