/** Who asks: nobody, or the account whose key signed the request. Reads headers and query, never the body. */
import { timingSafeEqual } from 'node:crypto';
import { OssError } from '../../errors.js';
import { parseHttpDate } from '../../http/dates.js';
import type { OssRequest } from '../../http/message.js';
import type { Principal } from '../call.js';
import type { Query } from '../query.js';
import type { Target } from '../target.js';
import { signV1, stringToSignV1 } from './v1.js';

/** The key pairs that may sign. */
export interface Keyring {
  /** undefined: unknown, or disabled. */
  find(accessKeyId: string): Promise<{ readonly secret: string; readonly account: string } | undefined>;
}

/** How far a header's date may be from this server's clock: 15 minutes, in milliseconds. */
const MAX_SKEW = 15 * 60 * 1000;
const URL_V1 = ['OSSAccessKeyId', 'Expires', 'Signature'] as const;
const URL_LATER = ['x-oss-signature-version', 'x-oss-signature', 'x-oss-credential'] as const;

/**
 * @param now milliseconds since the epoch
 * @throws OssError 400 InvalidArgument for two signatures or an unreadable one; 403 AccessDenied,
 *   RequestTimeTooSkewed, InvalidAccessKeyId, SignatureDoesNotMatch; 501 NotImplemented for signature V2 and V4
 */
export async function authenticate(
  request: OssRequest,
  target: Target,
  query: Query,
  keyring: Keyring,
  now: number = Date.now(),
): Promise<Principal> {
  const header = request.headers.authorization;
  const inUrl = URL_V1.some((name) => query.has(name));
  const inUrlLater = URL_LATER.some((name) => query.has(name));
  if (header !== undefined && (inUrl || inUrlLater)) {
    throw new OssError(
      'InvalidArgument',
      'The request is signed twice, in the Authorization header and in the URL: send one of the two.',
    );
  }
  if (inUrlLater) throw unsupported('x-oss-signature-version');
  const claim = header !== undefined ? fromHeader(header, request, now) : inUrl ? fromUrl(query, now) : undefined;
  return claim === undefined ? { kind: 'anonymous' } : verify(claim, request, target, query, keyring);
}

interface Claim {
  readonly accessKeyId: string;
  readonly signature: string;
  /** What stands in the date line of the string to sign. */
  readonly date: string;
}

async function verify(
  claim: Claim,
  request: OssRequest,
  target: Target,
  query: Query,
  keyring: Keyring,
): Promise<Principal> {
  const { accessKeyId, signature, date } = claim;
  const key = await keyring.find(accessKeyId);
  if (key === undefined) {
    throw new OssError('InvalidAccessKeyId', undefined, {
      ec: '0002-00000902',
      fields: { OSSAccessKeyId: accessKeyId },
    });
  }
  const { method, headers } = request;
  const text = stringToSignV1({ method, headers, bucket: target.bucket, key: target.key, query: query.entries, date });
  if (!sameText(signV1(key.secret, text), signature)) {
    throw new OssError('SignatureDoesNotMatch', undefined, {
      ec: '0002-00000040',
      fields: {
        OSSAccessKeyId: accessKeyId,
        SignatureProvided: signature,
        StringToSign: text,
        StringToSignBytes: hexBytes(text),
      },
    });
  }
  return { kind: 'account', account: key.account, accessKeyId };
}

/** `Authorization: OSS <id>:<signature>`, dated by x-oss-date or Date. */
function fromHeader(header: string, request: OssRequest, now: number): Claim {
  if (/^(?:OSS4-HMAC-SHA256|OSS2)\s/.test(header)) throw unsupported('Authorization');
  const [, accessKeyId, signature] = /^OSS ([^:\s]+):(\S+)$/.exec(header.trim()) ?? [];
  if (accessKeyId === undefined || signature === undefined) {
    throw new OssError('InvalidArgument', 'Authorization header is invalid. Allowed: OSS AccessKeyId:Signature.', {
      fields: { ArgumentName: 'Authorization' },
    });
  }
  const date = request.headers['x-oss-date'] || request.headers.date || '';
  const time = parseDate(date);
  if (time === undefined) {
    const ec = date === '' ? '0002-00000503' : '0002-00000502';
    throw new OssError('AccessDenied', 'OSS authentication requires a valid Date or x-oss-date header.', { ec });
  }
  if (Math.abs(now - time) > MAX_SKEW) {
    throw new OssError('RequestTimeTooSkewed', undefined, {
      ec: '0002-00000504',
      fields: {
        MaxAllowedSkewMilliseconds: String(MAX_SKEW),
        RequestTime: new Date(time).toISOString(),
        ServerTime: new Date(now).toISOString(),
      },
    });
  }
  return { accessKeyId, signature, date };
}

/** A signed URL. Expiry answers before the signature is looked at (an old link says that it is old). */
function fromUrl(query: Query, now: number): Claim {
  const [accessKeyId, date, signature] = URL_V1.map((name) => query.get(name));
  if (!accessKeyId || date === undefined || !signature) {
    const message = 'Query-string authentication requires the Signature, Expires and OSSAccessKeyId parameters';
    throw new OssError('AccessDenied', message);
  }
  if (!/^\d{1,12}$/.test(date)) {
    const ec = date === '' ? '0002-00000068' : '0002-00000070';
    throw new OssError(
      'AccessDenied',
      'The value of Expires is invalid. Allowed: seconds since 1970-01-01T00:00:00Z.',
      { ec },
    );
  }
  const expires = Number(date) * 1000;
  if (now > expires) {
    const times = { Expires: new Date(expires).toISOString(), ServerTime: new Date(now).toISOString() };
    throw new OssError('AccessDenied', 'Request has expired.', { ec: '0002-00000069', fields: times });
  }
  return { accessKeyId, signature, date };
}

function unsupported(name: string): OssError {
  return new OssError(
    'NotImplemented',
    'Only signature V1 is implemented: sign with it or send the request unsigned.',
    {
      fields: { Header: name },
    },
  );
}

/** An HTTP date, or ISO 8601 basic (20221220T084818Z). Milliseconds since the epoch. */
function parseDate(text: string): number | undefined {
  const iso = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (iso === null) return parseHttpDate(text);
  const time = Date.parse(`${iso[1]}-${iso[2]}-${iso[3]}T${iso[4]}:${iso[5]}:${iso[6]}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** Compares as text, in a time that does not tell how many characters were right. */
function sameText(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function hexBytes(text: string): string {
  return (Buffer.from(text).toString('hex').toUpperCase().match(/../g) ?? []).join(' ');
}
