/** The tags of an object; of a symlink its own. */
import type { Action } from '../call.js';
import { tagsReply } from '../object/tags.js';
import { objectOf } from '../rows.js';

export const getObjectTagging: Action = {
  name: 'GetObjectTagging',
  method: 'GET',
  scope: 'object',
  when: { query: ['tagging'] },
  needs: 'owner',
  async handle(call) {
    return tagsReply(objectOf(call).tags);
  },
};
