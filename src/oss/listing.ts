/** Parameters that all listings share. */
import { invalidValue } from '../errors.js';
import type { Query } from './query.js';

const DEFAULT_KEYS = 100;
const MOST_KEYS = 1000;
/** Prefixes, markers and delimiters are compared with keys, and no key is longer. */
const MAX_TEXT_BYTES = 1023;

/** 1–1000, 100 when absent. @throws OssError 400 InvalidArgument */
export function maxKeysOf(query: Query): number {
  const text = query.value('max-keys');
  if (text === undefined) return DEFAULT_KEYS;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= MOST_KEYS) return value;
  throw invalidValue('max-keys', text, `an integer from 1 to ${MOST_KEYS}`);
}

/** A prefix, marker or delimiter; undefined when absent or empty. @throws OssError 400 InvalidArgument */
export function keyTextOf(query: Query, name: 'prefix' | 'marker' | 'delimiter'): string | undefined {
  const text = query.value(name);
  if (text === undefined || Buffer.byteLength(text) <= MAX_TEXT_BYTES) return text;
  throw invalidValue(name, text, `at most ${MAX_TEXT_BYTES} bytes`);
}

/** 'url', or undefined for keys written as they are. @throws OssError 400 InvalidArgument */
export function encodingTypeOf(query: Query): 'url' | undefined {
  const text = query.value('encoding-type');
  if (text === undefined || text === 'url') return text;
  throw invalidValue('encoding-type', text, 'url');
}
