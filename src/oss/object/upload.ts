/** What the headers of an upload say, checked before the first byte of its body is asked for. */
import type { Readable } from 'node:stream';
import { OssError } from '../../errors.js';
import type { OssRequest } from '../../http/message.js';
import type { BodyOptions, ObjectDescription } from '../../store/records.js';
import { objectAclOf } from './object-acl.js';
import { storedHeaders } from './object-headers.js';
import { storageClassOf } from './storage-class.js';
import { tagsOfHeader } from './tags.js';
import { bounded, uploadTooLarge } from './upload-limit.js';

/** 5 GB in one request; what is larger goes by multipart upload. */
export const MAX_BODY_BYTES = 5 * 1024 ** 3;

/** Headers that ask for something which is not there: to store the object without it would be a lie. */
const UNSUPPORTED = [
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'x-oss-callback',
  'x-oss-server-side-encryption',
];

/** Of the object that is being made. @throws OssError 400 InvalidArgument, 501 NotImplemented */
export function descriptionOf({ headers }: Pick<OssRequest, 'headers'>): ObjectDescription {
  for (const name of UNSUPPORTED) {
    if (headers[name] !== undefined) throw new OssError('NotImplemented', undefined, { fields: { Header: name } });
  }
  refuseChunkSignatures(headers);
  const acl = objectAclOf(headers);
  const tags = tagsOfHeader(headers);
  const storageClass = storageClassOf(headers['x-oss-storage-class']);
  return {
    headers: storedHeaders(headers),
    forbidOverwrite: headers['x-oss-forbid-overwrite']?.trim().toLowerCase() === 'true',
    ...(acl !== undefined && { acl }),
    ...(tags !== undefined && { tags }),
    ...(storageClass !== undefined && { storageClass }),
  };
}

/**
 * Of the bytes. A body without a length is cut off when it has become too long.
 * @throws OssError 400 EntityTooLarge, InvalidArgument, 411 MissingContentLength
 */
export function bodyOf(
  { headers, body, signal }: OssRequest,
  max = MAX_BODY_BYTES,
): {
  readonly body: Readable;
  readonly options: BodyOptions;
} {
  refuseChunkSignatures(headers);
  const size = announcedSize(headers, max);
  const md5 = headers['content-md5'];
  return {
    body: size === undefined ? bounded(body, max) : body,
    options: { signal, ...(size !== undefined && { size }), ...(md5 !== undefined && { md5 }) },
  };
}

/**
 * The chunks that AWS's clients sign one by one would be stored with their signatures between the bytes. Refused in
 * the vendor's words.
 */
function refuseChunkSignatures(headers: OssRequest['headers']): void {
  const encoded = headers['content-encoding']?.toLowerCase().includes('aws-chunked') ?? false;
  if (!encoded && !headers['x-amz-content-sha256']?.startsWith('STREAMING-')) return;
  throw new OssError(
    'InvalidArgument',
    'aws-chunked encoding is not supported with the specified x-amz-content-sha256 value.',
    { ec: '0017-00000804', fields: { ArgumentName: 'Content-Encoding', ArgumentValue: 'aws-chunked' } },
  );
}

/** Bytes, or undefined for a chunked body. */
function announcedSize(headers: OssRequest['headers'], max: number): number | undefined {
  if (headers['transfer-encoding'] !== undefined) return undefined;
  const length = headers['content-length'];
  if (length === undefined) throw new OssError('MissingContentLength');
  if (Number(length) > max) throw uploadTooLarge(max);
  return Number(length);
}
