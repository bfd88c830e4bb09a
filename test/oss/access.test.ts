/** The whole table: every principal x bucket ACL x object ACL x permission, and the words of a refusal. */
import { describe, expect, test } from 'vitest';
import { decide } from '#src/oss/access.js';
import type { Need, Principal } from '#src/oss/call.js';
import type { BucketAcl, BucketRecord, ObjectAcl, ObjectRecord } from '#src/store/records.js';

const signer = (account: string, readOnly?: boolean, buckets?: string[]): Principal => ({
  kind: 'account',
  account,
  accessKeyId: 'id',
  ...(readOnly !== undefined && { limits: { readOnly, ...(buckets && { buckets }) } }),
});

const PRINCIPALS: Readonly<Record<string, Principal>> = {
  owner: signer('alice'),
  'owner, with a key for this bucket': signer('alice', false, ['music', 'photos']),
  'owner, with a read-only key': signer('alice', true),
  'owner, with a read-only key for this bucket': signer('alice', true, ['photos']),
  'owner, with a key for another bucket': signer('alice', false, ['music']),
  'owner, with a read-only key for another bucket': signer('alice', true, ['music']),
  stranger: signer('bob'),
  'stranger, with a key for this bucket': signer('bob', false, ['photos']),
  'stranger, with a read-only key': signer('bob', true),
  anonymous: { kind: 'anonymous' },
};
const isOwner = (who: string) => who.startsWith('owner') && !who.endsWith('another bucket');
const isReadOnly = (who: string) => who.includes('read-only');

/** In whose words a refusal comes. */
function refused(who: string, permission: string, asks: boolean, otherwise: string): string {
  if (isReadOnly(who) && permission !== 'read' && !asks) return 'AccessDenied: The access key is read-only.';
  return `AccessDenied: ${who.startsWith('owner') ? 'The access key is limited to other buckets.' : otherwise}`;
}

const bucketWith = (acl: BucketAcl): BucketRecord => ({
  name: 'photos',
  owner: 'alice',
  acl,
  storageClass: 'Standard',
  createdAt: 0,
});

const objectWith = (acl: ObjectAcl): ObjectRecord => ({
  bucket: 'photos',
  key: 'k',
  version: 'v',
  size: 0,
  etag: '',
  crc64: '0',
  type: 'Normal',
  storageClass: 'Standard',
  acl,
  modifiedAt: 0,
  headers: {},
  segments: [],
});

const BY_BUCKET = 'You have no right to access this object because of bucket acl.';
const DENIED = 'You have no right to access this object.';

/** What a stranger, signed or not, may do with a key: for each bucket ACL and object ACL ('none': no such object). */
const STRANGERS: Readonly<Record<BucketAcl, Readonly<Record<ObjectAcl | 'none', string>>>> = {
  private: { none: '', default: '', private: '', 'public-read': 'r', 'public-read-write': 'rw' },
  'public-read': { none: 'r', default: 'r', private: '', 'public-read': 'r', 'public-read-write': 'rw' },
  'public-read-write': { none: 'rw', default: 'rw', private: '', 'public-read': 'r', 'public-read-write': 'rw' },
};

const PERMISSIONS = ['read', 'write', 'owner'] as const;

/** `open`: what the ACLs leave to everybody. */
function may(who: string, permission: (typeof PERMISSIONS)[number], asks: boolean, open: string): boolean {
  if (isReadOnly(who) && permission !== 'read' && !asks) return false;
  return isOwner(who) || (permission !== 'owner' && open.includes(permission.charAt(0)));
}

const rows = Object.entries(STRANGERS).flatMap(([bucketAcl, objects]) =>
  Object.entries(objects).flatMap(([objectAcl, allowed]) =>
    Object.keys(PRINCIPALS).flatMap((who) =>
      PERMISSIONS.flatMap((permission) =>
        [true, false].map((asks) => ({
          bucketAcl: bucketAcl as BucketAcl,
          objectAcl: objectAcl as ObjectAcl | 'none',
          who,
          permission,
          asks,
          yes: may(who, permission, asks, allowed),
        })),
      ),
    ),
  ),
);

function decision(
  { asks, ...need }: Partial<Need> & { asks?: boolean },
  who: string,
  bucket?: BucketRecord,
  object?: ObjectRecord,
  dialect: 'oss' | 'img' = 'oss',
): string {
  const principal = PRINCIPALS[who];
  if (principal === undefined) throw new Error(`nobody is called ${who}`);
  try {
    decide(
      { bucket: 'photos', permission: 'read', via: 'direct', ...need },
      { principal, root: 'alice', dialect, bucket, object, ...(asks !== undefined && { asks }) },
    );
    return 'yes';
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code}: ${message}`;
  }
}

describe('a key', () => {
  test('the table is whole', () => {
    expect(rows).toHaveLength(3 * 5 * 10 * 3 * 2);
  });

  test.each(rows)(
    '$bucketAcl bucket, $objectAcl object: $who, $permission, asks $asks: $yes',
    ({ bucketAcl, objectAcl, who, permission, asks, yes }) => {
      const object = objectAcl === 'none' ? undefined : objectWith(objectAcl);
      const inherits = objectAcl === 'none' || objectAcl === 'default';
      const no = refused(who, permission, asks, inherits && permission !== 'owner' ? BY_BUCKET : DENIED);
      expect(decision({ key: 'k', permission, asks }, who, bucketWith(bucketAcl), object)).toBe(yes ? 'yes' : no);
    },
  );

  test('who may not read gets the same answer for a key that exists and for one that does not', () => {
    const bucket = bucketWith('private');
    for (const who of ['stranger', 'anonymous']) {
      const missing = decision({ key: 'k' }, who, bucket);
      expect(missing).toBe(`AccessDenied: ${BY_BUCKET}`);
      expect(decision({ key: 'k' }, who, bucket, objectWith('default'))).toBe(missing);
    }
  });
});

describe('a bucket', () => {
  const allowed: Readonly<Record<BucketAcl, string>> = { private: '', 'public-read': 'r', 'public-read-write': 'rw' };
  const table = Object.entries(allowed).flatMap(([acl, letters]) =>
    Object.keys(PRINCIPALS).flatMap((who) =>
      PERMISSIONS.flatMap((permission) =>
        [true, false].map((asks) => {
          return { acl: acl as BucketAcl, who, permission, asks, yes: may(who, permission, asks, letters) };
        }),
      ),
    ),
  );

  test.each(table)('$acl: $who, $permission, asks $asks: $yes', ({ acl, who, permission, asks, yes }) => {
    const no = refused(who, permission, asks, permission === 'owner' ? DENIED : BY_BUCKET);
    expect(decision({ permission, asks }, who, bucketWith(acl))).toBe(yes ? 'yes' : no);
  });

  test("an object's ACL says nothing about its bucket", () => {
    expect(decision({ permission: 'read' }, 'anonymous', bucketWith('private'), objectWith('public-read'))).toBe(
      `AccessDenied: ${BY_BUCKET}`,
    );
  });

  test.each(Object.keys(PRINCIPALS))('that does not exist: NoSuchBucket for %s', (who) => {
    for (const permission of PERMISSIONS) {
      const missing = 'NoSuchBucket: The specified bucket does not exist.';
      expect(decision({ permission, asks: true }, who)).toBe(missing);
      expect(decision({ permission, asks: true, key: 'k' }, who)).toBe(missing);
    }
  });
});

const READ_ONLY = 'AccessDenied: The access key is read-only.';
const LIMITED = 'AccessDenied: The access key is limited to other buckets.';
const ANONYMOUS = 'AccessDenied: Anonymous access is forbidden for this operation.';
const ROOT_ONLY = 'AccessDenied: This operation is for the root account.';

/** For a bucket that need not exist (to create it), for the list of buckets, and for what the root account is needed. */
const ACCOUNTS: readonly (readonly [string, string, string, string, string])[] = [
  ['owner', 'yes', 'yes', 'yes', 'yes'],
  ['owner, with a key for this bucket', 'yes', 'yes', ROOT_ONLY, ROOT_ONLY],
  ['owner, with a read-only key', READ_ONLY, 'yes', 'yes', READ_ONLY],
  ['owner, with a read-only key for this bucket', READ_ONLY, 'yes', ROOT_ONLY, READ_ONLY],
  ['owner, with a key for another bucket', LIMITED, 'yes', ROOT_ONLY, ROOT_ONLY],
  ['owner, with a read-only key for another bucket', READ_ONLY, 'yes', ROOT_ONLY, READ_ONLY],
  ['stranger', 'yes', 'yes', ROOT_ONLY, ROOT_ONLY],
  ['stranger, with a key for this bucket', 'yes', 'yes', ROOT_ONLY, ROOT_ONLY],
  ['stranger, with a read-only key', READ_ONLY, 'yes', ROOT_ONLY, READ_ONLY],
  ['anonymous', ANONYMOUS, ANONYMOUS, ROOT_ONLY, ROOT_ONLY],
];

test('everybody is in the table of accounts', () => {
  expect(ACCOUNTS.map(([who]) => who)).toEqual(Object.keys(PRINCIPALS));
});

test.each(ACCOUNTS)('an account or the root account is needed: %s', (who, creates, lists, asksRoot, changesRoot) => {
  expect(decision({ permission: 'account' }, who)).toBe(creates);
  expect(decision({ permission: 'account', bucket: '', asks: true }, who)).toBe(lists);
  expect(decision({ permission: 'root', bucket: '', asks: true }, who)).toBe(asksRoot);
  expect(decision({ permission: 'root', bucket: '' }, who)).toBe(changesRoot);
});

test('a refusal by the bucket carries its cause number', () => {
  const need: Need = { bucket: 'photos', key: 'k', permission: 'read', via: 'direct' };
  expect(() =>
    decide(need, { principal: { kind: 'anonymous' }, root: 'alice', dialect: 'oss', bucket: bucketWith('private') }),
  ).toThrow(expect.objectContaining({ status: 403, ec: '0003-00000001' }));
});
