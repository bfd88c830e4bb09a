/** The ACL of a single object as a header says it. */
import { OssError } from '../../errors.js';
import type { OssRequest } from '../../http/message.js';
import type { ObjectAcl } from '../../store/records.js';
import type { Call, Need } from '../call.js';
import { bucketNameOf, keyOf } from '../rows.js';

export const OBJECT_ACLS: readonly ObjectAcl[] = ['default', 'private', 'public-read', 'public-read-write'];

/** Of x-oss-object-acl; undefined where none was sent. @throws OssError 400 InvalidArgument */
export function objectAclOf(headers: OssRequest['headers']): ObjectAcl | undefined {
  const value = headers['x-oss-object-acl'];
  if (value === undefined) return undefined;
  const acl = OBJECT_ACLS.find((each) => each === value);
  if (acl !== undefined) return acl;
  const allowed = OBJECT_ACLS.join(', ');
  throw new OssError('InvalidArgument', `no such object access control exists. Allowed: one of ${allowed}.`, {
    fields: { ArgumentName: 'x-oss-object-acl', ArgumentValue: value.slice(0, 64) },
  });
}

/** What writing an object needs. To give it an ACL of its own is the owner's right, also where everybody may write. */
export function writeNeeds(call: Call): readonly Need[] {
  return writeNeedsOf(call, { bucket: bucketNameOf(call), key: keyOf(call) });
}

/** The same of an object that the request names elsewhere. */
export function writeNeedsOf(call: Call, { bucket, key }: { bucket: string; key: string }): readonly Need[] {
  const need = { bucket, key, via: 'direct' } as const;
  const write: Need = { ...need, permission: 'write' };
  return call.request.headers['x-oss-object-acl'] === undefined ? [write] : [write, { ...need, permission: 'owner' }];
}
