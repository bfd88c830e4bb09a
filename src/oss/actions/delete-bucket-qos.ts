/** 204 whether or not there was a quota. */
import { emptyReply } from '../../http/reply.js';
import type { Action } from '../call.js';
import { bucketNameOf } from '../rows.js';

export const deleteBucketQos: Action = {
  name: 'DeleteBucketQos',
  method: 'DELETE',
  scope: 'bucket',
  when: { query: ['qos'] },
  needs: 'owner',
  async handle(call) {
    await call.services.store.quotas.set(bucketNameOf(call), undefined);
    return emptyReply(204);
  },
};
