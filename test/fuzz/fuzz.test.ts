/** Every parser, some thousand nearly right inputs each: a client's fault is a refusal. By hand: npm run fuzz. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { REGRESSIONS } from './regressions.js';
import { outcomeOf } from './target.js';
import { targets } from './targets.js';

const RUNS = 1500;
/** The same inputs at every run, so that a failure is one of the change that was made; by hand they are always new. */
const SEED = 1_900_000_000;

test.each(targets.map((each) => [each.name, each] as const))('%s', async (_, target) => {
  let taken = 0;
  const property = fc.asyncProperty(target.inputs, async (input) => {
    if ((await outcomeOf(target, input)) === 'taken') taken += 1;
  });
  await fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: false });
  // A fuzzer whose inputs are all refused at the first letter tries nothing.
  expect(taken).toBeGreaterThan(RUNS / 200);
});

test.each(REGRESSIONS.map(([name, input], n) => [name, n, input] as const))(
  '%s, regression %i',
  async (name, _, input) => {
    const target = targets.find((each) => each.name === name);
    if (target === undefined) throw new Error(`no target ${name}`);
    expect(['taken', 'refused']).toContain(await outcomeOf(target, input));
  },
);
