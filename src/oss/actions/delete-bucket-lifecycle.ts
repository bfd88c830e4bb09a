/** 204 whether or not there were rules. Nothing expires any more. */
import { emptyReply } from '../../http/reply.js';
import type { Action } from '../call.js';
import { bucketNameOf } from '../rows.js';

export const deleteBucketLifecycle: Action = {
  name: 'DeleteBucketLifecycle',
  method: 'DELETE',
  scope: 'bucket',
  when: { query: ['lifecycle'] },
  needs: 'owner',
  async handle(call) {
    await call.services.store.lifecycles.set(bucketNameOf(call), undefined);
    return emptyReply(204);
  },
};
