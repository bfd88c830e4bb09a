/** A multipart upload given up: its parts go. */
import { emptyReply } from '../../http/reply.js';
import type { Action } from '../call.js';
import { uploadNameOf } from '../object/multipart.js';

/** A part that is still on its way is refused when it arrives. */
export const abortMultipartUpload: Action = {
  name: 'AbortMultipartUpload',
  method: 'DELETE',
  scope: 'object',
  when: { query: ['uploadId'] },
  needs: 'write',
  async handle(call) {
    await call.services.store.uploads.abort(uploadNameOf(call));
    return emptyReply(204);
  },
};
