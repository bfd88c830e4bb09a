/** Made from the tables: the ends of every range, one past each, nothing and nonsense, for every parameter. */
import { describe, expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import { bind, shownName } from '#src/process/bind.js';
import type { Operation } from '#src/process/operation.js';
import { operations } from '#src/process/operations/index.js';
import type { Param, Profile } from '#src/process/params.js';

interface Case {
  readonly title: string;
  readonly operation: Operation;
  readonly key: string;
  readonly param: Param;
  readonly text: string;
  readonly profile: Profile;
}

const PROFILES: readonly Profile[] = ['guide', 'current'];
const GARBAGE = ['abc', '1.5', '1e3', '-', '٣', '0x10', '_', ' ', 'NaN', '🙂', '9'.repeat(400), '<&"', '\u0000'];

function ends(param: Param, profile: Profile): { min: number; max: number } | undefined {
  if (!param.limits) return undefined;
  const { min, max, current } = param.limits;
  return { min, max: profile === 'current' ? (current ?? max) : max };
}

function accepted(param: Param, profile: Profile): string[] {
  const range = ends(param, profile);
  if (range) return [String(range.min), String(range.max)];
  if (param.kind === 'color') return ['000000', 'FFFFFF', 'ffffff'];
  return [...(param.choices ?? []), ...Object.keys(param.also ?? {})];
}

function outside(param: Param, profile: Profile): string[] {
  const range = ends(param, profile);
  const near = range
    ? [String(range.min - 1), String(range.max + 1)]
    : [...(param.choices ?? ['FFFFFF0', 'FFFFF', 'GGGGGG'])].map((word) => `${word}x`);
  return [...near, '', ...GARBAGE];
}

function cases(texts: (param: Param, profile: Profile) => string[]): Case[] {
  return operations.flatMap((operation) =>
    Object.entries(operation.params)
      .filter(([, param]) => param.kind !== 'word')
      .flatMap(([key, param]) =>
        PROFILES.flatMap((profile) =>
          texts(param, profile).map((text) => ({
            title: `${operation.name} ${key} ${JSON.stringify(text.slice(0, 20))} (${profile})`,
            operation,
            key,
            param,
            text,
            profile,
          })),
        ),
      ),
  );
}

/** The parameter alone, beside what its operation cannot do without. */
function tokens({ operation, key, param, text }: Case): string[] {
  if (key === operation.bare) return [text];
  const own = `${key}_${text}`;
  const needed = Object.entries(operation.params)
    .filter(([other, row]) => other !== key && row.required)
    .map(([other, row]) => (other === operation.bare ? sample(row) : `${other}_${sample(row)}`));
  const size = operation.name === 'resize' && param.fallback !== undefined ? ['w_100'] : [];
  return [own, ...needed, ...size];
}

function sample(param: Param): string {
  return accepted(param, 'guide')[0] ?? '';
}

describe('accepted', () => {
  test.each(cases(accepted))('$title', (example) => {
    const { operation, key, param, text, profile } = example;
    expect(bind(operation, tokens(example), profile)).toHaveProperty([key], param.parse(text, profile));
    expect(param.parse(text, profile)).toBeDefined();
  });
});

describe('refused', () => {
  // Nothing at all is not a value without a key (below), and beside keys a token with a bar is an unknown key.
  const refusedTexts = cases(outside).filter(
    ({ operation, key, text }) => key !== operation.bare || (text !== '' && (operation.single || !text.includes('_'))),
  );

  test.each(refusedTexts)('$title', (example) => {
    const { operation, key, param, text, profile } = example;
    const name = shownName(operation, key);
    let thrown: unknown;
    try {
      bind(operation, tokens(example), profile);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(OssError);
    const error = thrown as OssError;
    expect([error.status, error.code]).toEqual([400, 'InvalidArgument']);
    expect(error.message).toContain(`The value: ${text.slice(0, 64)}`);
    expect(error.message).toContain(`of parameter: ${name} is invalid`);
    expect(error.message).toContain(param.allowed(profile));
    expect(error.fields.ArgumentName).toBe(name);
    expect(error.ec).toBe(param.cause === undefined ? undefined : `0040-${String(param.cause).padStart(8, '0')}`);
  });
});

describe('a value without a key that is not there', () => {
  test.each(operations.filter((operation) => operation.single))('$name', (operation) => {
    const row = operation.params[operation.bare ?? ''];
    expect(() => bind(operation, [''], 'guide')).toThrow(
      expect.objectContaining({
        code: 'MissingArgument',
        status: 400,
        ec: `0040-${String(operation.emptyCause).padStart(8, '0')}`,
        message: `The parameter: ${operation.name} needs a value: ${row?.allowed('guide')}.`,
      }),
    );
  });
});
