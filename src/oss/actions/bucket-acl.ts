/** Who may read and write what has no ACL of its own. */
import { OssError } from '../../errors.js';
import { emptyReply, xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import type { BucketAcl } from '../../store/records.js';
import type { Action, Call, Need } from '../call.js';
import { ownerXml } from '../listing/listed.js';
import { accountOf, bucketNameOf, bucketOf } from '../rows.js';

const ACLS: readonly BucketAcl[] = ['private', 'public-read', 'public-read-write'];

/** The x-oss-acl header; undefined where none was sent. @throws OssError 400 InvalidArgument */
export function bucketAclOf({ request }: Call): BucketAcl | undefined {
  const value = request.headers['x-oss-acl'];
  if (value === undefined) return undefined;
  const acl = ACLS.find((each) => each === value);
  if (acl !== undefined) return acl;
  throw new OssError('InvalidArgument', `no such bucket access control exists. Allowed: one of ${ACLS.join(', ')}.`, {
    fields: { ArgumentName: 'x-oss-acl', ArgumentValue: value.slice(0, 64) },
  });
}

/** Also makes the bucket where there is none, as the vendor does. */
export const putBucketAcl: Action = {
  name: 'PutBucketAcl',
  method: 'PUT',
  scope: 'bucket',
  when: { query: ['acl'] },
  needs(call): readonly Need[] {
    const permission = call.bucket === undefined ? 'account' : 'owner';
    return [{ bucket: bucketNameOf(call), permission, via: 'direct' }];
  },
  async handle(call) {
    const acl = bucketAclOf(call);
    if (acl === undefined) {
      throw new OssError('MissingArgument', `The x-oss-acl header is missing. Allowed: one of ${ACLS.join(', ')}.`);
    }
    const name = bucketNameOf(call);
    if (call.bucket === undefined) await call.services.store.createBucket({ name, owner: accountOf(call), acl });
    else await call.services.store.setBucketAcl(name, acl);
    return emptyReply(200);
  },
};

export const getBucketAcl: Action = {
  name: 'GetBucketAcl',
  method: 'GET',
  scope: 'bucket',
  when: { query: ['acl'] },
  needs: 'owner',
  async handle(call) {
    const { owner, acl } = bucketOf(call);
    const content = { Owner: ownerXml(owner), AccessControlList: { Grant: acl } };
    return xmlReply(200, writeXml('AccessControlPolicy', content));
  },
};
