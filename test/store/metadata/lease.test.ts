/** Until when a lease is used, by two clocks. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HELD_MS, RENEWED_EVERY_MS, Term } from '#src/store/metadata/lease.js';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance', 'Date'] }));
afterEach(() => vi.useRealTimers());

test('it runs from when the renewal was sent, and not from when it was granted', () => {
  const term = new Term();
  const granted = term.renewal();
  expect(term.runs).toBe(false);
  vi.advanceTimersByTime(RENEWED_EVERY_MS);
  granted();
  expect(term.runs).toBe(true);
  vi.advanceTimersByTime((HELD_MS * 2) / 3 - RENEWED_EVERY_MS);
  expect(term.runs).toBe(false);
});

test('it has ended when the day’s clock says so, though the other stood still', () => {
  const term = new Term();
  term.renewal()();
  vi.setSystemTime(Date.now() + HELD_MS);
  expect(term.runs).toBe(false);
});

test('it has ended when the running clock says so, though the day’s was set back', () => {
  const term = new Term();
  term.renewal()();
  vi.setSystemTime(Date.now() - 60_000);
  expect(term.runs).toBe(true);
  vi.advanceTimersByTime(HELD_MS);
  vi.setSystemTime(Date.now() - 60_000);
  expect(term.runs).toBe(false);
});
