/** What the actions on access keys share. */
import { OssError } from '../../errors.js';

/** Longer than the store takes a text, so that the store says what is wrong. */
export const LONGEST_TEXT = 1000;

export function noSuchKey(id: string): OssError {
  return new OssError('InvalidArgument', `There is no access key ${id.slice(0, 64)}.`);
}

/** A list of names of buckets; undefined: the member is not there. @throws OssError 400 */
export function bucketsIn(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((name) => typeof name === 'string' && name.length <= 63)) return value;
  throw new OssError('InvalidArgument', 'buckets must be a list of names of buckets.');
}
