import { expect, test } from 'vitest';
import { Pace } from '#src/workers/pace.js';

test('before anything was done, estimates are believed', () => {
  expect(new Pace().factor).toBe(1);
});

test('a machine of half the speed is known after some jobs, and one job says little', () => {
  const pace = new Pace();
  pace.note(50, 100);
  expect(pace.factor).toBeGreaterThan(1);
  expect(pace.factor).toBeLessThan(1.1);
  for (let n = 0; n < 300; n++) pace.note(50, 100);
  expect(pace.factor).toBeCloseTo(2, 1);
});

test('what was long ago is forgotten', () => {
  const pace = new Pace();
  for (let n = 0; n < 1000; n++) pace.note(50, 150);
  for (let n = 0; n < 300; n++) pace.note(50, 50);
  expect(pace.factor).toBeCloseTo(1, 1);
});

test.each([
  [1, 1000, 4],
  [1000, 1, 0.25],
])('estimated %i, taken %i: never beyond %f', (estimated, taken, factor) => {
  const pace = new Pace();
  for (let n = 0; n < 10_000; n++) pace.note(estimated, taken);
  expect(pace.factor).toBe(factor);
});
