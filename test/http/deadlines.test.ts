import { expect, test } from 'vitest';
import { Pace } from '#src/http/deadlines.js';

const limits = { idleMs: 1000, minimumRate: 100, rateWindowMs: 3000 };

/** Verdicts for samples of [bytes so far, ms since the last]. */
function verdicts(samples: readonly (readonly [number, number])[], own = limits): string[] {
  const pace = new Pace(own);
  return samples.map(([bytes, elapsed]) => pace.sample(bytes, elapsed));
}

test('progress resets the idle time', () => {
  expect(
    verdicts([
      [1000, 500],
      [1000, 500],
      [1001, 500],
      [1001, 500],
      [1001, 500],
    ]),
  ).toEqual(['fine', 'fine', 'fine', 'fine', 'idle']);
});

test('the rate is that of the whole window, and every window is judged afresh', () => {
  expect(
    verdicts([
      [1, 900],
      [300, 900],
      [301, 900],
      [302, 900],
    ]),
  ).toEqual(['fine', 'fine', 'fine', 'slow']);
  expect(
    verdicts([
      [10_000, 900],
      [10_001, 900],
      [10_002, 900],
      [10_003, 900],
      [10_004, 900],
      [10_005, 900],
      [10_006, 900],
      [10_007, 900],
    ]),
  ).toEqual([...Array(7).fill('fine'), 'slow']);
});

test('a minimum rate of 0 asks for progress only', () => {
  const slow = Array.from({ length: 20 }, (_, i) => [i, 900] as const);
  expect(verdicts(slow.slice(1), { ...limits, minimumRate: 0 })).toEqual(Array(19).fill('fine'));
});
