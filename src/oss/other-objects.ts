/** Objects that a request names besides its target: decided on the very rows that are then used. */
import type { BucketRecord, ObjectRecord } from '../store/records.js';
import { decide, owns } from './access.js';
import type { Call, Need } from './call.js';
import { noSuchObject } from './rows.js';

/** @throws OssError 403 AccessDenied, 404 NoSuchBucket, and NoSuchKey for who may read the bucket */
export async function readableObject(call: Call, bucket: string, key: string): Promise<ObjectRecord> {
  const { object } = await rowsAllowing(call, { bucket, key, permission: 'read', via: 'direct' });
  if (object !== undefined) return object;
  throw noSuchObject(key, call.target.dialect, '0026-00000001');
}

/**
 * Each of the keys may be overwritten or deleted: an object's own ACL may forbid what the bucket's allows.
 * @throws OssError 403 AccessDenied for the first that may not
 */
export async function mustBeWritable(call: Call, bucket: BucketRecord, keys: readonly string[]): Promise<void> {
  if (owns(call.principal, bucket)) return;
  for (const key of keys) await rowsAllowing(call, { bucket: bucket.name, key, permission: 'write', via: 'direct' });
}

async function rowsAllowing({ principal, services, target }: Call, need: Need & { readonly key: string }) {
  const rows = await services.store.head(need.bucket, need.key);
  decide(need, { principal, root: services.settings.account, dialect: target.dialect, ...rows });
  return rows;
}
