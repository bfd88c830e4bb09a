/** '100w_100h_1e' as the numbers of each key. */
import { invalidValue } from '../../errors.js';
import { CAUSES } from '../causes.js';
import type { Profile } from '../params.js';
import { LOSSLESS_WORD, OLD_PARAMS, type OldKey, type OldParam } from './parameters.js';

/** Of a repeated key the last one counts. */
export type OldValues = { readonly [K in OldKey]?: readonly number[] };

const TABLE: Readonly<Record<string, OldParam>> = OLD_PARAMS;

/** In any order; nothing between two underscores is forgiven. @throws OssError 400 InvalidArgument */
export function oldValues(text: string, profile: Profile): OldValues {
  const values: Record<string, readonly number[]> = {};
  for (const token of text.split('_')) {
    if (token === '') continue;
    const { value, key } = split(token);
    const param = Object.hasOwn(TABLE, key) ? TABLE[key] : undefined;
    if (param === undefined) {
      const known = Object.keys(TABLE).join(', ');
      const allowed = `in the old syntax a value and behind it one of ${known}, as in 100w`;
      throw invalidValue('process', token, allowed, CAUSES.oldSuffix[0]);
    }
    values[key] = numbersOf(key, param, value, profile);
  }
  return values;
}

/** A value, and the letters behind it. Not by an expression, which would take the square of the length. */
function split(token: string): { readonly value: string; readonly key: string } {
  // The only value that ends in letters itself: 'losslessQ'.
  if (token.startsWith(LOSSLESS_WORD)) return { value: LOSSLESS_WORD, key: token.slice(LOSSLESS_WORD.length) };
  let from = token.length;
  while (from > 0 && /[A-Za-z]/.test(token.charAt(from - 1))) from--;
  return { value: token.slice(0, from), key: token.slice(from) };
}

function numbersOf(key: string, param: OldParam, text: string, profile: Profile): readonly number[] {
  const groups = param.pattern.exec(text)?.slice(1);
  // A side of `rc` that is left out is 0, all of it.
  const numbers = groups && param.parts.map((part, index) => part.parse(groups[index] || '0', profile));
  if (numbers?.every((number) => number !== undefined)) return numbers;
  throw invalidValue(key, text, allowedOf(param, profile), param.cause);
}

/** What is accepted, in words. */
export function allowedOf({ form, parts }: OldParam, profile: Profile): string {
  const words = parts.map((part) => part.allowed(profile)).join('; ');
  return form === undefined ? words : `${form}: ${words}`;
}
