import { expect, it } from 'vitest';
import { optimalCodes } from '#src/process/formats/baseline-jpeg/optimal-codes.js';

/** Symbols and how often each comes. */
function codesOf(counts: readonly number[]) {
  const table = optimalCodes(Uint32Array.from({ length: 256 }, (_, symbol) => counts[symbol] ?? 0));
  return { perLength: [...table.subarray(0, 16)], symbols: [...table.subarray(16)] };
}

it('what comes often has a short code', () => {
  const { perLength, symbols } = codesOf([1, 100, 10, 0, 50]);
  expect(symbols).toEqual([1, 4, 2, 0]);
  expect(perLength.slice(0, 5)).toEqual([1, 1, 1, 1, 0]);
});

it('a single symbol has a code of one bit, and that is not of ones', () => {
  expect(codesOf([0, 0, 7])).toEqual({ perLength: [1, ...new Array(15).fill(0)], symbols: [2] });
});

it('no code is longer than 16 bits, none of ones alone, and all of them fit', () => {
  // Each as often as the two before it: their codes are as long as can be.
  const counts = [1, 1];
  while (counts.length < 40) counts.push((counts.at(-1) ?? 0) + (counts.at(-2) ?? 0));
  const { perLength, symbols } = codesOf(counts);
  expect([...symbols].sort((a, b) => a - b)).toEqual(counts.map((_, symbol) => symbol));
  expect([38, 39]).toContain(symbols[0]);
  expect(perLength.reduce((sum, count) => sum + count, 0)).toBe(40);
  const taken = perLength.reduce((sum, count, i) => sum + count * 2 ** -(i + 1), 0);
  expect(taken).toBeLessThanOrEqual(1 - 2 ** -16);
});
