/** Back to the defaults: the bucket itself goes on answering on IMG domains. */
import { emptyReply } from '../../http/reply.js';
import type { Action } from '../call.js';
import { bucketNameOf } from '../rows.js';

export const deleteChannel: Action = {
  name: 'DeleteChannel',
  method: 'DELETE',
  scope: 'bucket',
  when: { query: ['img'] },
  needs: 'owner',
  async handle(call) {
    await call.services.store.channels.remove(bucketNameOf(call));
    return emptyReply(204);
  },
};
