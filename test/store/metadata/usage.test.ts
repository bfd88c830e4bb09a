import { expect, test } from 'vitest';
import { usageOf } from '#src/store/metadata/usage.js';

test('step by step, until a step is not full; classes may lie in any order', async () => {
  const keys = Array.from({ length: 12_000 }, (_, n) => `${String(n).padStart(6, '0')}\u{FF5E}`);
  const asked: string[] = [];
  const classes = await usageOf(async (after, limit) => {
    asked.push(after);
    const page = keys.filter((key) => key > after).slice(0, limit);
    const [even, odd] = [0, 1].map((rest) => page.filter((key) => Number(key.slice(0, 6)) % 2 === rest));
    return [
      { storage_class: 'IA', objects: odd?.length ?? 0, bytes: 10 * (odd?.length ?? 0), last: odd?.at(-1) ?? '' },
      { storage_class: 'Standard', objects: even?.length ?? 0, bytes: even?.length ?? 0, last: even?.at(-1) ?? '' },
    ];
  });
  expect(classes).toEqual([
    { storageClass: 'IA', objects: 6000, bytes: 60_000 },
    { storageClass: 'Standard', objects: 6000, bytes: 6000 },
  ]);
  expect(asked).toEqual(['', keys[4999], keys[9999]]);
});
