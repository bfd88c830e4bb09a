/** 200 whether or not the domain was bound to this bucket. */
import { emptyReply } from '../../http/reply.js';
import { domainInBody } from '../bucket/cname.js';
import type { Action } from '../call.js';
import { bucketNameOf } from '../rows.js';

export const deleteCname: Action = {
  name: 'DeleteCname',
  method: 'POST',
  scope: 'bucket',
  when: { query: ['cname', 'comp'], comp: 'delete' },
  needs: 'owner',
  async handle(call) {
    await call.services.store.domains.unbind(bucketNameOf(call), await domainInBody(call));
    return emptyReply(200);
  },
};
