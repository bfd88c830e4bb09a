/** May they? Pure: the needs of an action and the rows they speak of in, yes or an error out. */
import { OssError } from '../errors.js';
import { causeOf } from '../process/causes.js';
import type { BucketAcl, BucketRecord, ObjectRecord } from '../store/records.js';
import type { Need, Principal } from './call.js';
import { channelOn } from './picture/channels.js';
import { holdsOn } from './picture/separators.js';
import type { Target } from './target.js';

/** What a decision is made from. Rows that do not exist are absent. */
export interface AccessFacts {
  readonly principal: Principal;
  /** Account id of the root key pair. */
  readonly root: string;
  /** The request asks (GET, HEAD). Absent: it is taken for one that changes something. */
  readonly asks?: boolean;
  /** Of the domain that was asked. */
  readonly dialect: Target['dialect'];
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
 *
 * A protected source picture is read through a style, by whoever may read it at all. "Signed requests" may read it as
 * it is (guide, Source image protection): those of the owner, as anybody can get a key pair of some account.
 *
 * A key may have less than its account. One that is limited to buckets is a stranger in all others. One that is
 * read-only changes nothing at all, also where everybody may write.
 * @throws OssError 403 AccessDenied, 404 NoSuchBucket, or NoSuchChannel on an IMG domain
 */
export function decide(need: Need, facts: AccessFacts): void {
  const { principal, dialect, bucket, object } = facts;
  refuseByKey(need, facts);
  if (need.permission === 'account' || need.permission === 'root') {
    decideOnAccount(need, facts);
    return;
  }
  if (bucket === undefined) throw noSuchBucket(need.bucket, dialect);
  if (owns(principal, bucket)) return;
  if (need.permission === 'owner') throw denied(principal, bucket);
  const own = need.key === undefined || object === undefined || object.acl === 'default' ? undefined : object.acl;
  if (!OPEN_TO[need.permission].includes(own ?? bucket.acl)) {
    throw own === undefined ? deniedByBucket(principal, bucket) : denied(principal, bucket);
  }
  if (need.permission === 'read' && need.key !== undefined) refuseByWay(need, bucket, dialect);
}

/** What is protected, or kept for styles by the channel; by which way it is asked for and not whether it is there. */
function refuseByWay({ key, via }: Need, bucket: BucketRecord, dialect: Target['dialect']): void {
  if (via === 'style') return;
  const channel = channelOn(bucket, dialect);
  if (isProtected(bucket, key, dialect) || (via === 'chain' && channel?.stylesOnly)) throw onlyStyles();
  if (via === 'direct' && channel?.originalsForbidden) {
    throw new OssError('AccessDenied', 'The channel does not give access to original pictures.');
  }
}

/** By the key alone, so that nobody learns whether there is such an object. */
function isProtected({ process }: BucketRecord, key: string | undefined, dialect: Target['dialect']): boolean {
  if (process === undefined || key === undefined || !holdsOn(process, dialect)) return false;
  const name = key.toLowerCase();
  return process.protectedSuffixes.some((suffix) => suffix === '*' || name.endsWith(`.${suffix}`));
}

function onlyStyles(): OssError {
  return new OssError('AccessDenied', 'The channel can be only accessed using style', {
    ec: causeOf('sourceProtected'),
  });
}

/** Has all rights of the bucket's owner. */
export function owns(principal: Principal, bucket: BucketRecord): boolean {
  return isOfAccount(principal, bucket.owner) && reaches(principal, bucket.name);
}

function isOfAccount(principal: Principal, account: string): boolean {
  return principal.kind === 'account' && principal.account === account;
}

/** Whether a key is made for a bucket. '' stands for the service itself. */
function reaches(principal: Principal, bucket: string): boolean {
  const only = principal.kind === 'account' ? principal.limits?.buckets : undefined;
  return only === undefined || bucket === '' || only.includes(bucket);
}

/** Some of what asks needs more than the right to read: the ACL of a bucket, the parts of an upload. */
function refuseByKey({ permission }: Need, { principal, asks = false }: AccessFacts): void {
  if (principal.kind !== 'account' || !principal.limits?.readOnly) return;
  if (permission !== 'read' && !asks) throw new OssError('AccessDenied', 'The access key is read-only.');
}

function decideOnAccount({ permission, bucket }: Need, { principal, root }: AccessFacts): void {
  if (permission === 'root') {
    // Whoever is limited to buckets is not asked about the server.
    const limited = principal.kind === 'account' && principal.limits?.buckets !== undefined;
    if (isOfAccount(principal, root) && !limited) return;
    throw new OssError('AccessDenied', 'This operation is for the root account.');
  }
  if (principal.kind === 'anonymous') {
    throw new OssError('AccessDenied', 'Anonymous access is forbidden for this operation.');
  }
  if (!reaches(principal, bucket)) throw new OssError('AccessDenied', OUT_OF_REACH);
}

/** The image service of old called a bucket a channel. */
export function noSuchBucket(name: string, dialect: Target['dialect']): OssError {
  const code = dialect === 'img' ? 'NoSuchChannel' : 'NoSuchBucket';
  return new OssError(code, undefined, { ec: '0015-00000101', fields: { BucketName: name } });
}

const OUT_OF_REACH = 'The access key is limited to other buckets.';

function deniedByBucket(principal: Principal, bucket: BucketRecord): OssError {
  if (isOfAccount(principal, bucket.owner)) return denied(principal, bucket);
  return new OssError('AccessDenied', 'You have no right to access this object because of bucket acl.', {
    ec: '0003-00000001',
  });
}

/** An account that is refused in its own bucket has asked with a limited key. */
function denied(principal: Principal, bucket: BucketRecord): OssError {
  const reason = isOfAccount(principal, bucket.owner) ? OUT_OF_REACH : 'You have no right to access this object.';
  return new OssError('AccessDenied', reason);
}
