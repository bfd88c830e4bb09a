import { expect, test } from 'vitest';
import { roundedCoverage } from '#src/process/coverage.js';

/** Of one pixel, by 64 x 64 samples: whether each lies in the rectangle whose corners are rounded. */
function area(width: number, height: number, radius: number, x: number, y: number): number {
  let inside = 0;
  for (let i = 0; i < 64 * 64; i++) {
    const [px, py] = [x + ((i % 64) + 0.5) / 64, y + (~~(i / 64) + 0.5) / 64];
    const dx = Math.max(radius - px, px - (width - radius), 0);
    const dy = Math.max(radius - py, py - (height - radius), 0);
    if (dx * dx + dy * dy <= radius * radius) inside++;
  }
  return (255 * inside) / (64 * 64);
}

test.each([
  [9, 9, 4.5],
  [41, 41, 20.5],
  [40, 27, 10],
  [40, 27, 13.5],
  [7, 30, 1],
  [1, 1, 0.5],
  [2, 5, 1],
])('%ix%i with corners of %f: within 3 levels of the true area, everywhere', (width, height, radius) => {
  const coverage = roundedCoverage({ width, height }, radius);
  const wrong = [...coverage].filter((value, at) => {
    return Math.abs(value - area(width, height, radius, at % width, ~~(at / width))) > 3;
  });
  expect([coverage.length, wrong]).toEqual([width * height, []]);
});

test('is the same from every side', () => {
  const size = { width: 31, height: 22 };
  const coverage = roundedCoverage(size, 11);
  expect([...coverage].reverse()).toEqual([...coverage]);
  const mirrored = [...coverage.keys()].map((at) => coverage[~~(at / 31) * 31 + 30 - (at % 31)]);
  expect(mirrored).toEqual([...coverage]);
  const lying = roundedCoverage({ width: 22, height: 31 }, 11);
  expect([...coverage.keys()].map((at) => lying[(at % 31) * 22 + ~~(at / 31)])).toEqual([...coverage]);
});

test('touches the middle of every side, and leaves the corners out', () => {
  const circle = roundedCoverage({ width: 101, height: 101 }, 50.5);
  for (const at of [50, 50 * 101, 50 * 101 + 100, 100 * 101 + 50]) expect(circle[at]).toBeGreaterThan(250);
  for (const at of [0, 100, 100 * 101, 101 * 101 - 1]) expect(circle[at]).toBe(0);
});
