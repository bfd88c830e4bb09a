/** One object in one request. */
import { OssError } from '../../errors.js';
import { emptyReply } from '../../http/reply.js';
import type { Action } from '../call.js';
import { expirationHeader } from '../object/expiration.js';
import { writeNeeds } from '../object/object-acl.js';
import { md5Header } from '../object/object-headers.js';
import { bodyOf, descriptionOf } from '../object/upload.js';
import { bucketNameOf, keyOf } from '../rows.js';

export const putObject: Action = {
  name: 'PutObject',
  method: 'PUT',
  scope: 'object',
  needs: writeNeeds,
  async handle(call) {
    const { request, services } = call;
    const description = descriptionOf(request);
    const { body, options } = bodyOf(request);
    const object = await services.store.put(bucketNameOf(call), keyOf(call), body, { ...description, ...options });
    return emptyReply(200, {
      etag: `"${object.etag}"`,
      'x-oss-hash-crc64ecma': object.crc64,
      ...md5Header(object),
      ...(await expirationHeader(call, call.bucket, object)),
    });
  },
};

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
