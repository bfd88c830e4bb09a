import { expect, test } from 'vitest';
import { Poison } from '#src/workers/poison.js';

function poisonAt(capacity = 100) {
  const clock = { now: 0 };
  return { clock, poison: new Poison({ lifetime: 60_000, capacity, now: () => clock.now }) };
}

test('a deadline is refused for its lifetime with 503 and the rest of the time', () => {
  const { clock, poison } = poisonAt();
  poison.remember('a', 'deadline');
  expect(poison.refusal('b')).toBeUndefined();
  clock.now = 19_500;
  expect(poison.refusal('a')).toMatchObject({
    status: 503,
    code: 'ServiceUnavailable',
    headers: { 'retry-after': '41' },
  });
  clock.now = 59_999;
  expect(poison.refusal('a')).toMatchObject({ headers: { 'retry-after': '1' } });
  clock.now = 60_000;
  expect(poison.refusal('a')).toBeUndefined();
  expect(poison.size).toBe(0);
});

test('a ceiling repeats its own answer', () => {
  const { poison } = poisonAt();
  poison.remember('a', 'ceiling');
  expect(poison.refusal('a')).toMatchObject({ status: 400, code: 'ImageTooLarge' });
});

test('a crash is refused from the second within the time on', () => {
  const { clock, poison } = poisonAt();
  poison.remember('a', 'crash');
  expect(poison.refusal('a')).toBeUndefined();
  clock.now = 61_000;
  poison.remember('a', 'crash');
  expect(poison.refusal('a')).toBeUndefined();
  clock.now = 62_000;
  poison.remember('a', 'crash');
  expect(poison.refusal('a')).toMatchObject({ status: 503 });
});

test('never more than its capacity, the oldest goes first', () => {
  const { poison } = poisonAt(3);
  for (const key of ['a', 'b', 'c', 'a', 'd']) poison.remember(key, 'deadline');
  expect(poison.size).toBe(3);
  expect(['a', 'b', 'c', 'd'].map((key) => poison.refusal(key) !== undefined)).toEqual([true, false, true, true]);
});
