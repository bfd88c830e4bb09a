/** What every operation's table must be, whoever writes it. */
import { describe, expect, test } from 'vitest';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { operationNamed, operations } from '#src/process/operations/index.js';
import { planOf } from '#src/process/plan.js';

test('every name is there once and found by its name', () => {
  expect(new Set(operations.map(({ name }) => name)).size).toBe(operations.length);
  for (const operation of operations) expect(operationNamed(operation.name)).toBe(operation);
  for (const name of ['', 'slim', 'constructor', '__proto__']) expect(operationNamed(name)).toBeUndefined();
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
