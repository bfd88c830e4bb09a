/** One object in one request. */
import { OssError } from '../../errors.js';
import type { OssRequest } from '../../http/message.js';
import { emptyReply } from '../../http/reply.js';
import type { PutOptions } from '../../store/records.js';
import type { Action } from '../call.js';
import { objectAclOf, writeNeeds } from '../object-acl.js';
import { md5Header, storedHeaders } from '../object-headers.js';
import { bucketNameOf, keyOf } from '../rows.js';
import { storageClassOf } from '../storage-class.js';
import { bounded, uploadTooLarge } from '../upload-limit.js';

/** 5 GB; what is larger goes by multipart upload. */
const MAX_BYTES = 5 * 1024 ** 3;

/** Headers that ask for something which is not there: to store the object without it would be a lie. */
const UNSUPPORTED = [
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'x-oss-callback',
  'x-oss-tagging',
  'x-oss-server-side-encryption',
];

export const putObject: Action = {
  name: 'PutObject',
  method: 'PUT',
  scope: 'object',
  needs: writeNeeds,
  async handle(call) {
    const { request, services } = call;
    const options = putOptions(request);
    const body = options.size === undefined ? bounded(request.body, MAX_BYTES) : request.body;
    const object = await services.store.put(bucketNameOf(call), keyOf(call), body, options);
    return emptyReply(200, {
      etag: `"${object.etag}"`,
      'x-oss-hash-crc64ecma': object.crc64,
      ...md5Header(object),
    });
  },
};

/** Everything that the headers say, checked before the first byte of the body is asked for. */
function putOptions(request: OssRequest): PutOptions {
  const { headers, signal } = request;
  for (const name of UNSUPPORTED) {
    if (headers[name] !== undefined) throw new OssError('NotImplemented', undefined, { fields: { Header: name } });
  }
  const size = announcedSize(headers);
  const acl = objectAclOf(headers);
  const storageClass = storageClassOf(headers['x-oss-storage-class']);
  const md5 = headers['content-md5'];
  return {
    headers: storedHeaders(headers),
    forbidOverwrite: headers['x-oss-forbid-overwrite']?.toLowerCase() === 'true',
    signal,
    ...(size !== undefined && { size }),
    ...(acl !== undefined && { acl }),
    ...(storageClass !== undefined && { storageClass }),
    ...(md5 !== undefined && { md5 }),
  };
}

/** Bytes, or undefined for a chunked body. */
function announcedSize(headers: OssRequest['headers']): number | undefined {
  if (headers['transfer-encoding'] !== undefined) return undefined;
  const length = headers['content-length'];
  if (length === undefined) throw new OssError('MissingContentLength');
  if (Number(length) > MAX_BYTES) throw uploadTooLarge(MAX_BYTES);
  return Number(length);
}

/** To process what is being uploaded does not exist: the guide's sample of it is a misprint (behaviour D49). */
const refusePut: Omit<Action, 'when'> = {
  name: 'PutObject',
  method: 'PUT',
  scope: 'object',
  needs: 'write',
  async handle() {
    const fields = { ArgumentName: 'x-oss-process' };
    throw new OssError('InvalidArgument', 'A PUT cannot carry x-oss-process. GET processes what is stored.', {
      fields,
    });
  },
};

export const putWithProcess: readonly Action[] = [
  { ...refusePut, when: { query: ['x-oss-process'] } },
  { ...refusePut, when: { header: 'x-oss-process' } },
];
