/**
 * Made from the tables of the operations, so that a new one is covered by being listed: the ends of every range, one
 * past each, nothing, and every kind of nonsense, for every parameter, asked as a whole chain.
 */
import { describe, expect, test } from 'vitest';
import { type Cause, OssError } from '#src/errors.js';
import { bind, shownName } from '#src/process/bind.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import type { Operation } from '#src/process/operation.js';
import { operations } from '#src/process/operations/index.js';
import type { Profile } from '#src/process/params.js';
import { planOf } from '#src/process/plan.js';
import { accepted, exampleTokens, isKeyed, nonsense, outside, type Row, rowsOf, sentence, tokens } from './texts.js';

interface Case extends Row {
  readonly title: string;
  readonly text: string;
}

const ROWS: readonly Row[] = [...rowsOf('guide'), ...rowsOf('current')];

function cases(texts: (row: Row) => readonly string[]): Case[] {
  return ROWS.flatMap((row) => texts(row).map((text) => ({ ...row, text, title: titleOf(row, text) })));
}

function titleOf({ operation, key, profile }: Row, text: string): string {
  return `${operation.name} ${key} ${JSON.stringify(text.slice(0, 24))} (${profile})`;
}

function refusal(action: string, profile: Profile = 'guide'): OssError {
  try {
    planOf(`image/${action}`, { ...GUIDE_LIMITS, profile });
  } catch (error) {
    if (error instanceof OssError) return error;
    throw error;
  }
  throw new Error(`accepted: ${action}`);
}

const actionOf = (operation: Operation, given: readonly string[]) => [operation.name, ...given].join(',');
const causeText = (cause: Cause | undefined) =>
  typeof cause === 'number' ? `0040-${String(cause).padStart(8, '0')}` : cause;

function expectRefused(row: Row, error: OssError, text: string): void {
  expect(error).toMatchObject({ status: 400, code: 'InvalidArgument', message: sentence(row, text) });
  expect(error.fields.ArgumentName).toBe(shownName(row.operation, row.key));
  expect(error.ec).toBe(causeText(row.param.cause));
}

describe('accepted', () => {
  test.each(cases(accepted))('$title', (example) => {
    const { operation, key, param, text, profile } = example;
    expect(param.parse(text, profile)).toBeDefined();
    expect(bind(operation, tokens(example, text), profile)).toHaveProperty([key], param.parse(text, profile));
  });
});

/** Beside keys, a text without one that holds a bar is an unknown key; nothing at all is no value, see below. */
const isValue = (row: Case) => isKeyed(row) || (row.text !== '' && (row.operation.single || !row.text.includes('_')));

const REFUSED = cases((row) => [...outside(row), ...nonsense(row)]).filter(isValue);

describe('refused', () => {
  test.each(REFUSED)('$title', (example) => {
    const { operation, text, profile } = example;
    expectRefused(example, refusal(actionOf(operation, tokens(example, text)), profile), text);
  });

  test('are more than a thousand, and some of every parameter', () => {
    expect(REFUSED.length).toBeGreaterThan(1000);
    for (const row of ROWS) {
      const own = REFUSED.filter(({ operation, key }) => operation === row.operation && key === row.key);
      expect(own.length, `${row.operation.name} ${row.key}`).toBeGreaterThan(30);
    }
  });
});

describe('a value written twice', () => {
  test.each(cases((row) => outside(row).slice(0, 2)).filter(isValue))('$title', (example) => {
    const { operation, key, param, text, profile } = example;
    const [good = ''] = accepted(example);
    if (operation.single) {
      const error = refusal(actionOf(operation, [good, good]), profile);
      expect(error).toMatchObject({ code: 'InvalidArgument', status: 400, ec: causeText(203) });
      expect(error.message).toBe(`${operation.name} takes one value, not 2.`);
      return;
    }
    expectRefused(example, refusal(actionOf(operation, tokens(example, good, text)), profile), text);
    expect(bind(operation, tokens(example, text, good), profile)).toHaveProperty([key], param.parse(good, profile));
  });
});

describe('letters of the other case', () => {
  const otherCase = (word: string) => (word === word.toUpperCase() ? word.toLowerCase() : word.toUpperCase());

  test.each(operations)('name no action: $name', (operation) => {
    const error = refusal(actionOf({ ...operation, name: operation.name.toUpperCase() }, exampleTokens(operation)));
    expect(error).toMatchObject({ code: 'InvalidArgument', status: 400, ec: causeText(213) });
    const known = operations.map(({ name }) => name).join(', ');
    expect(error.message).toBe(
      `The value: ${operation.name.toUpperCase()} of parameter: action is invalid. Allowed: one of ${known}.`,
    );
  });

  const keyed = ROWS.filter((row) => isKeyed(row) && !(otherCase(row.key) in row.operation.params));
  test.each(keyed)('name no parameter: $operation.name $key ($profile)', ({ operation, key, profile }) => {
    const given = exampleTokens(operation);
    const plain = bind(operation, given, profile);
    expect(bind(operation, [...given, `${otherCase(key)}_no`], profile)).toEqual(plain);
  });
});

describe('nothing', () => {
  test.each(operations)('as the whole of $name', (operation) => {
    const required = Object.entries(operation.params).find(([, param]) => param.required);
    const cause = operation.emptyCause ?? required?.[1].cause;
    if (operation.emptyCause === undefined && required === undefined) {
      expect(() => planOf(`image/${operation.name}`, GUIDE_LIMITS)).not.toThrow();
      return;
    }
    for (const given of [[], [''], ['', ''], ['zz_1']]) {
      if (operation.single && given.includes('zz_1')) continue;
      const error = refusal(actionOf(operation, given));
      expect(error).toMatchObject({ code: 'MissingArgument', status: 400, ec: causeText(cause) });
      expect(error.message).toMatch(/^The parameter: [a-zA-Z-]+ needs a value: .+\.$/);
    }
  });

  const required = operations.flatMap((operation) =>
    Object.entries(operation.params)
      .filter(([key, param]) => param.required && key !== operation.bare)
      .map(([key, param]) => ({ operation, key, param })),
  );
  test.each(required)('in the place of $operation.name $key', ({ operation, key, param }) => {
    const others = exampleTokens(operation).filter((token) => !token.startsWith(`${key}_`));
    // Without any token at all the action's own cause answers, above.
    const given = others.length > 0 ? others : ['zz_1'];
    const empty = others.length > 0 ? undefined : operation.emptyCause;
    expect(refusal(actionOf(operation, given))).toMatchObject({
      code: 'MissingArgument',
      status: 400,
      ec: causeText(empty ?? param.cause),
    });
  });
});
