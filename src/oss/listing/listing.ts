/** Parameters that all listings share. */
import { isUtf8 } from 'node:buffer';
import { invalidValue } from '../../errors.js';
import { checkedInteger, type IntegerRange } from '../bucket/integers.js';
import { MAX_KEY_BYTES } from '../names.js';
import { percentEncode } from '../percent.js';
import type { Query } from '../query.js';

const DEFAULT_KEYS = 100;
const MOST_KEYS = 1000;

/** 1–1000, 100 when absent. @throws OssError 400 InvalidArgument */
export function maxKeysOf(query: Query): number {
  return integerOf(query, 'max-keys', { min: 1, max: MOST_KEYS }) ?? DEFAULT_KEYS;
}

/** Of the listings of multipart uploads: 1–1000, 1000 when absent. @throws OssError 400 InvalidArgument */
export function maxEntriesOf(query: Query, name: 'max-parts' | 'max-uploads'): number {
  return integerOf(query, name, { min: 1, max: MOST_KEYS }) ?? MOST_KEYS;
}

/** A whole number in decimal digits; undefined when absent or empty. @throws OssError 400 InvalidArgument */
export function integerOf(query: Query, name: string, range: IntegerRange): number | undefined {
  const text = query.value(name);
  return text === undefined ? undefined : checkedInteger(name, text, range);
}

type KeyText = 'prefix' | 'marker' | 'delimiter' | 'start-after' | 'key-marker';

/**
 * A prefix, marker or delimiter; undefined when absent or empty. They are compared with keys, and no key is longer.
 * @throws OssError 400 InvalidArgument
 */
export function keyTextOf(query: Query, name: KeyText): string | undefined {
  const text = query.value(name);
  if (text === undefined || Buffer.byteLength(text) <= MAX_KEY_BYTES) return text;
  throw invalidValue(name, text, `at most ${MAX_KEY_BYTES} bytes`);
}

/** How keys, and whatever is compared with keys, are written in an answer. */
export interface Encoding {
  /** For the element EncodingType. */
  readonly type: 'url' | undefined;
  write(text: string): string;
}

const AS_THEY_ARE: Encoding = { type: undefined, write: (text) => text };
const ESCAPED: Encoding = { type: 'url', write: (text) => percentEncode(text) };

/** Of `encoding-type`. @throws OssError 400 InvalidArgument */
export function encodingOf(query: Query): Encoding {
  const text = query.value('encoding-type');
  if (text === undefined) return AS_THEY_ARE;
  if (text === 'url') return ESCAPED;
  throw invalidValue('encoding-type', text, 'url');
}

const TOKEN = /^[A-Za-z0-9_-]*$/;

/** Where the next page begins, for clients that must not look inside: the marker in base64, safe in a URL and in XML. */
export function continuationTokenOf(marker: string): string {
  return Buffer.from(marker).toString('base64url');
}

/** The marker in `continuation-token`; undefined when absent or empty. @throws OssError 400 InvalidArgument */
export function continuationMarkerOf(query: Query): string | undefined {
  const token = query.value('continuation-token');
  if (token === undefined) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  if (TOKEN.test(token) && isUtf8(bytes) && bytes.length > 0 && bytes.length <= MAX_KEY_BYTES) return bytes.toString();
  throw invalidValue('continuation-token', token, 'the NextContinuationToken of an earlier answer');
}
