/** Who may read and write one object. */
import { OssError } from '../../errors.js';
import { emptyReply, xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import type { Action } from '../call.js';
import { ownerXml } from '../listing/listed.js';
import { OBJECT_ACLS, objectAclOf } from '../object/object-acl.js';
import { bucketOf, objectOf } from '../rows.js';

const ofObject = { scope: 'object', when: { query: ['acl'] }, needs: 'owner' } as const;

/** The object stays what it was, its Last-Modified too. */
export const putObjectAcl: Action = {
  ...ofObject,
  name: 'PutObjectACL',
  method: 'PUT',
  async handle(call) {
    const acl = objectAclOf(call.request.headers);
    if (acl === undefined) {
      const allowed = OBJECT_ACLS.join(', ');
      throw new OssError('MissingArgument', `The x-oss-object-acl header is missing. Allowed: one of ${allowed}.`);
    }
    const { bucket, key } = objectOf(call);
    await call.services.store.setObjectAcl(bucket, key, acl);
    return emptyReply(200);
  },
};

/** 'default' for an object that has none of its own. */
export const getObjectAcl: Action = {
  ...ofObject,
  name: 'GetObjectACL',
  method: 'GET',
  async handle(call) {
    const { acl } = objectOf(call);
    const content = { Owner: ownerXml(bucketOf(call).owner), AccessControlList: { Grant: acl } };
    return xmlReply(200, writeXml('AccessControlPolicy', content));
  },
};
