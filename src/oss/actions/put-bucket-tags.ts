/** Replaces all tags of a bucket. */
import { emptyReply } from '../../http/reply.js';
import type { Action } from '../call.js';
import { BUCKET_TAGS, tagsOfDocument } from '../object/tags.js';
import { bucketNameOf } from '../rows.js';

export const putBucketTags: Action = {
  name: 'PutBucketTags',
  method: 'PUT',
  scope: 'bucket',
  when: { query: ['tagging'] },
  needs: 'owner',
  async handle(call) {
    const tags = await tagsOfDocument(call, BUCKET_TAGS);
    await call.services.store.settings.set(bucketNameOf(call), 'tags', tags.length === 0 ? undefined : tags);
    return emptyReply(200);
  },
};
