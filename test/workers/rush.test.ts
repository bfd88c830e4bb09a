import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Rush } from '#src/workers/rush.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('lasts for a second after the last who was refused, and is told once', () => {
  const told: boolean[] = [];
  const rush = new Rush((on) => told.push(on));
  expect([rush.on, told]).toEqual([false, []]);
  rush.refused();
  vi.advanceTimersByTime(700);
  rush.refused();
  vi.advanceTimersByTime(900);
  expect([rush.on, told]).toEqual([true, [true]]);
  vi.advanceTimersByTime(100);
  expect([rush.on, told]).toEqual([false, [true, false]]);
});

test('the next one is told again', () => {
  const told: boolean[] = [];
  const rush = new Rush((on) => told.push(on));
  for (let times = 0; times < 2; times++) {
    rush.refused();
    vi.advanceTimersByTime(5000);
  }
  expect(told).toEqual([true, false, true, false]);
});
