/** All tags of a bucket, or those that `?tagging=k1,k2` names. 204 whether or not they were there. */
import { emptyReply } from '../../http/reply.js';
import type { Action } from '../call.js';
import { bucketNameOf, bucketOf } from '../rows.js';

export const deleteBucketTags: Action = {
  name: 'DeleteBucketTags',
  method: 'DELETE',
  scope: 'bucket',
  when: { query: ['tagging'] },
  needs: 'owner',
  async handle(call) {
    const named = call.query.value('tagging')?.split(',');
    const left = named && bucketOf(call).tags?.filter(({ key }) => !named.includes(key));
    await call.services.store.settings.set(bucketNameOf(call), 'tags', left?.length ? left : undefined);
    return emptyReply(204);
  },
};
