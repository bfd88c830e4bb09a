/** Every ordered triple of verbs: canvas-order.ts. */
import { describe, expect, test } from 'vitest';
import { differences, KINDS, NAMES } from './canvas-order.js';

describe.each(Object.keys(KINDS) as (keyof typeof KINDS)[])('from %s pixels, every triple that begins with', (kind) => {
  test.each(NAMES)('%s', async (first) => {
    const found = await differences(kind, first, () => true);
    expect(found, 'verbs that joined one stage and come out otherwise: PLACES of canvas/stages.ts').toEqual([]);
  });
});
