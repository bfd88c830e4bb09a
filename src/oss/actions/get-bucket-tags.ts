/** The tags of a bucket. */
import type { Action } from '../call.js';
import { tagsReply } from '../object/tags.js';
import { bucketOf } from '../rows.js';

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
