import { expect, test } from 'vitest';
import { Rounds } from '#src/oss/rounds.js';

test('all who come before a round go on with it, in their order; who comes later waits for the next', async () => {
  const rounds = new Rounds();
  const went: string[] = [];
  const waits = (name: string) => rounds.next().then(() => went.push(name));
  const first = [waits('a'), waits('b')];
  expect(rounds.next()).toBe(rounds.next());
  await Promise.resolve();
  expect(went).toEqual([]);
  await Promise.all(first);
  expect(went).toEqual(['a', 'b']);
  const later = waits('c');
  await Promise.resolve();
  expect(went).toEqual(['a', 'b']);
  await later;
  expect(went).toEqual(['a', 'b', 'c']);
});
