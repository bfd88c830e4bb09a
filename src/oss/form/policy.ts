/** What a signed form may say: the policy that was signed, and whether the form keeps to it. */
import { OssError, shortened } from '../../errors.js';

/** Bytes of the file, both ends included. */
export interface LengthRange {
  readonly min: number;
  readonly max: number;
}

export interface Policy {
  /** Milliseconds since the epoch. */
  readonly expires: number;
  readonly conditions: readonly Condition[];
  /** Where several conditions give one, what all of them allow. */
  readonly length?: LengthRange;
}

type Rule = 'eq' | 'starts-with' | 'in' | 'not-in';

interface Condition {
  readonly rule: Rule;
  /** In small letters, without the '$'. */
  readonly field: string;
  readonly values: readonly string[];
  /** As it stands in the document, for who wonders which it was. */
  readonly text: string;
}

/** `encoded`: the field `policy`, base64 of JSON. @throws OssError 400 InvalidPolicyDocument */
export function readPolicy(encoded: string): Policy {
  const document = documentIn(encoded);
  const { expiration, conditions } = document;
  if (!Array.isArray(conditions)) throw invalid('Policy is missing conditions.');
  const expires = typeof expiration === 'string' && TIME.test(expiration) ? Date.parse(expiration) : Number.NaN;
  if (Number.isNaN(expires)) throw invalid('Invalid expiration. Allowed: a time such as 2030-01-31T12:00:00.000Z.');
  if (conditions.length > MOST_CONDITIONS) throw invalid(`More than ${MOST_CONDITIONS} conditions.`);
  const isRange = (each: unknown) => Array.isArray(each) && String(each[0]).toLowerCase() === LENGTH;
  const ranges = conditions.filter(isRange).map(rangeOf);
  return {
    expires,
    conditions: conditions.filter((each) => !isRange(each)).map(conditionOf),
    ...(ranges.length > 0 && {
      length: {
        min: Math.max(...ranges.map(({ min }) => min)),
        max: Math.min(...ranges.map(({ max }) => max)),
      },
    }),
  };
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
const MOST_CONDITIONS = 200;
const LENGTH = 'content-length-range';

/**
 * @param valuesOf the values of a field that a condition may speak of: one, or of the key two, as it was written and as
 *   it became; none for a field that is not there, which is compared as ''
 * @param now milliseconds since the epoch
 * @throws OssError 403 AccessDenied
 */
export function checkPolicy(policy: Policy, valuesOf: (field: string) => readonly string[], now: number): void {
  if (now > policy.expires) throw denied('Policy expired.');
  for (const condition of policy.conditions) {
    const values = valuesOf(condition.field);
    if (!holds(condition, values.length === 0 ? [''] : values)) {
      throw denied(`Policy Condition failed: ${shortened(condition.text)}`);
    }
  }
}

function holds({ rule, values }: Condition, given: readonly string[]): boolean {
  // What becomes of it counts; that a form writes `${filename}` as the policy does is the same form.
  const last = given.at(-1) ?? '';
  if (rule === 'starts-with') return values.every((value) => last.startsWith(value));
  if (rule === 'not-in') return !given.some((each) => values.includes(each));
  return given.some((each) => values.includes(each));
}

function documentIn(encoded: string): Readonly<Record<string, unknown>> {
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(encoded)) throw invalid('The policy is not base64.');
  let document: unknown;
  try {
    document = JSON.parse(Buffer.from(encoded, 'base64').toString());
  } catch {
    throw invalid('Invalid JSON.');
  }
  if (typeof document !== 'object' || document === null) throw invalid('The policy is no JSON object.');
  return document as Readonly<Record<string, unknown>>;
}

/** `{"bucket": "photos"}`, or `["starts-with", "$key", "user/"]`. */
function conditionOf(condition: unknown): Condition {
  const text = JSON.stringify(condition);
  if (!Array.isArray(condition)) {
    const [pair, ...more] = Object.entries(condition ?? {});
    if (pair === undefined || more.length > 0 || typeof condition !== 'object') {
      throw invalid('Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.');
    }
    return { rule: 'eq', field: pair[0].toLowerCase(), values: [textOf(pair[1], text)], text };
  }
  const [rule, field, value, ...more] = condition;
  if (more.length > 0 || typeof field !== 'string' || !/^\$./.test(field)) throw unfit(text);
  const named = { field: field.slice(1).toLowerCase(), text };
  switch (String(rule).toLowerCase()) {
    case 'eq':
      return { ...named, rule: 'eq', values: [textOf(value, text)] };
    case 'starts-with':
      return { ...named, rule: 'starts-with', values: [textOf(value, text)] };
    case 'in':
      return { ...named, rule: 'in', values: textsOf(value, text) };
    case 'not-in':
      return { ...named, rule: 'not-in', values: textsOf(value, text) };
    default:
      throw invalid(`Invalid condition: ${shortened(text)}. Allowed: eq, starts-with, in, not-in, ${LENGTH}.`);
  }
}

function textOf(value: unknown, condition: string): string {
  if (typeof value === 'string') return value;
  throw unfit(condition);
}

function textsOf(value: unknown, condition: string): readonly string[] {
  if (!Array.isArray(value)) throw unfit(condition);
  return value.map((each) => textOf(each, condition));
}

function rangeOf(condition: readonly unknown[]): LengthRange {
  const [, min, max, ...more] = condition;
  const fits = [min, max].every((each) => Number.isSafeInteger(each) && (each as number) >= 0);
  if (fits && more.length === 0 && (min as number) <= (max as number))
    return { min: min as number, max: max as number };
  throw invalid(`Invalid ${LENGTH}. Allowed: two whole numbers, the second not below the first.`, '0006-00000220');
}

function unfit(condition: string): OssError {
  const allowed = '["eq", "$field", "text"], ["starts-with", "$field", "text"], ["in", "$field", ["text"]]';
  return invalid(`Invalid condition: ${shortened(condition)}. Allowed: ${allowed}.`, '0006-00000224');
}

function invalid(reason: string, ec?: string): OssError {
  return new OssError('InvalidPolicyDocument', `Invalid Policy: ${reason}`, { ec });
}

function denied(reason: string): OssError {
  return new OssError('AccessDenied', `Invalid according to Policy: ${reason}`);
}
