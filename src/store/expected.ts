/** What a client announced of its bytes, as the blob store compares it. */
import { OssError } from '../errors.js';
import type { WriteOptions } from './blobs/blobs.js';
import type { BodyOptions } from './records.js';

const MD5_BASE64 = /^[A-Za-z0-9+/]{22}==$/;

/** @throws OssError 400 InvalidDigest for a Content-MD5 that is none */
export function expectedOf({ size, md5, signal }: BodyOptions): WriteOptions {
  if (md5 !== undefined && !MD5_BASE64.test(md5)) throw new OssError('InvalidDigest');
  return {
    ...(size !== undefined && { size }),
    ...(md5 !== undefined && { md5: Buffer.from(md5, 'base64').toString('hex').toUpperCase() }),
    ...(signal && { signal }),
  };
}
