/** The end of a style: its URLs are 404 NoSuchStyle from now on. */
import { emptyReply } from '../../http/reply.js';
import type { Action } from '../call.js';
import { styleNameOf } from '../picture/styles.js';
import { bucketNameOf } from '../rows.js';

/** 204 whether or not there was such a style. */
export const deleteStyle: Action = {
  name: 'DeleteStyle',
  method: 'DELETE',
  scope: 'bucket',
  when: { query: ['style'] },
  needs: 'owner',
  async handle(call) {
    await call.services.store.styles.remove(bucketNameOf(call), styleNameOf(call));
    return emptyReply(204);
  },
};
