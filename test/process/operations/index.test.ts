/** What every operation's table must be, whoever writes it. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { operationNamed, operations } from '#src/process/operations/index.js';
import { planOf } from '#src/process/plan.js';
import { CASES } from '../../../bench/cases.js';

test('every name is there once and found by its name', () => {
  expect(new Set(operations.map(({ name }) => name)).size).toBe(operations.length);
  for (const operation of operations) expect(operationNamed(operation.name)).toBe(operation);
  for (const name of ['', 'slim', 'constructor', '__proto__']) expect(operationNamed(name)).toBeUndefined();
});

test('every file of operations/ is in the list', () => {
  const files = readdirSync(new URL('../../../src/process/operations/', import.meta.url));
  const named = files.filter((file) => file !== 'index.ts').map((file) => file.replace('.ts', ''));
  const listed = new Set(operations.map(({ name }) => name));
  expect(
    named.filter((name) => !listed.has(name)),
    'to be added to operations/index.ts',
  ).toEqual([]);
});

test('every operation that changes the file is measured beside sharp', () => {
  const measured = new Set(CASES.flatMap(({ chain }) => chain.split('/').map((action) => action.split(',')[0])));
  const changing = operations.filter(({ kind }) => kind !== 'report').map(({ name }) => name);
  expect(
    changing.filter((name) => !measured.has(name)),
    'rows to be added to bench/cases.ts',
  ).toEqual([]);
});

describe.each(operations)('$name', (operation) => {
  const rows = Object.entries(operation.params);

  test('describes itself and its parameters', () => {
    for (const text of [operation.about, ...rows.map(([, param]) => param.about)])
      expect(text).toMatch(/^[A-Z0-9].*\.$/s);
    expect(operation.guide).not.toBe('');
  });

  test('has an example that works and uses it', () => {
    const plan = planOf(operation.example, GUIDE_LIMITS);
    const used = [...plan.steps.map((step) => step.operation), plan.report?.operation];
    if (operation.kind === 'setting') expect(Object.keys(plan.settings)).not.toEqual([]);
    else expect(used).toContain(operation.name);
    expect(operation.example).toContain(operation.name);
  });

  test('names rows that exist', () => {
    if (operation.bare !== undefined) expect(operation.params).toHaveProperty([operation.bare]);
    for (const key of operation.pairs ?? []) expect(operation.params).toHaveProperty([key]);
    if (operation.single) expect(operation.params[operation.bare ?? '']?.required).toBe(true);
  });

  test('has keys that can be written, and fallbacks that can be given', () => {
    for (const [key, param] of rows) {
      expect(key).toMatch(/^[^_,/|]+$/);
      expect(param.always).toBe(param.required === true || param.fallback !== undefined);
      if (param.fallback !== undefined) {
        expect(param.parse(String(param.fallback), 'guide')).toBe(param.fallback);
        expect(param.required).toBeUndefined();
      }
    }
  });
});
