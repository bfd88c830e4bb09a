/** Keys as the index sees them: UTF-8 compared byte by byte, which is also the order of code points, not of JavaScript. */
import { OssError } from '../../errors.js';

const MAX_BYTES = 1023;
const LAST = 0x10ffff;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Sorts after every key there can be. */
export const ABOVE_ALL = String.fromCodePoint(LAST).repeat(Math.ceil(MAX_BYTES / 4));

/**
 * Throws InvalidObjectName for what is not 1–1023 bytes of UTF-8 without U+0000. SQLite would take a text up to its
 * first U+0000, and a lone surrogate as U+FFFD: two names for one object.
 */
export function checkKey(key: string): void {
  if (key === '' || key.includes('\0') || LONE_SURROGATE.test(key) || Buffer.byteLength(key) > MAX_BYTES) {
    throw new OssError('InvalidObjectName', `The object name must be 1 to ${MAX_BYTES} bytes of UTF-8 without U+0000.`);
  }
}

/** Throws InvalidBucketName for a name that SQLite would cut short. Which names are fit for a bucket is not decided here. */
export function checkBucket(name: string): void {
  if (name.includes('\0') || LONE_SURROGATE.test(name)) throw new OssError('InvalidBucketName');
}

/** The first text behind everything that starts with `prefix`: ≥ it and > every such key. */
export function behind(prefix: string): string {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === LAST) points.pop();
  const last = points.pop();
  if (last === undefined) return prefix + ABOVE_ALL;
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}

/** The next key after `key`: keys have no U+0000. */
export function justAfter(key: string): string {
  return `${key}\u0001`;
}

export function later(a: string, b: string): string {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0 ? b : a;
}
