import { expect, test } from 'vitest';
import { Recurring } from '#src/oss/recurring.js';

const recurring = (capacity = 1000) => new Recurring<object>({ capacity, overhead: 0 });
const make = () => ({});

test('what comes the second time is kept', () => {
  const kept = recurring();
  const [first, second, third] = [kept.of('a', make), kept.of('a', make), kept.of('a', make)];
  expect(second).not.toBe(first);
  expect(third).toBe(second);
});

test('what comes once pushes out nothing', () => {
  const kept = recurring(20);
  kept.of('a', make);
  const known = kept.of('a', make);
  for (let n = 0; n < 10; n++) kept.of(`once ${n}`, make);
  expect(kept.of('a', make)).toBe(known);
});

test('no more is kept than there is room for', () => {
  const kept = recurring(2);
  for (const text of ['a', 'a', 'b', 'b', 'c', 'c']) kept.of(text, make);
  const asked: string[] = [];
  for (const text of ['a', 'b', 'c']) kept.of(text, () => ({ asked: asked.push(text) }));
  expect(asked).toEqual(['a']);
});

test('what is made of a text and kept is made of one that is equal, whatever characters it has', () => {
  const kept = recurring();
  for (const text of ['a', '图片', '"\\\0', '\ud800']) {
    kept.of(text, make);
    expect(kept.of(text, (own) => ({ own }))).toEqual({ own: text });
    expect(kept.of(text, make)).toEqual({ own: text });
  }
});

test('what cannot be made is thrown each time, and not kept', () => {
  const kept = recurring();
  const refuse = () => {
    throw new Error('no chain');
  };
  for (let times = 0; times < 3; times++) expect(() => kept.of('a', refuse)).toThrow('no chain');
  expect(kept.of('a', make)).toEqual({});
});
