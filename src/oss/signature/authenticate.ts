/** Who asks: nobody, or the account whose key signed the request. Reads headers and query, never the body. */
import { timingSafeEqual } from 'node:crypto';
import { OssError } from '../../errors.js';
import type { KeyLimits } from '../../store/key-records.js';
import type { Principal } from '../call.js';
import type { Claim, Signed } from './claim.js';
import { claimOfHeaderV1, claimOfUrlV1, isUrlV1 } from './claim-v1.js';
import { claimOfHeaderV4, claimOfUrlV4, isUrlV4 } from './claim-v4.js';
import { ALGORITHM_V2, unsupportedV2 } from './v2.js';
import { ALGORITHM_V4 } from './v4.js';

export interface SigningKey {
  readonly secret: string;
  readonly account: string;
  /** Absent: none. */
  readonly limits?: KeyLimits;
  /** Of a temporary key. */
  readonly temporary?: { readonly token: string; readonly expiresAt: number };
  /** Told when a signature that it made was right. */
  readonly used?: () => void;
}

/** The key pairs that sign. */
export interface Keyring {
  /** undefined: unknown. */
  find(accessKeyId: string): Promise<SigningKey | 'disabled' | undefined>;
}

/**
 * @throws OssError 400 InvalidArgument for two signatures or an unreadable one; 403 AccessDenied,
 *   RequestTimeTooSkewed, InvalidAccessKeyId, InvalidSecurityToken, SecurityTokenExpired, SignatureDoesNotMatch; 501 NotImplemented for signature V2
 */
export async function authenticate(signed: Signed, keyring: Keyring): Promise<Principal> {
  const claim = claimOf(signed);
  return claim === undefined ? { kind: 'anonymous' } : verify(claim, keyring, signed.now);
}

function claimOf(signed: Signed): Claim | undefined {
  const { request, query } = signed;
  const { authorization } = request.headers;
  const [urlV1, urlV4] = [isUrlV1(query), isUrlV4(query)];
  if (Number(authorization !== undefined) + Number(urlV1) + Number(urlV4) > 1) {
    throw new OssError(
      'InvalidArgument',
      'The request is signed more than once: send one Authorization header, or one set of parameters in the URL.',
      { ec: '0002-00000039' },
    );
  }
  if (authorization !== undefined) return claimOfHeader(authorization.trim(), signed);
  if (urlV4) return claimOfUrlV4(signed);
  return urlV1 ? claimOfUrlV1(signed) : undefined;
}

function claimOfHeader(header: string, signed: Signed): Claim {
  const [, scheme = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(header) ?? [];
  if (scheme === 'OSS') return claimOfHeaderV1(rest, signed);
  if (scheme === ALGORITHM_V4) return claimOfHeaderV4(rest, signed);
  if (scheme === ALGORITHM_V2) throw unsupportedV2('Authorization');
  throw new OssError(
    'InvalidArgument',
    `Authorization header is invalid. Allowed: OSS AccessKeyId:Signature, or ${ALGORITHM_V4} Credential=…,Signature=….`,
    { ec: '0002-00000061', fields: { ArgumentName: 'Authorization' } },
  );
}

/**
 * @param now milliseconds since the epoch
 * @throws OssError 403 InvalidAccessKeyId, InvalidSecurityToken, SecurityTokenExpired, SignatureDoesNotMatch
 */
export async function verify(claim: Claim, keyring: Keyring, now: number): Promise<Principal> {
  const { accessKeyId, signature, texts, unsignable } = claim;
  const key = await keyring.find(accessKeyId);
  if (key === undefined) throw invalidKey(accessKeyId, '0002-00000902');
  if (key === 'disabled') {
    throw invalidKey(accessKeyId, '0002-00000903', 'The OSS Access Key Id you provided is disabled.');
  }
  checkToken(claim, key, now);
  if (!claim.sign(key.secret).some((right) => sameText(right, signature))) {
    throw new OssError('SignatureDoesNotMatch', unsignable, {
      ec: claim.mismatch,
      fields: {
        OSSAccessKeyId: accessKeyId,
        SignatureProvided: signature,
        ...texts,
        StringToSignBytes: hexBytes(texts.StringToSign),
      },
    });
  }
  key.used?.();
  return { kind: 'account', account: key.account, accessKeyId, ...(key.limits && { limits: key.limits }) };
}

/** Expiry answers before the signature, as of signed URLs (behaviour D38). */
function checkToken({ accessKeyId, token }: Claim, { temporary }: SigningKey, now: number): void {
  if (temporary === undefined && !token) return;
  // Without its token a temporary key is none.
  if (!token) throw invalidKey(accessKeyId, '0002-00000902');
  if (temporary === undefined || !sameText(temporary.token, token)) {
    throw new OssError('InvalidSecurityToken', undefined, { ec: '0002-00000008' });
  }
  if (now < temporary.expiresAt) return;
  throw new OssError('SecurityTokenExpired', undefined, {
    ec: '0002-00000007',
    fields: { Expiration: new Date(temporary.expiresAt).toISOString() },
  });
}

function invalidKey(accessKeyId: string, ec: string, message?: string): OssError {
  return new OssError('InvalidAccessKeyId', message, { ec, fields: { OSSAccessKeyId: accessKeyId } });
}

/** Compares as text, in a time that does not tell how many characters were right. */
function sameText(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function hexBytes(text: string): string {
  return (Buffer.from(text).toString('hex').toUpperCase().match(/../g) ?? []).join(' ');
}
