import { describe, expect, test } from 'vitest';
import { Query } from '#src/oss/query.js';
import { authenticate, type Keyring } from '#src/oss/signature/authenticate.js';
import { resolveTarget } from '#src/oss/target.js';
import { type Ask, hmac, ossRequest, presigned, ROOT, signed } from '../request.js';

const NOW = Date.parse('2024-05-06T07:08:09Z');
const DATE = new Date(NOW).toUTCString();
const SECONDS = Math.floor(NOW / 1000);
const MINUTE = 60_000;

const keyring: Keyring = {
  find: async (id) => (id === ROOT.id ? { secret: ROOT.secret, account: 'alice' } : undefined),
};

function ask(given: Ask) {
  const request = ossRequest({ path: '/photos/k.jpg', ...given });
  const target = resolveTarget(request, ['127.0.0.1']);
  const query = new Query(request.rawQuery);
  return authenticate({ request, target, query, region: 'cn-hangzhou', now: NOW }, keyring);
}

const refused = (code: string, status: number, more: object = {}) => expect.objectContaining({ code, status, ...more });
const ACCOUNT = { kind: 'account', account: 'alice', accessKeyId: ROOT.id };

describe('nobody', () => {
  test('no signature at all is anonymous', async () => {
    await expect(ask({ query: 'x-oss-process=image/info' })).resolves.toEqual({ kind: 'anonymous' });
  });
});

describe('the header', () => {
  const good = () => signed({ query: 'acl&prefix=x' }, '/photos/k.jpg', ROOT, DATE);

  test('a right signature', async () => {
    await expect(ask(good())).resolves.toEqual(ACCOUNT);
  });

  test('x-oss-date stands in for Date, and is signed twice', async () => {
    const headers = { 'x-oss-date': DATE };
    const text = `GET\n\n\n${DATE}\nx-oss-date:${DATE}\n/photos/k.jpg`;
    const authorization = `OSS ${ROOT.id}:${hmac(ROOT.secret, text)}`;
    await expect(ask({ headers: { ...headers, authorization } })).resolves.toEqual(ACCOUNT);
  });

  test('x-oss-date may be ISO 8601 basic', async () => {
    const date = '20240506T070809Z';
    const authorization = `OSS ${ROOT.id}:${hmac(ROOT.secret, `GET\n\n\n${date}\nx-oss-date:${date}\n/photos/k.jpg`)}`;
    await expect(ask({ headers: { 'x-oss-date': date, authorization } })).resolves.toEqual(ACCOUNT);
  });

  test('the path may write the key as it likes', async () => {
    const given = signed({ path: '/photos/a%2Fb+%E7%8C%AB' }, '/photos/a/b+猫', ROOT, DATE);
    await expect(ask(given)).resolves.toEqual(ACCOUNT);
  });

  test.each<[string, (a: Ask) => Ask]>([
    ['the method', (a) => ({ ...a, method: 'PUT' })],
    ['the key', (a) => ({ ...a, path: '/photos/K.jpg' })],
    ['the bucket', (a) => ({ ...a, path: '/photoz/k.jpg' })],
    ['a sub-resource', (a) => ({ ...a, query: 'prefix=x' })],
    ['another sub-resource', (a) => ({ ...a, query: 'acl&prefix=x&x-oss-process=image/info' })],
    ['the date', (a) => ({ ...a, headers: { ...a.headers, date: new Date(NOW - 1000).toUTCString() } })],
    ['the type', (a) => ({ ...a, headers: { ...a.headers, 'content-type': 'text/plain' } })],
    ['an x-oss header', (a) => ({ ...a, headers: { ...a.headers, 'x-oss-acl': 'public-read' } })],
    ['one character of the signature', (a) => ({ ...a, headers: { ...a.headers, authorization: flipped(a) } })],
    ['a longer signature', (a) => ({ ...a, headers: { ...a.headers, authorization: `${a.headers?.authorization}=` } })],
  ])('%s changed: SignatureDoesNotMatch', async (_, change) => {
    await expect(ask(change(good()))).rejects.toEqual(
      refused('SignatureDoesNotMatch', 403, {
        ec: '0002-00000040',
        message:
          'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      }),
    );
  });

  test('unsigned parameters may change', async () => {
    await expect(ask({ ...good(), query: 'acl&prefix=y&marker=z' })).resolves.toEqual(ACCOUNT);
  });

  test('SignatureDoesNotMatch shows what was signed', async () => {
    const bad = signed({}, '/photos/k.jpg', { ...ROOT, secret: 'wrong' }, DATE);
    const StringToSign = `GET\n\n\n${DATE}\n/photos/k.jpg`;
    await expect(ask(bad)).rejects.toMatchObject({
      fields: {
        OSSAccessKeyId: ROOT.id,
        SignatureProvided: String(bad.headers?.authorization).split(':')[1],
        StringToSign,
        StringToSignBytes: expect.stringMatching(/^47 45 54 0A 0A 0A 4D /),
      },
    });
  });

  test('an unknown key: InvalidAccessKeyId, before its signature could be checked', async () => {
    const given = signed({}, '/photos/k.jpg', { id: 'nobody', secret: 'x' }, DATE);
    await expect(ask(given)).rejects.toEqual(
      refused('InvalidAccessKeyId', 403, {
        message: 'The OSS Access Key Id you provided does not exist in our records.',
        fields: { OSSAccessKeyId: 'nobody' },
      }),
    );
  });

  test.each([
    [15 * MINUTE, true],
    [-15 * MINUTE, true],
    [15 * MINUTE + 1000, false],
    [-15 * MINUTE - 1000, false],
  ])('a clock %d ms off: accepted %s', async (skew, accepted) => {
    const given = ask(signed({}, '/photos/k.jpg', ROOT, new Date(NOW + skew).toUTCString()));
    if (accepted) await expect(given).resolves.toEqual(ACCOUNT);
    else
      await expect(given).rejects.toEqual(
        refused('RequestTimeTooSkewed', 403, {
          message: 'The difference between the request time and the current time is too large.',
          fields: {
            MaxAllowedSkewMilliseconds: '900000',
            RequestTime: new Date(NOW + skew).toISOString(),
            ServerTime: new Date(NOW).toISOString(),
          },
        }),
      );
  });

  test.each([
    ['none', '', '0002-00000503'],
    ['nonsense', 'yesterday', '0002-00000502'],
    ['an impossible one', '20241399T070809Z', '0002-00000502'],
  ])('a date of %s', async (_, date, ec) => {
    await expect(ask(signed({}, '/photos/k.jpg', ROOT, date))).rejects.toEqual(
      refused('AccessDenied', 403, { ec, message: 'OSS authentication requires a valid Date or x-oss-date header.' }),
    );
  });

  test.each([
    ['', '0002-00000061'],
    ['OSS', '0002-00000063'],
    ['OSS root-key', '0002-00000065'],
    ['OSS root-key:', '0002-00000065'],
    ['OSS :x', '0002-00000063'],
    ['OSS a b:c', '0002-00000063'],
    ['OSSX root-key:x', '0002-00000061'],
    ['Basic cm9vdDpyb290', '0002-00000061'],
    ['Bearer x', '0002-00000061'],
  ])('unreadable: %j', async (authorization, ec) => {
    await expect(ask({ headers: { date: DATE, authorization } })).rejects.toEqual(
      refused('InvalidArgument', 400, { ec, message: expect.stringContaining('Allowed: OSS AccessKeyId:Signature') }),
    );
  });

  test('V2 is not implemented', async () => {
    await expect(ask({ headers: { authorization: 'OSS2 AccessKeyId:a,Signature:b' } })).rejects.toEqual(
      refused('NotImplemented', 501, { fields: { Header: 'Authorization' } }),
    );
  });
});

describe('the URL', () => {
  const good = (expires = SECONDS + 60) => presigned({ query: 'x-oss-process=image%2Finfo' }, '/photos/k.jpg', expires);

  test('a right signature, up to the second of its expiry', async () => {
    await expect(ask(good())).resolves.toEqual(ACCOUNT);
    await expect(ask(good(SECONDS))).resolves.toEqual(ACCOUNT);
  });

  test('expired answers before badly signed and before an unknown key', async () => {
    const expired = refused('AccessDenied', 403, { message: 'Request has expired.', ec: '0002-00000069' });
    await expect(ask(good(SECONDS - 1))).rejects.toEqual(expired);
    const wrong = presigned({}, '/photos/k.jpg', SECONDS - 1, { id: 'nobody', secret: 'wrong' });
    await expect(ask(wrong)).rejects.toEqual(expired);
  });

  test('a later expiry written in by hand does not match', async () => {
    const query = good().query?.replace(/Expires=\d+/, `Expires=${SECONDS + 9999}`) ?? '';
    await expect(ask({ query })).rejects.toEqual(refused('SignatureDoesNotMatch', 403));
  });

  test('a chain put behind a signed URL does not match', async () => {
    const { query } = presigned({}, '/photos/k.jpg', SECONDS + 60);
    await expect(ask({ query: `${query}&x-oss-process=image/resize,w_9` })).rejects.toEqual(
      refused('SignatureDoesNotMatch', 403),
    );
  });

  // V1 signs text that is the same for all of these; by the same signature only one of them may be asked for.
  test.each([
    ['a parameter as one name', 'x-oss-process=style/small', '', 'x-oss-process%3Dstyle%2Fsmall'],
    ['two parameters as one', 'response-expires=x&x-oss-process=y', '', 'response-expires=x%26x-oss-process%3Dy'],
    ['a name with two in it', 'x-oss-a&x-oss-process=y', '', 'x-oss-a%26x-oss-process=y'],
    ['a parameter as a part of the key', 'acl', '%3Facl', ''],
    ['one with a value', 'versionId=1', '%3FversionId%3D1', ''],
    ['two of them', 'acl&versionId=1', '%3Facl%26versionId%3D1', ''],
    ['one of two', 'acl&versionId=1', '%3Facl', 'versionId=1'],
    ['a name that only begins like one of ours', 'x-oss-x', '%3Fx-oss-x', ''],
  ])('rewritten without another text to sign: %s', async (_, query, end, rewritten) => {
    const url = presigned({ query }, '/photos/k.jpg', SECONDS + 60);
    expect(await ask(url)).toEqual(ACCOUNT);
    const same = { path: `/photos/k.jpg${end}`, query: String(url.query).replace(query, rewritten) };
    await expect(ask(same)).rejects.toEqual(
      refused('SignatureDoesNotMatch', 403, { message: expect.stringContaining('Sign with V4.') }),
    );
  });

  test.each([
    ['/photos/what%3F.jpg', '/photos/what?.jpg', ''],
    ['/photos/a%3Facl%23b', '/photos/a?acl#b', ''],
    ['/photos/a%3FACL', '/photos/a?ACL', ''],
    ['/photos/a%3Fb%26acl.jpg', '/photos/a?b&acl.jpg', 'acl'],
    ['/photos/k.jpg', '/photos/k.jpg', `response-content-disposition=${encodeURIComponent('filename="a&b=?acl.jpg"')}`],
  ])('what looks like that and is not: %s %s', async (path, resource, query) => {
    expect(await ask(presigned({ path, query }, resource, SECONDS + 60))).toEqual(ACCOUNT);
  });

  test.each([
    ['OSSAccessKeyId=a&Expires=1'],
    ['OSSAccessKeyId=a&Signature=b'],
    ['Expires=9999999999&Signature=b'],
    ['Signature=b'],
    ['OSSAccessKeyId=&Expires=9999999999&Signature=b'],
    ['OSSAccessKeyId=a&Expires=9999999999&Signature='],
  ])('in part: %s', async (query) => {
    await expect(ask({ query })).rejects.toEqual(
      refused('AccessDenied', 403, {
        message: 'Query-string authentication requires the Signature, Expires and OSSAccessKeyId parameters',
      }),
    );
  });

  test.each([
    ['', '0002-00000068'],
    ['soon', '0002-00000070'],
    ['-1', '0002-00000070'],
    ['1e12', '0002-00000070'],
    ['9999999999999', '0002-00000070'],
  ])('Expires=%s', async (expires, ec) => {
    await expect(ask({ query: `OSSAccessKeyId=a&Expires=${expires}&Signature=b` })).rejects.toEqual(
      refused('AccessDenied', 403, { ec }),
    );
  });

  test('together with a header: InvalidArgument', async () => {
    const both = { ...good(), headers: { date: DATE, authorization: 'OSS root-key:x' } };
    await expect(ask(both)).rejects.toEqual(refused('InvalidArgument', 400, { ec: '0002-00000039' }));
  });
});

function flipped({ headers }: Ask): string {
  const text = String(headers?.authorization);
  const last = text.length - 2;
  return `${text.slice(0, last)}${text[last] === 'A' ? 'B' : 'A'}${text.slice(last + 1)}`;
}
