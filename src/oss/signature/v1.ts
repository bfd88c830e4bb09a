/** Signature V1: base64(HMAC-SHA1(secret, string to sign)). Source: OSS API reference, 'Authentication'. */
import { createHmac } from 'node:crypto';
import { invalidValue } from '../../errors.js';
import { isSigned } from '../subresources.js';
import { type UrlToSign, writeUrl } from './signed-url.js';
import { trimmed } from './trimmed.js';

/** What of a request V1 signs. */
export interface SignedPartsV1 {
  readonly method: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly bucket?: string | undefined;
  /** Decoded: the resource is the raw UTF-8 key whatever the URL looked like. */
  readonly key?: string | undefined;
  /** Decoded; of a repeated name the first counts. */
  readonly query: readonly (readonly [string, string])[];
  /** The Date header, x-oss-date in its place, or in a signed URL the value of Expires. */
  readonly date: string;
}

/** VERB, Content-MD5, Content-Type, date, the x-oss-* headers and the resource, one to a line. */
export function stringToSignV1(parts: SignedPartsV1): string {
  const { headers } = parts;
  const ossHeaders = Object.keys(headers)
    .filter((name) => name.startsWith('x-oss-'))
    .sort()
    .map((name) => `${name}:${trimmed(headers[name] ?? '')}\n`);
  const first = [parts.method, headers['content-md5'] ?? '', headers['content-type'] ?? '', parts.date].join('\n');
  return `${first}\n${ossHeaders.join('')}${resource(parts)}`;
}

/** `/`, `/bucket/` or `/bucket/key`, then the signed sub-resources sorted by name: `k`, or `k=v` with a value. */
function resource({ bucket, key, query }: SignedPartsV1): string {
  const path = bucket === undefined ? '/' : `/${bucket}/${key ?? ''}`;
  const signed = new Map<string, string>();
  for (const [name, value] of query) if (isSigned(name) && !signed.has(name)) signed.set(name, value);
  const names = [...signed.keys()].sort();
  const list = names.map((name) => (signed.get(name) ? `${name}=${signed.get(name)}` : name));
  return list.length === 0 ? path : `${path}?${list.join('&')}`;
}

/**
 * Whether the text to sign is that of no other request. V1 writes names and values as they are: one value
 * 'x&x-oss-process=style/small' looks like two parameters, one name 'x-oss-process=style/small' like a name and a value,
 * the key 'a?acl' like the ACL of the key 'a'. So a signed URL of a style could be rewritten into one of the picture
 * itself, and one that puts a key of somebody's choice, '?cors', into one that sets the rules of the bucket. Only where
 * a sub-resource seems to begin: `filename="a&b.jpg"` and the key 'what?.jpg' are what they are.
 */
export function readsOneWayV1({ key = '', query }: SignedPartsV1): boolean {
  if (beginsSubresource(key.split('?'))) return false;
  const signed = query.filter(([name]) => isSigned(name));
  return !signed.some(([name, value]) => /[=&]/.test(name) || beginsSubresource(value.split('&')));
}

/** What readsOneWayV1() lets through, in words. */
export const ALLOWED_V1 = "no name of a sub-resource behind a '?' of the key or a '&' of a value";

function beginsSubresource([, ...parts]: readonly string[]): boolean {
  return parts.some((part) => isSigned(part.split(/[=&]/, 1)[0] ?? ''));
}

/** Base64 of 20 bytes: 28 characters. */
export function signV1(secret: string, text: string): string {
  return createHmac('sha1', secret).update(text, 'utf8').digest('base64');
}

export interface UrlToSignV1 extends UrlToSign {
  /** Seconds since the epoch. */
  readonly expires: number;
}

/**
 * A path-style URL that grants what it names until `expires`.
 * @throws OssError 400 InvalidArgument for a key or a query whose URL would be refused
 */
export function signUrlV1(url: UrlToSignV1): string {
  const { bucket, key, query = [], method = 'GET' } = url;
  const date = String(url.expires);
  const parts = { method, headers: {}, bucket, key, query, date };
  if (!readsOneWayV1(parts)) {
    const text = [key, query.map(([name, value]) => `${name}=${value}`).join('&')].filter(Boolean).join('?');
    throw invalidValue('key or query', text, `${ALLOWED_V1}; a signature V4 has no such limit`);
  }
  const signature = signV1(url.secret, stringToSignV1(parts));
  return writeUrl(url, [...query, ['OSSAccessKeyId', url.accessKeyId], ['Expires', date], ['Signature', signature]]);
}
