import { expect, test } from 'vitest';
import { Forgotten } from '#src/store/metadata/forgotten.js';

test('what was forgotten since a reading began, by its name', () => {
  const forgotten = new Forgotten();
  forgotten.add('before');
  const then = forgotten.now();
  expect(forgotten.since('before', then)).toBe(false);
  forgotten.add('a');
  expect(forgotten.since('a', then)).toBe(true);
  expect(forgotten.since('b', then)).toBe(false);
  expect(forgotten.since('a', forgotten.now())).toBe(false);
});

test('everything', () => {
  const forgotten = new Forgotten();
  const then = forgotten.now();
  forgotten.addAll();
  expect(forgotten.since('a', then)).toBe(true);
  expect(forgotten.since('a', forgotten.now())).toBe(false);
});

test('more names than are remembered: whatever was read before they came may be among them', () => {
  const forgotten = new Forgotten();
  const then = forgotten.now();
  forgotten.add('first');
  const later = forgotten.now();
  for (let n = 0; n < 3000; n++) forgotten.add(`name-${n}`);
  expect(forgotten.since('first', then)).toBe(true);
  expect(forgotten.since('other', later)).toBe(true);
  expect(forgotten.since('other', forgotten.now())).toBe(false);
});
