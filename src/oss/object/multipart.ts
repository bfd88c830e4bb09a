/** What the actions of multipart uploads share. */
import { OssError } from '../../errors.js';
import { MOST_PARTS, type PartRecord, type UploadName } from '../../store/upload-records.js';
import type { Call } from '../call.js';
import { integerOf } from '../listing/listing.js';
import { bucketNameOf, keyOf } from '../rows.js';

/** Of `uploadId` in the query, with bucket and key of the target. */
export function uploadNameOf(call: Call): UploadName {
  return { bucket: bucketNameOf(call), key: keyOf(call), id: call.query.get('uploadId') ?? '' };
}

/** 1–10000. @throws OssError 400 InvalidArgument, MissingArgument */
export function partNumberOf({ query }: Call): number {
  const number = integerOf(query, 'partNumber', { min: 1, max: MOST_PARTS });
  if (number !== undefined) return number;
  throw new OssError('MissingArgument', `partNumber is missing. Allowed: an integer from 1 to ${MOST_PARTS}.`);
}

/** What clients compare, and give back when they complete the upload. */
export function partHeaders({ md5, crc64 }: PartRecord): Readonly<Record<string, string>> {
  return { etag: `"${md5}"`, 'x-oss-hash-crc64ecma': crc64 };
}
