/**
 * What the vendor wants to see in the DNS before it binds a domain. Nothing here looks at it: clients that ask for a token
 * first, as the vendor's do, are given one, always the same.
 */
import { createHash } from 'node:crypto';
import { formatHttpDate } from '../../http/dates.js';
import type { OssResponse } from '../../http/message.js';
import { xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import { checkDomain, domainInBody } from '../bucket/cname.js';
import type { Action, Call } from '../call.js';
import { bucketNameOf } from '../rows.js';

const THREE_DAYS_MS = 72 * 3_600_000;
const when = { query: ['cname', 'comp'], comp: 'token' };

export const createCnameToken: Action = {
  name: 'CreateCnameToken',
  method: 'POST',
  scope: 'bucket',
  when,
  needs: 'owner',
  handle: async (call) => tokenFor(call, await domainInBody(call)),
};

/** The domain is the value of `cname`. */
export const getCnameToken: Action = {
  name: 'GetCnameToken',
  method: 'GET',
  scope: 'bucket',
  when,
  needs: 'owner',
  handle: async (call) => tokenFor(call, checkDomain(call, call.query.get('cname') ?? '')),
};

function tokenFor(call: Call, domain: string): OssResponse {
  const bucket = bucketNameOf(call);
  const content = {
    Bucket: bucket,
    Cname: domain,
    Token: createHash('md5').update(`${bucket} ${domain}`).digest('hex'),
    ExpireTime: formatHttpDate(Date.now() + THREE_DAYS_MS),
  };
  return xmlReply(200, writeXml('CnameToken', content));
}
