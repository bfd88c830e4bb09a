/** The whole table: every principal x bucket ACL x object ACL x permission, and the words of a refusal. */
import { describe, expect, test } from 'vitest';
import { decide } from '#src/oss/access.js';
import type { Need, Principal } from '#src/oss/call.js';
import type { BucketAcl, BucketRecord, ObjectAcl, ObjectRecord } from '#src/store/records.js';

const PRINCIPALS: Readonly<Record<string, Principal>> = {
  owner: { kind: 'account', account: 'alice', accessKeyId: 'a' },
  stranger: { kind: 'account', account: 'bob', accessKeyId: 'b' },
  anonymous: { kind: 'anonymous' },
};

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

const rows = Object.entries(STRANGERS).flatMap(([bucketAcl, objects]) =>
  Object.entries(objects).flatMap(([objectAcl, allowed]) =>
    Object.keys(PRINCIPALS).flatMap((who) =>
      (['read', 'write', 'owner'] as const).map((permission) => ({
        bucketAcl: bucketAcl as BucketAcl,
        objectAcl: objectAcl as ObjectAcl | 'none',
        who,
        permission,
        yes: who === 'owner' || (permission !== 'owner' && allowed.includes(permission.charAt(0))),
      })),
    ),
  ),
);

function decision(need: Partial<Need>, who: string, bucket?: BucketRecord, object?: ObjectRecord): string {
  const principal = PRINCIPALS[who] ?? { kind: 'anonymous' };
  try {
    decide(
      { bucket: 'photos', permission: 'read', via: 'direct', ...need },
      { principal, root: 'alice', bucket, object },
    );
    return 'yes';
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code}: ${message}`;
  }
}

describe('a key', () => {
  test('the table is whole', () => {
    expect(rows).toHaveLength(3 * 5 * 3 * 3);
  });

  test.each(rows)(
    '$bucketAcl bucket, $objectAcl object: $who, $permission: $yes',
    ({ bucketAcl, objectAcl, who, permission, yes }) => {
      const object = objectAcl === 'none' ? undefined : objectWith(objectAcl);
      const inherits = objectAcl === 'none' || objectAcl === 'default';
      const no = `AccessDenied: ${inherits && permission !== 'owner' ? BY_BUCKET : DENIED}`;
      expect(decision({ key: 'k', permission }, who, bucketWith(bucketAcl), object)).toBe(yes ? 'yes' : no);
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
      (['read', 'write', 'owner'] as const).map((permission) => ({
        acl: acl as BucketAcl,
        who,
        permission,
        yes: who === 'owner' || (permission !== 'owner' && letters.includes(permission.charAt(0))),
      })),
    ),
  );

  test.each(table)('$acl: $who, $permission: $yes', ({ acl, who, permission, yes }) => {
    const no = `AccessDenied: ${permission === 'owner' ? DENIED : BY_BUCKET}`;
    expect(decision({ permission }, who, bucketWith(acl))).toBe(yes ? 'yes' : no);
  });

  test("an object's ACL says nothing about its bucket", () => {
    expect(decision({ permission: 'read' }, 'anonymous', bucketWith('private'), objectWith('public-read'))).toBe(
      `AccessDenied: ${BY_BUCKET}`,
    );
  });

  test.each(Object.keys(PRINCIPALS))('that does not exist: NoSuchBucket for %s', (who) => {
    for (const permission of ['read', 'write', 'owner'] as const) {
      expect(decision({ permission }, who)).toBe('NoSuchBucket: The specified bucket does not exist.');
      expect(decision({ permission, key: 'k' }, who)).toBe('NoSuchBucket: The specified bucket does not exist.');
    }
  });
});

test.each([
  ['owner', 'yes'],
  ['stranger', 'yes'],
  ['anonymous', 'AccessDenied: Anonymous access is forbidden for this operation.'],
])('an account is needed: %s', (who, answer) => {
  expect(decision({ permission: 'account' }, who)).toBe(answer);
});

test.each([
  ['owner', 'yes'],
  ['stranger', 'AccessDenied: This operation is for the root account.'],
  ['anonymous', 'AccessDenied: This operation is for the root account.'],
])('the root account is needed: %s', (who, answer) => {
  expect(decision({ permission: 'root' }, who)).toBe(answer);
});

test('a refusal by the bucket carries its cause number', () => {
  const need: Need = { bucket: 'photos', key: 'k', permission: 'read', via: 'direct' };
  expect(() =>
    decide(need, { principal: { kind: 'anonymous' }, root: 'alice', bucket: bucketWith('private') }),
  ).toThrow(expect.objectContaining({ status: 403, ec: '0003-00000001' }));
});
