import { expect, test } from 'vitest';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { planOf } from '#src/process/plan.js';
import { formatOf, operationOf } from '#src/workers/kind.js';
import { jobOf } from './pools.js';

test.each([
  ['image/resize,w_10', 'resize'],
  ['image/resize,w_10/quality,q_80/format,webp', 'resize'],
  ['image/format,png', 'convert'],
  ['image/auto-orient,1', 'auto-orient'],
  ['image/resize,w_10/blur,r_3,s_2', 'chain'],
  ['image/average-hue', 'average-hue'],
  ['video/snapshot,t_0,f_jpg', 'snapshot'],
  ['video/snapshot,t_0,f_jpg|image/resize,w_10', 'snapshot'],
])('%s is called %s', (chain, name) => {
  expect(operationOf({ ...jobOf(''), plan: planOf(chain, GUIDE_LIMITS) })).toBe(name);
});

test('a format is told by its type, and no worker can make up another', () => {
  const types = ['image/jpeg', 'image/avif', 'application/json', undefined, 'image/x-evil-1', '__proto__'];
  expect(types.map(formatOf)).toEqual(['jpg', 'avif', 'json', 'none', 'other', 'other']);
});
