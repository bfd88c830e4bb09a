/** The tags of an object; of a symlink its own. */
import type { Action } from '../call.js';
import { objectOf } from '../rows.js';
import { tagsReply } from '../tags.js';

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
