/** Temporary credentials as requests meet them: in headers, in signed URLs of both versions, and in forms. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Query } from '#src/oss/query.js';
import { authenticate } from '#src/oss/signature/authenticate.js';
import { keyringOf } from '#src/oss/signature/keyring.js';
import type { KeyRecord } from '#src/store/key-records.js';
import { file, form, signedV1 as formV1, signedV4 as formV4, type Part, policyOf } from './form/forms.js';
import { type Ask, ossRequest, presigned, ROOT, signed } from './request.js';
import { presignedV4, signedV4 } from './request-v4.js';
import { refusal, useService } from './service.js';

const service = useService();
let key: KeyRecord;
beforeAll(async () => {
  await service.owner('PUT', 'shut');
  await service.owner('PUT', 'shut/k', { body: 'kept' });
  key = await service.store.keys.createTemporary({ account: 'alice', of: ROOT.id, seconds: 60 });
});

const GET: Ask = { path: '/shut/k' };
const inAMinute = () => Math.floor(Date.now() / 1000) + 60;
const withHeader = (token?: string): Ask => ({
  ...GET,
  headers: token === undefined ? {} : { 'x-oss-security-token': token },
});
const withQuery = (name: string, token?: string): Ask => ({
  ...GET,
  query: token === undefined ? '' : `${name}=${token}`,
});

/** The ways to sign, each of the parts that it takes. */
const ways: Readonly<Record<string, (token: string | undefined) => Ask>> = {
  'a header, V1': (token) => signed(withHeader(token), '/shut/k', key),
  'a header, V4': (token) => signedV4(withHeader(token), '/shut/k', { pair: key }),
  'a URL, V1': (token) => presigned(withQuery('security-token', token), '/shut/k', inAMinute(), key),
  'a URL, V4': (token) => presignedV4(withQuery('x-oss-security-token', token), '/shut/k', 60, { pair: key }),
  'a form, V1': (token) => formWith(formV1(policyOf(), key), token),
  'a form, V4': (token) => formWith(formV4(policyOf(), { pair: key }), token),
};

function formWith(signature: readonly Part[], token: string | undefined): Ask {
  const field: Part[] = token === undefined ? [] : [['x-oss-security-token', token]];
  return form('shut', [['key', 'posted'], ...signature, ...field, file()]);
}

const MISSING =
  '403 InvalidAccessKeyId (0002-00000902): The OSS Access Key Id you provided does not exist in our records.';
const INVALID = '403 InvalidSecurityToken (0002-00000008): The security token you provided is invalid.';

describe.each(Object.keys(ways))('%s', (way) => {
  const ask = (token?: string) => service.ask((ways[way] as (token?: string) => Ask)(token));

  test('with its token, without, and with another', async () => {
    expect((await ask(key.token)).status).toBe(way.startsWith('a form') ? 204 : 200);
    expect(refusal(await ask())).toBe(MISSING);
    expect(refusal(await ask(''))).toBe(MISSING);
    expect(refusal(await ask('another'))).toBe(INVALID);
    expect(refusal(await ask(`${key.token}x`))).toBe(INVALID);
  });
});

test('a key that stays takes no token', async () => {
  expect(refusal(await service.owner('GET', 'shut/k', { headers: { 'x-oss-security-token': 'any' } }))).toBe(INVALID);
});

test('expired: said before the signature is looked at, after the token was', async () => {
  const keyring = keyringOf({ accessKeyId: ROOT.id, accessKeySecret: ROOT.secret }, 'alice', service.store.keys);
  const { expiresAt = 0 } = key.temporary ?? {};
  const at = (now: number, token = key.token, pair = { id: key.id, secret: key.secret }) => {
    const date = new Date(now).toUTCString();
    const request = ossRequest(signed(withHeader(token), '/shut/k', pair, date));
    const target = { scope: 'object', bucket: 'shut', key: 'k', dialect: 'oss', style: 'path' } as const;
    return authenticate({ request, target, query: new Query(''), region: 'cn-hangzhou', now }, keyring);
  };
  expect(await at(expiresAt - 1)).toMatchObject({ account: 'alice', accessKeyId: key.id });
  const expired = {
    code: 'SecurityTokenExpired',
    status: 403,
    ec: '0002-00000007',
    fields: { Expiration: new Date(expiresAt).toISOString() },
  };
  await expect(at(expiresAt)).rejects.toMatchObject(expired);
  await expect(at(expiresAt, key.token, { id: key.id, secret: 'wrong' })).rejects.toMatchObject(expired);
  await expect(at(expiresAt, 'another')).rejects.toMatchObject({ code: 'InvalidSecurityToken' });
});
