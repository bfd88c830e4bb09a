/** Objects that are read through a symlink. */
import { OssError } from '../../errors.js';
import type { ObjectRecord } from '../../store/records.js';
import { decide, owns } from '../access.js';
import type { Call, Need, Principal } from '../call.js';
import { objectOf } from '../rows.js';

/**
 * The object of a call, for who reads it: of a symlink the object that it points to.
 * @param ec the cause number of an object that is missing
 * @param via the target may be protected, too
 * @throws OssError 404 NoSuchKey, and what followed() throws
 */
export async function objectRead(call: Call, ec?: string, via: Need['via'] = 'direct'): Promise<ObjectRecord> {
  return followed(call, objectOf(call, ec), call.principal, via);
}

/**
 * `object`, or where that is a symlink the object of the same bucket that it points to. To see a symlink gives no right
 * to its target: `principal` must have that, too. One that a stranger made leads to what everybody may read: an owner
 * who signs a URL of a key where others may write gives away that object, not any other of the bucket. What is said of
 * the object is the symlink's own, its headers and its storage class; size, ETag and checksums are those of the bytes,
 * and it is as new as the newer of the two (the vendor's HeadObject).
 * @throws OssError 403 AccessDenied, 404 SymlinkTargetNotExist, 400 InvalidTargetType for a symlink to a symlink
 */
export async function followed(
  { services, target }: Pick<Call, 'services' | 'target'>,
  object: ObjectRecord,
  principal: Principal,
  via: Need['via'],
): Promise<ObjectRecord> {
  if (object.linksTo === undefined) return object;
  const { bucket, linksTo: key } = object;
  const rows = await services.store.head(bucket, key);
  const reader: Principal = object.linkOfStranger ? { kind: 'anonymous' } : principal;
  const facts = { principal: reader, root: services.settings.account, dialect: target.dialect, ...rows };
  decide({ bucket, key, permission: 'read', via }, facts);
  if (rows.object === undefined) throw new OssError('SymlinkTargetNotExist', undefined, { ec: '0026-00000012' });
  if (rows.object.linksTo !== undefined) throw new OssError('InvalidTargetType');
  return seenThrough(object, rows.object);
}

/** Whether who writes an object does not own its bucket. */
export function isStranger({ principal, bucket }: Call): boolean {
  return bucket === undefined || !owns(principal, bucket);
}

/** Bucket, key and version stay the target's: whatever is learned of the bytes is kept with them. */
function seenThrough({ headers, storageClass, modifiedAt }: ObjectRecord, target: ObjectRecord): ObjectRecord {
  return { ...target, headers, storageClass, modifiedAt: Math.max(modifiedAt, target.modifiedAt) };
}
