/** 204 whether or not there were tags. */
import { emptyReply } from '../../http/reply.js';
import type { Action } from '../call.js';
import { keyOf, objectOf } from '../rows.js';

export const deleteObjectTagging: Action = {
  name: 'DeleteObjectTagging',
  method: 'DELETE',
  scope: 'object',
  when: { query: ['tagging'] },
  needs: 'owner',
  async handle(call) {
    await call.services.store.setTags(objectOf(call).bucket, keyOf(call), []);
    return emptyReply(204);
  },
};
