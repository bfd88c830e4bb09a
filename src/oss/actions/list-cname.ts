/** The domains of a bucket, by name. */
import { xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import type { Action } from '../call.js';
import { listedTime } from '../listing/listed.js';
import { bucketOf } from '../rows.js';

export const listCname: Action = {
  name: 'ListCname',
  method: 'GET',
  scope: 'bucket',
  when: { query: ['cname'] },
  needs: 'owner',
  async handle(call) {
    const { name, owner } = bucketOf(call);
    const domains = await call.services.store.domains.list(name);
    const cnames = domains.map(({ domain, boundAt }) => ({
      Domain: domain,
      LastModified: listedTime(boundAt),
      Status: 'Enabled',
    }));
    return xmlReply(200, writeXml('ListCnameResult', { Bucket: name, Owner: owner, Cname: cnames }));
  },
};
