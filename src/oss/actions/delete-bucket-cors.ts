/** 204 whether or not there were rules. */
import { emptyReply } from '../../http/reply.js';
import type { Action } from '../call.js';
import { bucketNameOf } from '../rows.js';

export const deleteBucketCors: Action = {
  name: 'DeleteBucketCors',
  method: 'DELETE',
  scope: 'bucket',
  when: { query: ['cors'] },
  needs: 'owner',
  async handle(call) {
    await call.services.store.settings.set(bucketNameOf(call), 'cors', undefined);
    return emptyReply(204);
  },
};
