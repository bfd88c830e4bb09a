/** Replaces all tags of an object; its time and its ETag stay. */
import { emptyReply } from '../../http/reply.js';
import type { Action } from '../call.js';
import { OBJECT_TAGS, tagsOfDocument } from '../object/tags.js';
import { keyOf, objectOf } from '../rows.js';

export const putObjectTagging: Action = {
  name: 'PutObjectTagging',
  method: 'PUT',
  scope: 'object',
  when: { query: ['tagging'] },
  needs: 'owner',
  async handle(call) {
    const tags = await tagsOfDocument(call, OBJECT_TAGS);
    await call.services.store.setTags(objectOf(call).bucket, keyOf(call), tags);
    return emptyReply(200);
  },
};
