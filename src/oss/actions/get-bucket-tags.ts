/** The tags of a bucket. */
import type { Action } from '../call.js';
import { bucketOf } from '../rows.js';
import { tagsReply } from '../tags.js';

export const getBucketTags: Action = {
  name: 'GetBucketTags',
  method: 'GET',
  scope: 'bucket',
  when: { query: ['tagging'] },
  needs: 'owner',
  async handle(call) {
    return tagsReply(bucketOf(call).tags);
  },
};
