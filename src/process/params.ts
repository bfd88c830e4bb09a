/**
 * Kinds of parameter. A row of an operation's table is the only place where a range is written: the binder, the
 * error text, docs/operations.md, the console's forms and the boundary tests all read it.
 */
import { type Cause, invalidValue, OssError } from '../errors.js';
import { base64Text } from './base64.js';
import { causeOf } from './causes.js';

/** 'guide': the guide's ranges. 'current': today's service, where w and h go up to 16384 (behaviour D5). */
export type Profile = 'guide' | 'current';

export interface Param<T = unknown, Always extends boolean = boolean> {
  readonly kind: 'integer' | 'choice' | 'color' | 'base64' | 'word';
  /** One line for the docs and the console. */
  readonly about: string;
  readonly limits?: { readonly min: number; readonly max: number; readonly current?: number };
  readonly choices?: readonly string[];
  /** Other spellings of the choices: { jpeg: 'jpg' }. */
  readonly also?: Readonly<Record<string, string>>;
  /** What the base64 may hold, where that is one of a few words. */
  readonly encoded?: readonly string[];
  readonly fallback?: T;
  readonly required?: boolean;
  /** Required, or with a fallback: the bound values always have it. */
  readonly always: Always;
  /** The vendor's cause of a refused value. */
  readonly cause?: Cause;
  /** What is accepted, in words: 'an integer from 1 to 4096'. */
  allowed(profile: Profile): string;
  /** undefined: refused. */
  parse(text: string, profile: Profile): T | undefined;
  /** What an error shows of a refused text, when that is not the text itself. */
  shown?(text: string): string;
  /** The error for a refused text, where it is not the usual one. */
  refusal?(name: string, text: string): OssError | undefined;
}

export type ParamTable = Readonly<Record<string, Param>>;

type ValueOf<R> = R extends Param<infer T> ? T : never;

/** The checked values of a table: a row with a fallback or marked required is always there. */
export type Values<P extends ParamTable> = {
  readonly [K in keyof P as P[K]['always'] extends true ? K : never]: ValueOf<P[K]>;
} & {
  readonly [K in keyof P as P[K]['always'] extends true ? never : K]?: ValueOf<P[K]>;
};

interface RowOptions<T> {
  readonly fallback?: T;
  readonly required?: true;
  readonly cause?: Cause;
}

type Always<O> = O extends { readonly required: true } | { readonly fallback: unknown } ? true : false;

type RowFace<T> = Omit<Param<T>, keyof RowOptions<T> | 'always'>;

function row<T, O extends RowOptions<T>>(options: O, face: RowFace<T>): Param<T, Always<O>> {
  const always = options.required === true || options.fallback !== undefined;
  return {
    ...face,
    ...(options.fallback !== undefined && { fallback: options.fallback }),
    ...(options.required !== undefined && { required: options.required }),
    ...(options.cause !== undefined && { cause: options.cause }),
    always: always as Always<O>,
  };
}

interface IntegerOptions extends RowOptions<number> {
  readonly min: number;
  readonly max: number;
  /** The upper end under the profile 'current', where it differs. */
  readonly current?: number;
}

/** The largest number that a parameter without an end of its own takes. */
export const LARGEST = 2 ** 31 - 1;

/** A whole number in decimal digits; no sign but '-', no blanks, no exponent. */
export function integer<const O extends IntegerOptions>(about: string, options: O): Param<number, Always<O>> {
  const { min, max, current } = options;
  const top = (profile: Profile) => (profile === 'current' ? (current ?? max) : max);
  return row<number, O>(options, {
    kind: 'integer',
    about,
    limits: current === undefined ? { min, max } : { min, max, current },
    allowed: (profile) => `an integer from ${min} to ${top(profile)}`,
    parse(text, profile) {
      if (!/^-?0*\d{1,10}$/.test(text)) return undefined;
      const value = Number(text);
      return value >= min && value <= top(profile) ? value + 0 : undefined; // + 0 turns -0 into 0
    },
  });
}

interface ChoiceOptions<T extends string> extends RowOptions<T> {
  /** Other spellings that are understood, e.g. { jpeg: 'jpg' }. */
  readonly also?: Readonly<Record<string, T>>;
}

/** One of a few words, case-sensitive as in the guide. */
export function choice<const T extends string, const O extends ChoiceOptions<NoInfer<T>>>(
  about: string,
  choices: readonly T[],
  options: O,
): Param<T, Always<O>> {
  const also: Readonly<Record<string, T>> = options.also ?? {};
  const words = new Map<string, T>([...choices.map((word) => [word, word] as const), ...Object.entries(also)]);
  return row<T, O>(options, {
    kind: 'choice',
    about,
    choices,
    also,
    allowed: () => `one of ${choices.join(', ')}`,
    parse: (text) => words.get(text),
  });
}

/** A switch written 0 or 1, the guide's form of a boolean. Its value is the number. */
export function flag<const O extends RowOptions<0 | 1>>(about: string, options: O): Param<0 | 1, Always<O>> {
  return row<0 | 1, O>(options, {
    kind: 'integer',
    about,
    limits: { min: 0, max: 1 },
    allowed: () => '0 or 1',
    parse: (text) => (text === '0' ? 0 : text === '1' ? 1 : undefined),
  });
}

interface ColorOptions extends RowOptions<string> {
  /** Also as the base64 of '#RRGGBB'. */
  readonly encoded?: true;
}

/** RRGGBB. The value is the six digits in upper case. */
export function color<const O extends ColorOptions>(about: string, options: O): Param<string, Always<O>> {
  const allowed = 'six hexadecimal digits RRGGBB, 000000 to FFFFFF';
  const inside = (text: string) =>
    options.encoded && base64Text(text)?.startsWith('#') ? base64Text(text) : undefined;
  return row<string, O>(options, {
    kind: 'color',
    about,
    allowed: () => (options.encoded ? `${allowed}, or the base64 of # and them` : allowed),
    parse(text) {
      const digits = inside(text)?.slice(1) ?? text;
      return /^[0-9a-fA-F]{6}$/.test(digits) ? digits.toUpperCase() : undefined;
    },
    // The vendor shows what stands inside.
    shown: (text) => inside(text) ?? text,
  });
}

interface Base64Options<T> extends RowOptions<T> {
  /** The value of a decoded text; undefined: refused. */
  read(decoded: string): T | undefined;
  /** The value of a text that was not encoded, where nothing else can be meant. */
  plain?(text: string): T | undefined;
  /** What is accepted, in words that go on 'the base64 of …'. */
  readonly allowed: string;
  /** As Param's. */
  readonly encoded?: readonly string[];
  /** As Param's, of the decoded text. */
  refusal?(name: string, decoded: string): OssError | undefined;
}

/** UTF-8 in base64 (base64.ts); what is none has the vendor's own error. */
export function base64<T, const O extends Base64Options<T>>(
  about: string,
  options: O & Base64Options<T>,
): Param<T, Always<O>> {
  return row<T, O>(options, {
    kind: 'base64',
    about,
    ...(options.encoded && { encoded: options.encoded }),
    allowed: () => `the base64 of ${options.allowed}`,
    parse(text) {
      const decoded = base64Text(text);
      return options.plain?.(text) ?? (decoded === undefined ? undefined : options.read(decoded));
    },
    shown: (text) => base64Text(text) ?? text,
    refusal(name, text) {
      const decoded = base64Text(text);
      return decoded === undefined ? notBase64(name) : options.refusal?.(name, decoded);
    },
  });
}

function notBase64(name: string): OssError {
  const message = `Input is not base64 decoding. Allowed in ${name}: the URL-safe base64 of a text in UTF-8.`;
  return new OssError('BadRequest', message, { ec: causeOf('notBase64'), fields: { ArgumentName: name } });
}

/** A row whose name alone is the whole token, as in `format,src,1an`. Its value is 1 when the word is there. */
export function word(about: string): Param<1, false> {
  return row<1, RowOptions<1>>({}, { kind: 'word', about, allowed: () => 'the word alone', parse: () => 1 });
}

/** The error for a value that `parse` refused. */
export function refused(name: string, text: string, param: Param, profile: Profile): OssError {
  const shown = param.shown?.(text) ?? text;
  return param.refusal?.(name, text) ?? invalidValue(name, shown, param.allowed(profile), param.cause);
}
