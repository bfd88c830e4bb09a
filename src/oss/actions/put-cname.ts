/** Binds a domain to the bucket: from then on the host names it. Nobody is asked to prove that the domain is theirs. */
import { emptyReply } from '../../http/reply.js';
import { domainInBody } from '../bucket/cname.js';
import type { Action } from '../call.js';
import { bucketNameOf } from '../rows.js';

/** The vendor's limit for a bucket. */
const MOST_DOMAINS = 100;

export const putCname: Action = {
  name: 'PutCname',
  method: 'POST',
  scope: 'bucket',
  when: { query: ['cname', 'comp'], comp: 'add' },
  needs: 'owner',
  async handle(call) {
    const domain = await domainInBody(call);
    await call.services.store.domains.bind({ bucket: bucketNameOf(call), domain, most: MOST_DOMAINS });
    return emptyReply(200);
  },
};
