/** So many at once, in order, and nobody waits for ever. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Turnstile } from '#src/store/metadata/turnstile.js';

const PATIENCE_MS = 1000;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('who comes later is let in when somebody leaves, in order, and a second leave lets in nobody', async () => {
  const turnstile = new Turnstile(1, PATIENCE_MS);
  const entered: number[] = [];
  const leave = await turnstile.enter();
  const others = [1, 2].map(async (n) => {
    const out = await turnstile.enter();
    entered.push(n);
    return out;
  });
  leave();
  leave();
  const out = await others[0];
  expect(entered).toEqual([1]);
  out?.();
  await others[1];
  expect(entered).toEqual([1, 2]);
});

test('who has waited too long is refused, and takes the place of nobody', async () => {
  const turnstile = new Turnstile(1, PATIENCE_MS);
  const leave = await turnstile.enter();
  const refused = expect(turnstile.enter()).rejects.toThrow('1000 ms');
  await vi.advanceTimersByTimeAsync(PATIENCE_MS);
  await refused;
  leave();
  await turnstile.enter();
});
