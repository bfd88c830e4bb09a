/** 204 whether or not there were rules. What they fetched stays. */
import { emptyReply } from '../../http/reply.js';
import type { Action } from '../call.js';
import { bucketNameOf } from '../rows.js';

export const deleteBucketWebsite: Action = {
  name: 'DeleteBucketWebsite',
  method: 'DELETE',
  scope: 'bucket',
  when: { query: ['website'] },
  needs: 'owner',
  async handle(call) {
    await call.services.store.settings.set(bucketNameOf(call), 'website', undefined);
    return emptyReply(204);
  },
};
