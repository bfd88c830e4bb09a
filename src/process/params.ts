/**
 * Kinds of parameter. A row of an operation's table is the only place where a range is written: the binder, the
 * error text, docs/operations.md, the console's forms and the boundary tests all read it.
 */
import { invalidValue } from '../errors.js';

/** 'guide': the guide's ranges. 'current': today's service, where w and h go up to 16384 (behaviour D5). */
export type Profile = 'guide' | 'current';

export interface Param<T = unknown> {
  readonly kind: 'integer' | 'choice' | 'color' | 'base64';
  /** One line for the docs and the console. */
  readonly about: string;
  readonly limits?: { readonly min: number; readonly max: number; readonly current?: number };
  readonly choices?: readonly string[];
  readonly fallback?: T;
  readonly required?: boolean;
  /** The vendor's cause number of a refused value (image service, without the 0040 prefix). */
  readonly cause?: number;
  /** What is accepted, in words: 'an integer from 1 to 4096'. */
  allowed(profile: Profile): string;
  /** undefined: refused. */
  parse(text: string, profile: Profile): T | undefined;
}

export type ParamTable = Readonly<Record<string, Param>>;

type ValueOf<P> = P extends Param<infer T> ? T : never;
type AlwaysSet<P> = P extends { readonly required: true } | { readonly fallback: {} } ? true : false;

/** The checked values of a table: a row with a fallback or marked required is always there. */
export type Values<P extends ParamTable> = {
  readonly [K in keyof P as AlwaysSet<P[K]> extends true ? K : never]: ValueOf<P[K]>;
} & {
  readonly [K in keyof P as AlwaysSet<P[K]> extends true ? never : K]?: ValueOf<P[K]>;
};

interface IntegerOptions {
  readonly min: number;
  readonly max: number;
  /** The upper end under the profile 'current', where it differs. */
  readonly current?: number;
  readonly fallback?: number;
  readonly required?: boolean;
  readonly cause?: number;
}

/** A whole number in decimal digits; no sign but '-', no blanks, no exponent. */
export function integer<const O extends IntegerOptions>(about: string, options: O): Param<number> & Omit<O, 'min' | 'max' | 'current'> {
  const { min, max, current, ...rest } = options;
  const top = (profile: Profile) => (profile === 'current' ? (current ?? max) : max);
  return {
    ...rest,
    kind: 'integer',
    about,
    limits: current === undefined ? { min, max } : { min, max, current },
    allowed: (profile) => `an integer from ${min} to ${top(profile)}`,
    parse(text, profile) {
      if (!/^-?\d{1,9}$/.test(text)) return undefined;
      const value = Number(text);
      return value >= min && value <= top(profile) ? value + 0 : undefined;
    },
  };
}

interface ChoiceOptions<T extends string> {
  readonly choices: readonly T[];
  /** Other spellings that are understood, e.g. { jpeg: 'jpg' }. */
  readonly also?: Readonly<Record<string, T>>;
  readonly fallback?: T;
  readonly required?: boolean;
  readonly cause?: number;
}

/** One of a few words, case-sensitive as in the guide. */
export function choice<const T extends string, const O extends ChoiceOptions<T>>(
  about: string,
  options: O & { readonly choices: readonly T[] },
): Param<T> & Omit<O, 'also'> {
  const { also, ...rest } = options;
  const synonyms = new Map<string, T>(Object.entries(also ?? {}) as [string, T][]);
  const known = new Set<string>(options.choices);
  return {
    ...rest,
    kind: 'choice',
    about,
    allowed: () => `one of ${options.choices.join(', ')}`,
    parse: (text) => (known.has(text) ? (text as T) : synonyms.get(text)),
  };
}

/** A switch written 0 or 1, the guide's form of a boolean. Its value is the number. */
export function flag<const O extends { fallback?: 0 | 1; required?: boolean; cause?: number }>(about: string, options: O): Param<0 | 1> & O {
  return {
    ...options,
    kind: 'integer',
    about,
    limits: { min: 0, max: 1 },
    allowed: () => '0 or 1',
    parse: (text) => (text === '0' ? 0 : text === '1' ? 1 : undefined),
  };
}

/** RRGGBB. The value is the six digits in upper case. */
export function color<const O extends { fallback?: string; required?: boolean; cause?: number }>(about: string, options: O): Param<string> & O {
  return {
    ...options,
    kind: 'color',
    about,
    allowed: () => 'six hexadecimal digits RRGGBB, 000000 to FFFFFF',
    parse: (text) => (/^[0-9a-fA-F]{6}$/.test(text) ? text.toUpperCase() : undefined),
  };
}

/** The error for a value that `parse` refused. */
export function refused(name: string, text: string, param: Param, profile: Profile): Error {
  return invalidValue(name, text, param.allowed(profile), param.cause);
}
