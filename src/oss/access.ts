/** May they? Pure: the needs of an action and the rows they speak of in, yes or an error out. */
import { OssError } from '../errors.js';
import type { BucketAcl, BucketRecord, ObjectRecord } from '../store/records.js';
import type { Need, Principal } from './call.js';

/** What a decision is made from. Rows that do not exist are absent. */
export interface AccessFacts {
  readonly principal: Principal;
  /** Account id of the root key pair. */
  readonly root: string;
  readonly bucket?: BucketRecord | undefined;
  readonly object?: ObjectRecord | undefined;
}

const OPEN_TO: Readonly<Record<'read' | 'write', readonly BucketAcl[]>> = {
  read: ['public-read', 'public-read-write'],
  write: ['public-read-write'],
};

/**
 * The owner of the bucket may do everything. Anybody else, signed or not, has what the ACL leaves open: the object's
 * own, which overrides the bucket's in both directions, or the bucket's where the object is missing or says 'default'.
 * So a caller who may not read a bucket gets the same 403 for a key that exists and for one that does not.
 * @throws OssError 403 AccessDenied, 404 NoSuchBucket
 */
export function decide(need: Need, { principal, root, bucket, object }: AccessFacts): void {
  if (need.permission === 'account') {
    if (principal.kind === 'account') return;
    throw new OssError('AccessDenied', 'Anonymous access is forbidden for this operation.');
  }
  if (need.permission === 'root') {
    if (principal.kind === 'account' && principal.account === root) return;
    throw new OssError('AccessDenied', 'This operation is for the root account.');
  }
  if (bucket === undefined) throw noSuchBucket(need.bucket);
  if (principal.kind === 'account' && principal.account === bucket.owner) return;
  if (need.permission === 'owner') throw denied();
  const own = need.key === undefined || object === undefined || object.acl === 'default' ? undefined : object.acl;
  if (OPEN_TO[need.permission].includes(own ?? bucket.acl)) return;
  throw own === undefined ? deniedByBucket() : denied();
}

export function noSuchBucket(name: string): OssError {
  return new OssError('NoSuchBucket', undefined, { ec: '0015-00000101', fields: { BucketName: name } });
}

function deniedByBucket(): OssError {
  return new OssError('AccessDenied', 'You have no right to access this object because of bucket acl.', {
    ec: '0003-00000001',
  });
}

function denied(): OssError {
  return new OssError('AccessDenied', 'You have no right to access this object.');
}
