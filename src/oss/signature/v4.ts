/**
 * Signature V4: hex(HMAC-SHA256(key of the scope, string to sign)), where the string to sign holds the digest of a
 * canonical request. Source: OSS API reference, 'V4 signature'; the SDKs' own vectors.
 */
import { createHash, createHmac } from 'node:crypto';
import { percentEncode } from '../percent.js';
import { isSigned } from '../subresources.js';
import { formatBasicDate } from './dates.js';
import { type Parameters, type UrlToSign, writeParameter, writeUrl } from './signed-url.js';
import { trimmed } from './trimmed.js';

export const ALGORITHM_V4 = 'OSS4-HMAC-SHA256';
/** What stands for the digest of a body that nobody has read yet; the service knows no other. */
export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
export const PRODUCT_V4 = 'oss';
export const TERMINATOR_V4 = 'aliyun_v4_request';
/** How long a URL may be good, in seconds: a week. */
export const MAX_EXPIRES_V4 = 604_800;

/** What of a request V4 signs. */
export interface SignedPartsV4 {
  readonly method: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Lower-case names of headers that are signed besides content-type, content-md5 and x-oss-*, sorted. */
  readonly additional: readonly string[];
  readonly bucket?: string | undefined;
  readonly key?: string | undefined;
  /** Decoded, in the order sent; `x-oss-signature` is left out here. */
  readonly query: Parameters;
  /**
   * ali-oss writes `prefix=` for an empty value where all others write `prefix`, except for sub-resources. The two forms
   * never spell the same text for different requests: only this one has a name that ends in '='.
   */
  readonly asAliOss?: boolean;
}

/** A key signs for one day in one region. */
export interface ScopeV4 {
  /** '20221220', in UTC. */
  readonly day: string;
  readonly region: string;
}

/** The verb, the path, the query, the headers, the names of the additional ones, and UNSIGNED-PAYLOAD. */
export function canonicalRequestV4(parts: SignedPartsV4): string {
  const { method, headers, additional, bucket, key, query, asAliOss = false } = parts;
  const path = bucket === undefined ? '/' : `/${bucket}/${key ?? ''}`;
  const lines = signedHeaders(headers, additional).map((name) => `${name}:${trimmed(headers[name] ?? '')}\n`);
  return [
    method,
    percentEncode(path, '/'),
    canonicalQuery(query, asAliOss),
    lines.join(''),
    additional.join(';'),
    UNSIGNED_PAYLOAD,
  ].join('\n');
}

/**
 * Sorted by the encoded name. Of a repeated name every value is signed, in the order sent: none can be added behind
 * the signer's back.
 */
function canonicalQuery(query: Parameters, asAliOss: boolean): string {
  return query
    .filter(([name]) => name !== 'x-oss-signature')
    .map(([name, value]) => {
      const equals = asAliOss && value === '' && !isSigned(name) ? '=' : '';
      return { name: percentEncode(name), text: writeParameter(name, value) + equals };
    })
    .sort((a, b) => (a.name === b.name ? 0 : a.name < b.name ? -1 : 1))
    .map(({ text }) => text)
    .join('&');
}

function signedHeaders(headers: SignedPartsV4['headers'], additional: readonly string[]): string[] {
  const always = Object.keys(headers).filter(
    (name) => name.startsWith('x-oss-') || name === 'content-type' || name === 'content-md5',
  );
  return [...new Set([...always, ...additional])].sort();
}

/** `date`: as x-oss-date has it, '20221220T084818Z'. */
export function stringToSignV4(date: string, scope: ScopeV4, canonicalRequest: string): string {
  const digest = createHash('sha256').update(canonicalRequest).digest('hex');
  return [ALGORITHM_V4, date, writeScope(scope), digest].join('\n');
}

function writeScope({ day, region }: ScopeV4): string {
  return `${day}/${region}/${PRODUCT_V4}/${TERMINATOR_V4}`;
}

/** 64 lower-case hex digits. */
export function signV4(secret: string, { day, region }: ScopeV4, text: string): string {
  const key = [day, region, PRODUCT_V4, TERMINATOR_V4].reduce<string | Buffer>(
    (above, part) => createHmac('sha256', above).update(part).digest(),
    `aliyun_v4${secret}`,
  );
  return createHmac('sha256', key).update(text).digest('hex');
}

/** Who signs, and where. */
export interface SignerV4 {
  readonly id: string;
  readonly secret: string;
  readonly region: string;
}

/** The Authorization header of a request that has an x-oss-date among its headers. */
export function authorizationV4(parts: SignedPartsV4, { id, secret, region }: SignerV4): string {
  const date = parts.headers['x-oss-date'] ?? '';
  const scope = { day: date.slice(0, 8), region };
  const signature = signV4(secret, scope, stringToSignV4(date, scope, canonicalRequestV4(parts)));
  return `${ALGORITHM_V4} Credential=${id}/${writeScope(scope)},Signature=${signature}`;
}

export interface UrlToSignV4 extends UrlToSign {
  /** The server's: a URL for another one is refused. */
  readonly region: string;
  /** From when the URL is good, in milliseconds since the epoch. */
  readonly from: number;
  /** For how many seconds, 1 to MAX_EXPIRES_V4. */
  readonly seconds: number;
}

/** A path-style URL that signs every parameter it has. */
export function signUrlV4(url: UrlToSignV4): string {
  const { bucket, key, method = 'GET' } = url;
  const date = formatBasicDate(url.from);
  const scope = { day: date.slice(0, 8), region: url.region };
  const query: Parameters = [
    ...(url.query ?? []),
    ['x-oss-credential', `${url.accessKeyId}/${writeScope(scope)}`],
    ['x-oss-date', date],
    ['x-oss-expires', String(url.seconds)],
    ['x-oss-signature-version', ALGORITHM_V4],
  ];
  const canonical = canonicalRequestV4({ method, headers: {}, additional: [], bucket, key, query });
  const signature = signV4(url.secret, scope, stringToSignV4(date, scope, canonical));
  return writeUrl(url, [...query, ['x-oss-signature', signature]]);
}
