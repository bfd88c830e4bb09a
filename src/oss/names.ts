/** What buckets and objects may be called. */
import { OssError } from '../errors.js';

export const BUCKET_NAME = '3 to 63 of a-z, 0-9 and -, no hyphen at either end';
/** Of UTF-8. Of prefixes, too, and of whatever else is compared with keys. */
export const MAX_KEY_BYTES = 1023;

export function isBucketName(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(text);
}

/** BUCKET_NAME; else InvalidBucketName 400. */
export function checkBucketName(name: string): string {
  if (isBucketName(name)) return name;
  throw new OssError('InvalidBucketName', `The specified bucket is not valid. Allowed: ${BUCKET_NAME}.`, {
    fields: { BucketName: name.slice(0, 64) },
  });
}

/**
 * 1–1023 bytes of UTF-8 without U+0000 that do not begin with '/' or '\'; else InvalidObjectName 400. Everything behind the first
 * character is kept as it is: '//', '/../', '+', '|' and '@!' are ordinary parts of a key.
 */
export function checkObjectName(key: string): string {
  const fits = key.length > 0 && key.length <= MAX_KEY_BYTES && Buffer.byteLength(key) <= MAX_KEY_BYTES;
  // A database would cut the key there, or refuse it. No path has it, but forms can.
  if (fits && !key.startsWith('/') && !key.startsWith('\\') && !key.includes('\0')) return key;
  throw new OssError(
    'InvalidObjectName',
    `The specified object is not valid. Allowed: 1 to ${MAX_KEY_BYTES} bytes of UTF-8 without U+0000 that do not begin with / or \\.`,
    { fields: { ObjectName: key.slice(0, 128) } },
  );
}
