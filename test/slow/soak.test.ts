/** Memory under mixed load, in short: `npm run bench:soak -- 1000000` takes its time. */
import { expect, test } from 'vitest';
import { soak } from '../../bench/soak.js';

test('what the processes hold does not grow with what they have answered', async () => {
  const { early, late, statuses } = await soak(16_000, 8000);
  expect(Object.keys(statuses).sort()).toEqual(['200', '304', '400']);
  expect(late / early).toBeLessThan(1.3);
});
