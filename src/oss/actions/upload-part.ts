/** One part of a multipart upload, sent. */
import { emptyReply } from '../../http/reply.js';
import type { Action } from '../call.js';
import { partHeaders, partNumberOf, uploadNameOf } from '../object/multipart.js';
import { bodyOf } from '../object/upload.js';

/** A part that is there is replaced. */
export const uploadPart: Action = {
  name: 'UploadPart',
  method: 'PUT',
  scope: 'object',
  when: { query: ['uploadId', 'partNumber'] },
  needs: 'write',
  async handle(call) {
    const number = partNumberOf(call);
    const { body, options } = bodyOf(call.request);
    const part = await call.services.store.uploads.putPart(uploadNameOf(call), number, body, options);
    const md5 = Buffer.from(part.md5, 'hex').toString('base64');
    return emptyReply(200, { ...partHeaders(part), 'content-md5': md5 });
  },
};
