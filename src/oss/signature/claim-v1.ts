/** Signature V1 as requests carry it: `Authorization: OSS id:signature`, or three parameters in the URL. */
import { OssError } from '../../errors.js';
import type { Query } from '../query.js';
import type { Claim, Signed } from './claim.js';
import { invalidDate, parseDate, refuseExpired, refuseSkewed } from './dates.js';
import { ALLOWED_V1, readsOneWayV1, signV1, stringToSignV1 } from './v1.js';

const IN_URL = ['OSSAccessKeyId', 'Expires', 'Signature'] as const;

export function isUrlV1(query: Query): boolean {
  return IN_URL.some((name) => query.has(name));
}

/**
 * `credentials`: what follows the scheme, `id:signature`. Dated by x-oss-date or Date.
 * @throws OssError 400 InvalidArgument for another form; 403 AccessDenied without a date, RequestTimeTooSkewed
 */
export function claimOfHeaderV1(credentials: string, signed: Signed): Claim {
  const [, accessKeyId, signature] = /^([^:\s]*)(?::(\S*))?$/.exec(credentials) ?? [];
  if (!accessKeyId || !signature) {
    const message = 'Authorization header is invalid. Allowed: OSS AccessKeyId:Signature.';
    const ec = accessKeyId ? '0002-00000065' : '0002-00000063';
    throw new OssError('InvalidArgument', message, { ec, fields: { ArgumentName: 'Authorization' } });
  }
  const { headers } = signed.request;
  const date = headers['x-oss-date'] || headers.date || '';
  const time = parseDate(date);
  if (time === undefined) throw invalidDate(date);
  refuseSkewed(time, signed.now);
  return claim({ accessKeyId, signature, date, token: headers['x-oss-security-token'] }, signed);
}

/**
 * Expiry answers before the signature is looked at (behaviour D38): an old link says that it is old.
 * @throws OssError 403 AccessDenied for parameters that are missing, an Expires that is no time, and a late request
 */
export function claimOfUrlV1(signed: Signed): Claim {
  const [accessKeyId, date, signature] = IN_URL.map((name) => signed.query.get(name));
  if (!accessKeyId || date === undefined || !signature) {
    const message = 'Query-string authentication requires the Signature, Expires and OSSAccessKeyId parameters';
    throw new OssError('AccessDenied', message);
  }
  if (!/^\d{1,12}$/.test(date)) {
    const message = 'The value of Expires is invalid. Allowed: seconds since 1970-01-01T00:00:00Z.';
    throw new OssError('AccessDenied', message, { ec: date === '' ? '0002-00000068' : '0002-00000070' });
  }
  refuseExpired(Number(date) * 1000, signed.now, '0002-00000069');
  return claim({ accessKeyId, signature, date, token: signed.query.get('security-token') }, signed);
}

type Sent = Pick<Claim, 'accessKeyId' | 'signature' | 'token'> & { readonly date: string };

function claim({ date, ...sent }: Sent, { request, target, query }: Signed): Claim {
  const { method, headers } = request;
  const { bucket, key } = target;
  const parts = { method, headers, bucket, key, query: query.entries, date };
  const text = stringToSignV1(parts);
  const oneWay = readsOneWayV1(parts);
  return {
    ...sent,
    texts: { StringToSign: text },
    mismatch: '0002-00000040',
    sign: (secret) => (oneWay ? [signV1(secret, text)] : []),
    ...(!oneWay && {
      unsignable: `Signature V1 is the same for another request. Allowed: ${ALLOWED_V1}. Sign with V4.`,
    }),
  };
}
