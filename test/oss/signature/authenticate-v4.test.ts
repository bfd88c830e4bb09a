import { describe, expect, test } from 'vitest';
import { Query } from '#src/oss/query.js';
import { authenticate, type Keyring } from '#src/oss/signature/authenticate.js';
import { resolveTarget } from '#src/oss/target.js';
import { type Ask, ossRequest, ROOT } from '../request.js';
import { basicDate, canonicalV4, presignedV4, signatureV4, signedV4, type V4Options } from '../request-v4.js';

const NOW = Date.parse('2024-05-06T07:08:09Z');
const NOW_TEXT = '20240506T070809Z';
const MINUTE = 60_000;
const WEEK = 604_800;
const RESOURCE = '/photos/k.jpg';

const keyring: Keyring = {
  find: async (id) => (id === ROOT.id ? { secret: ROOT.secret, account: 'alice' } : undefined),
};

function ask(given: Ask) {
  const request = ossRequest({ path: RESOURCE, ...given });
  const target = resolveTarget(request, ['127.0.0.1']);
  const query = new Query(request.rawQuery);
  return authenticate({ request, target, query, region: 'cn-hangzhou', now: NOW }, keyring);
}

const refused = (code: string, status: number, more: object = {}) => expect.objectContaining({ code, status, ...more });
const ACCOUNT = { kind: 'account', account: 'alice', accessKeyId: ROOT.id };
const EXPIRED = refused('AccessDenied', 403, { message: 'Request has expired.', ec: '0002-00000236' });
const MISMATCH = refused('SignatureDoesNotMatch', 403, { ec: '0002-00000201' });

describe('the header', () => {
  const good = (given: Ask = {}, options: V4Options = {}, resource = RESOURCE) =>
    signedV4({ query: 'acl&prefix=x', ...given }, resource, { time: NOW, ...options });
  const authorizationOf = ({ headers }: Ask) => String(headers?.authorization);
  const rewritten = (change: (header: string) => string, given = good()): Ask => ({
    ...given,
    headers: { ...given.headers, authorization: change(authorizationOf(given)) },
  });

  test('a right signature', async () => {
    await expect(ask(good())).resolves.toEqual(ACCOUNT);
  });

  test.each([
    ['spaces behind the commas', (header: string) => header.replaceAll(',', ', ')],
    ['the additional headers last, as oss2 has them', (h: string) => h.replace(/,(Add[^,]*),(Sig.*)$/, ', $2, $1')],
    ['the signature first', (h: string) => h.replace(/(Cred.*),(Sig.*)$/, '$2,$1')],
    [
      'the additional headers in another order, which oss2 sorts by their first letters',
      (h: string) => h.replace('host;range', 'range;host'),
    ],
    ['an additional header twice, in capitals', (h: string) => h.replace('host;range', 'host;range;Host')],
    ['two spaces behind the scheme', (h: string) => h.replace(' ', '  ')],
  ])('%s', async (_, change) => {
    const given = good({ headers: { host: 'h:1', range: 'bytes=0-1' } }, { additional: ['range', 'Host'] });
    expect(change(authorizationOf(given))).not.toBe(authorizationOf(given));
    await expect(ask(rewritten(change, given))).resolves.toEqual(ACCOUNT);
  });

  test('a path written in any way', async () => {
    const given = good({ path: '/photos/a%2Fb+%E7%8C%AB' }, {}, '/photos/a/b+猫');
    await expect(ask(given)).resolves.toEqual(ACCOUNT);
  });

  test('a plus in the query is a space, as python-requests writes it', async () => {
    await expect(ask(good({ query: 'prefix=a+b%2Bc' }))).resolves.toEqual(ACCOUNT);
  });

  test('ali-oss signs prefix= for an empty value, and a sub-resource without =', async () => {
    const plain = 'acl=&marker=&prefix=x';
    const scope = '20240506/cn-hangzhou/oss/aliyun_v4_request';
    const headers = { 'x-oss-date': NOW_TEXT };
    const canonical = canonicalV4({ query: plain, headers }, RESOURCE);
    const sent = (text: string, query = plain): Ask => {
      const signature = signatureV4(ROOT.secret, NOW_TEXT, scope, text);
      const authorization = `OSS4-HMAC-SHA256 Credential=${ROOT.id}/${scope},Signature=${signature}`;
      return { query, headers: { ...headers, authorization } };
    };
    const aliOss = canonical.replace('\nacl&marker&', '\nacl&marker=&');
    expect(aliOss).not.toBe(canonical);
    await expect(ask(sent(canonical))).resolves.toEqual(ACCOUNT);
    await expect(ask(sent(aliOss))).resolves.toEqual(ACCOUNT);
    await expect(ask(sent(aliOss, 'acl&marker=y&prefix=x'))).rejects.toEqual(MISMATCH);
    await expect(ask(sent(canonical.replace('\nacl&', '\nacl=&')))).rejects.toEqual(MISMATCH);
  });

  test('parameters in another order are the same request', async () => {
    await expect(ask({ ...good(), query: 'prefix=x&acl=' })).resolves.toEqual(ACCOUNT);
  });

  test('Date dates the request where there is no x-oss-date', async () => {
    const { headers, ...given } = good({ headers: { date: new Date(NOW).toUTCString(), 'x-oss-date': '' } });
    const { 'x-oss-date': _, ...kept } = headers ?? {};
    const canonical = canonicalV4({ ...given, headers: kept }, RESOURCE);
    const scope = '20240506/cn-hangzhou/oss/aliyun_v4_request';
    const signature = signatureV4(ROOT.secret, NOW_TEXT, scope, canonical);
    const authorization = `OSS4-HMAC-SHA256 Credential=${ROOT.id}/${scope},Signature=${signature}`;
    await expect(ask({ ...given, headers: { ...kept, authorization } })).resolves.toEqual(ACCOUNT);
  });

  test.each<[string, (a: Ask) => Ask]>([
    ['the method', (a) => ({ ...a, method: 'PUT' })],
    ['the key', (a) => ({ ...a, path: '/photos/K.jpg' })],
    ['the bucket', (a) => ({ ...a, path: '/photoz/k.jpg' })],
    ['a parameter less', (a) => ({ ...a, query: 'acl' })],
    ['a parameter more', (a) => ({ ...a, query: 'acl&prefix=x&marker' })],
    ['a parameter twice', (a) => ({ ...a, query: 'acl&prefix=x&prefix=x' })],
    ['the value of a parameter', (a) => ({ ...a, query: 'acl&prefix=y' })],
    ['the time', (a) => ({ ...a, headers: { ...a.headers, 'x-oss-date': basicDate(NOW - 1000) } })],
    ['the type', (a) => ({ ...a, headers: { ...a.headers, 'content-type': 'text/plain' } })],
    ['the MD5', (a) => ({ ...a, headers: { ...a.headers, 'content-md5': '' } })],
    ['an x-oss header', (a) => ({ ...a, headers: { ...a.headers, 'x-oss-acl': 'public-read' } })],
    ['one character', (a) => rewritten((h) => h.replace(/.$/, (last) => (last === '0' ? '1' : '0')), a)],
    ['a longer signature', (a) => rewritten((h) => `${h}0`, a)],
    ['capital letters', (a) => rewritten((h) => h.replace(/[^=]*$/, (hex) => hex.toUpperCase()), a)],
  ])('%s changed: SignatureDoesNotMatch', async (_, change) => {
    await expect(ask(change(good()))).rejects.toEqual(MISMATCH);
  });

  test('an additional header is signed, another is not', async () => {
    const given = good({ headers: { range: 'bytes=0-1', 'user-agent': 'a' } }, { additional: ['range'] });
    const { headers } = given;
    await expect(ask({ ...given, headers: { ...headers, 'user-agent': 'b' } })).resolves.toEqual(ACCOUNT);
    await expect(ask({ ...given, headers: { ...headers, range: 'bytes=0-2' } })).rejects.toEqual(MISMATCH);
  });

  test('SignatureDoesNotMatch shows both texts', async () => {
    const bad = signedV4({}, RESOURCE, { time: NOW, pair: { ...ROOT, secret: 'wrong' } });
    const { authorization, ...signedHeaders } = bad.headers ?? {};
    await expect(ask(bad)).rejects.toMatchObject({
      fields: {
        OSSAccessKeyId: ROOT.id,
        SignatureProvided: String(authorization).split('Signature=')[1],
        StringToSign: expect.stringMatching(
          /^OSS4-HMAC-SHA256\n20240506T070809Z\n20240506\/cn-hangzhou\/oss\/aliyun_v4_request\n[0-9a-f]{64}$/,
        ),
        StringToSignBytes: expect.stringMatching(/^4F 53 53 34 /),
        CanonicalRequest: canonicalV4({ headers: signedHeaders }, RESOURCE),
      },
    });
  });

  test('an unknown key', async () => {
    const given = good({}, { pair: { id: 'nobody', secret: 'x' } });
    await expect(ask(given)).rejects.toEqual(
      refused('InvalidAccessKeyId', 403, { ec: '0002-00000902', fields: { OSSAccessKeyId: 'nobody' } }),
    );
  });

  test.each([
    [15 * MINUTE, true],
    [-15 * MINUTE, true],
    [15 * MINUTE + 1000, false],
    [-15 * MINUTE - 1000, false],
  ])('a clock %d ms off: accepted %s', async (skew, accepted) => {
    const given = ask(good({}, { time: NOW + skew }));
    if (accepted) await expect(given).resolves.toEqual(ACCOUNT);
    else await expect(given).rejects.toEqual(refused('RequestTimeTooSkewed', 403, { ec: '0002-00000504' }));
  });

  test.each([
    ['none', '', '0002-00000503'],
    ['an HTTP date in x-oss-date', new Date(NOW).toUTCString(), '0002-00000502'],
    ['the extended form', new Date(NOW).toISOString(), '0002-00000502'],
    ['a day that no month has', '20240230T070809Z', '0002-00000502'],
    ['an hour that no day has', '20240506T250809Z', '0002-00000502'],
  ])('a date of %s', async (_, date, ec) => {
    const given = good();
    const headers = { ...given.headers, 'x-oss-date': date };
    await expect(ask({ ...given, headers })).rejects.toEqual(refused('AccessDenied', 403, { ec }));
  });

  const scope = '20240506/cn-hangzhou/oss/aliyun_v4_request';
  test.each([
    ['region', '20240506/cn-beijing/oss/aliyun_v4_request', '0002-00000226', 'cn-hangzhou'],
    ['region', '20240506/oss-cn-hangzhou/oss/aliyun_v4_request', '0002-00000226', 'cn-hangzhou'],
    ['region', '20240506//oss/aliyun_v4_request', '0002-00000226', 'cn-hangzhou'],
    ['product', '20240506/cn-hangzhou/oss-cloudbox/aliyun_v4_request', '0002-00000227', 'oss'],
    ['date', '20240505/cn-hangzhou/oss/aliyun_v4_request', '0002-00000212', '20240506'],
    ['date', '2024-05-06/cn-hangzhou/oss/aliyun_v4_request', '0002-00000212', '20240506'],
  ])('another signing %s, %s', async (part, other, ec, allowed) => {
    await expect(ask(rewritten((header) => header.replace(scope, other)))).rejects.toEqual(
      refused('InvalidArgument', 400, {
        ec,
        message: `Invalid signing ${part} in Authorization header.`,
        fields: expect.objectContaining({ ArgumentName: 'Credential', Expected: allowed }),
      }),
    );
  });

  test.each(['', '20240506', '20240506/cn-hangzhou/oss', '20240506/cn-hangzhou/oss/aws4_request', `${scope}/x`])(
    'a scope of %j',
    async (other) => {
      await expect(ask(rewritten((header) => header.replace(scope, other)))).rejects.toEqual(
        refused('InvalidArgument', 400, {
          ec: '0002-00000213',
          message: 'Invalid credential in Authorization header.',
        }),
      );
    },
  );

  test.each([
    '',
    'x',
    'Credential=a',
    'Signature=0',
    'Credential=,Signature=0',
    'Credential=a,Signature=',
    'Credential=a,Signature=0,Signature=0',
    'Credential=a,Signature=0,',
    'Credential=a,Signature=0,SignedHeaders=host',
    'Credential=a b,Signature=0',
    'credential=a,signature=0',
  ])('unreadable fields: %j', async (fields) => {
    const headers = { 'x-oss-date': NOW_TEXT, authorization: `OSS4-HMAC-SHA256 ${fields}` };
    await expect(ask({ headers })).rejects.toEqual(refused('InvalidArgument', 400, { ec: '0002-00000202' }));
  });

  test.each([
    ['AdditionalHeaders=', '0002-00000209'],
    ['AdditionalHeaders=host;', '0002-00000210'],
    ['AdditionalHeaders=host;range', '0002-00000211'],
    ['AdditionalHeaders=my_header', '0002-00000211'],
  ])('%s', async (list, ec) => {
    const given = good({ headers: { host: 'h', my_header: '1' } });
    await expect(ask(rewritten((header) => header.replace(',Sig', `,${list},Sig`), given))).rejects.toEqual(
      refused('InvalidArgument', 400, { ec }),
    );
  });

  test.each(['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'STREAMING-PAYLOAD', ''])(
    'a payload of %j',
    async (digest) => {
      await expect(ask(good({ headers: { 'x-oss-content-sha256': digest } }))).rejects.toEqual(
        refused('InvalidArgument', 400, {
          ec: '0002-00000214',
          message: 'The value of x-oss-content-sha256 is invalid. Allowed: UNSIGNED-PAYLOAD.',
        }),
      );
    },
  );
});

describe('the URL', () => {
  const good = (given: Ask = {}, seconds = 60, options: V4Options = {}) =>
    presignedV4({ query: 'x-oss-process=image%2Finfo', ...given }, RESOURCE, seconds, { time: NOW, ...options });
  const edited = (from: string | RegExp, to: string, given = good()): Ask => {
    const query = String(given.query).replace(from, to);
    expect(query).not.toBe(given.query);
    return { ...given, query };
  };

  test('a right signature', async () => {
    await expect(ask(good())).resolves.toEqual(ACCOUNT);
  });

  test.each([
    [1, -1, true],
    [1, -1.001, false],
    [WEEK, -WEEK, true],
    [WEEK, -WEEK - 1, false],
    // A client whose clock is fast signs ahead of this server's time.
    [1, 15 * 60, true],
  ])('good for %d s, signed at %d s: accepted %s', async (seconds, age, accepted) => {
    const request = good({}, seconds, { time: Math.floor((NOW + age * 1000) / 1000) * 1000 });
    if (accepted) await expect(ask(request)).resolves.toEqual(ACCOUNT);
    else await expect(ask(request)).rejects.toEqual(EXPIRED);
  });

  test('more than 15 minutes before its time', async () => {
    await expect(ask(good({}, 3600, { time: NOW + 15 * MINUTE + 1000 }))).rejects.toEqual(
      refused('RequestTimeTooSkewed', 403, { ec: '0002-00000504' }),
    );
  });

  test('expired answers before badly signed and before an unknown key', async () => {
    await expect(ask(good({}, 60, { time: NOW - 61_000 }))).rejects.toEqual(EXPIRED);
    const pair = { id: 'nobody', secret: 'wrong' };
    await expect(ask(good({}, 60, { time: NOW - 61_000, pair }))).rejects.toEqual(EXPIRED);
  });

  test.each(['0', '604801', '-1', '1e3', '60.5', '99999999', '+60'])('x-oss-expires=%s', async (expires) => {
    await expect(ask(edited('expires=60', `expires=${encodeURIComponent(expires)}`))).rejects.toEqual(
      refused('InvalidArgument', 400, {
        ec: '0002-00000232',
        message: 'The value of x-oss-expires is invalid. Allowed: 1 to 604800 seconds.',
        fields: { ArgumentName: 'x-oss-expires', ArgumentValue: expires },
      }),
    );
  });

  test('a longer time written in by hand does not match', async () => {
    await expect(ask(edited('expires=60', 'expires=61'))).rejects.toEqual(MISMATCH);
  });

  test.each(['x-oss-process=image/resize,w_9', 'anything', 'x-oss-expires=604800'])(
    '&%s behind it does not match',
    async (more) => {
      const { query } = good();
      await expect(ask({ query: `${query}&${more}` })).rejects.toEqual(MISMATCH);
    },
  );

  test('a second signature behind the first is not looked at', async () => {
    await expect(ask({ query: `${good().query}&x-oss-signature=0` })).resolves.toEqual(ACCOUNT);
  });

  test('additional headers have to come with the request', async () => {
    const given = good({ headers: { host: 'h:1' } }, 60, { additional: ['Host'] });
    await expect(ask(given)).resolves.toEqual(ACCOUNT);
    await expect(ask({ ...given, headers: { host: 'h:2' } })).rejects.toEqual(MISMATCH);
    await expect(ask({ ...given, headers: {} })).rejects.toEqual(
      refused('InvalidArgument', 400, { ec: '0002-00000211' }),
    );
  });

  test.each([
    ['', '0002-00000209'],
    ['host%3B', '0002-00000210'],
    ['host%3Brange', '0002-00000211'],
  ])('x-oss-additional-headers=%s', async (list, ec) => {
    const given = good({ query: `x-oss-additional-headers=${list}`, headers: { host: 'h:1' } });
    await expect(ask(given)).rejects.toEqual(refused('InvalidArgument', 400, { ec }));
  });

  test('x-oss headers that the signer did not know of do not match', async () => {
    await expect(ask({ ...good(), headers: { 'x-oss-meta-a': '1' } })).rejects.toEqual(MISMATCH);
  });

  test.each([
    ['x-oss-signature-version', undefined],
    ['x-oss-credential', '0002-00000217'],
    ['x-oss-date', '0002-00000503'],
    ['x-oss-expires', '0002-00000215'],
    ['x-oss-signature', '0002-00000219'],
  ])('without %s, or with an empty one', async (name, ec) => {
    const incomplete = refused('AccessDenied', 403, {
      ec,
      message:
        'Query-string authentication with V4 requires the parameters x-oss-signature-version, x-oss-credential, ' +
        'x-oss-date, x-oss-expires and x-oss-signature.',
    });
    await expect(ask(edited(new RegExp(`&${name}=[^&]*`), ''))).rejects.toEqual(incomplete);
    await expect(ask(edited(new RegExp(`&${name}=[^&]*`), `&${name}=`))).rejects.toEqual(incomplete);
  });

  test.each(['x-oss-date=20240506T070809Z&x-oss-expires=60', 'x-oss-security-token=a'])(
    '%s alone claims nothing',
    async (query) => {
      await expect(ask({ query })).resolves.toEqual({ kind: 'anonymous' });
    },
  );

  test('a date in another form', async () => {
    const httpDate = encodeURIComponent(new Date(NOW).toUTCString());
    await expect(ask(edited(NOW_TEXT, httpDate))).rejects.toEqual(
      refused('AccessDenied', 403, { ec: '0002-00000502' }),
    );
  });

  test.each([
    ['20240506%2Fcn-hangzhou', '20240506%2Fcn-beijing', 'signing region', '0002-00000228'],
    ['20240506%2F', '20240507%2F', 'signing date', '0002-00000223'],
    ['%2Foss%2F', '%2Fs3%2F', 'signing product', undefined],
    ['aliyun_v4_request', 'aws4_request', 'credential', '0002-00000224'],
  ])('%s written as %s', async (from, to, part, ec) => {
    await expect(ask(edited(from, to))).rejects.toEqual(
      refused('InvalidArgument', 400, { ec, message: `The ${part} in credential is invalid.` }),
    );
  });

  test('another version', async () => {
    await expect(ask(edited('OSS4-HMAC-SHA256', 'OSS4-HMAC-SHA1'))).rejects.toEqual(
      refused('InvalidArgument', 400, { ec: '0002-00000066' }),
    );
  });

  test('V2 is not implemented', async () => {
    const query = 'x-oss-signature-version=OSS2&x-oss-expires=9999999999&x-oss-access-key-id=a&x-oss-signature=b';
    await expect(ask({ query })).rejects.toEqual(
      refused('NotImplemented', 501, { fields: { Header: 'x-oss-signature-version' } }),
    );
  });

  test.each([
    ['a V1 header', { headers: { authorization: 'OSS root-key:x' } }],
    ['a V4 header', { headers: { authorization: 'OSS4-HMAC-SHA256 Credential=a,Signature=0' } }],
    ['V1 parameters', { query: `${good().query}&OSSAccessKeyId=a&Expires=9999999999&Signature=b` }],
    ['one V1 parameter', { query: `${good().query}&Expires=9999999999` }],
  ])('together with %s', async (_, more) => {
    await expect(ask({ ...good(), ...more })).rejects.toEqual(refused('InvalidArgument', 400, { ec: '0002-00000039' }));
  });
});
