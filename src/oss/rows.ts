/** What a call is about, for actions that cannot go on without it. */
import { OssError } from '../errors.js';
import type { BucketRecord, ObjectRecord } from '../store/records.js';
import { noSuchBucket } from './access.js';
import type { Call } from './call.js';
import type { Target } from './target.js';

/** The account that signed, of an action that needs one. @throws OssError 403 AccessDenied */
export function accountOf({ principal }: Call): string {
  if (principal.kind === 'account') return principal.account;
  throw new OssError('AccessDenied');
}

/** Of an action whose scope is 'bucket' or 'object'. */
export function bucketNameOf(call: Call): string {
  if (call.target.bucket !== undefined) return call.target.bucket;
  throw new Error(`routed to ${call.target.scope} although a bucket is needed`);
}

/** Of an action whose scope is 'object'. */
export function keyOf(call: Call): string {
  if (call.target.key !== undefined) return call.target.key;
  throw new Error(`routed to ${call.target.scope} although an object is needed`);
}

/** @throws OssError 404 NoSuchBucket, NoSuchChannel */
export function bucketOf(call: Call): BucketRecord {
  if (call.bucket !== undefined) return call.bucket;
  throw noSuchBucket(bucketNameOf(call), call.target.dialect);
}

/**
 * @param ec the cause number: plain reading and processing have different ones
 * @throws OssError 404 NoSuchKey, or NoSuchFile on an IMG domain (behaviour D16)
 */
export function objectOf(call: Call, ec = '0026-00000001'): ObjectRecord {
  if (call.object !== undefined) return call.object;
  throw noSuchObject(keyOf(call), call.target.dialect, ec);
}

/** NoSuchKey is the name that SDKs look for, NoSuchFile that of the guide (behaviour D16). */
export function noSuchObject(key: string, dialect: Target['dialect'], ec: string): OssError {
  return new OssError(dialect === 'img' ? 'NoSuchFile' : 'NoSuchKey', undefined, { ec, fields: { Key: key } });
}
