/**
 * Every ordered pair of verbs, and one triple for each: canvas-order.ts. The triples are a Latin square, so each pair is
 * the first and second of one, the second and third of one, and the ends of one. All of them: canvas-order.slow.test.ts.
 */
import { describe, expect, test } from 'vitest';
import { differences, KINDS, NAMES } from './canvas-order.js';

const square = (first: number, second: number, third: number) => (first + second) % NAMES.length === third;

describe.each(Object.keys(KINDS) as (keyof typeof KINDS)[])('from %s pixels, what begins with', (kind) => {
  test.each(NAMES)('%s', async (first) => {
    const found = await differences(kind, first, square);
    expect(found, 'verbs that joined one stage and come out otherwise: PLACES of canvas/stages.ts').toEqual([]);
  });
});
