import { expect, test } from 'vitest';
import { Backoff } from '#src/workers/backoff.js';

function backoffAt() {
  const clock = { now: 1000 };
  return { clock, backoff: new Backoff(() => clock.now) };
}

test('the delay doubles with each failure and has an end', () => {
  const { clock, backoff } = backoffAt();
  expect(backoff.wait).toBe(0);
  const delays: number[] = [];
  for (let n = 0; n < 9; n++) {
    backoff.failed(clock.now);
    delays.push(backoff.wait);
    clock.now += backoff.wait;
    expect(backoff.wait).toBe(0);
  }
  expect(delays).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
  backoff.succeeded();
  expect([backoff.failures, backoff.wait]).toEqual([0, 0]);
});

test('a batch that was started together counts once', () => {
  const { clock, backoff } = backoffAt();
  const startedAt = clock.now;
  clock.now += 50;
  expect([backoff.failed(startedAt), backoff.failed(startedAt), backoff.failed(startedAt)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(backoff.failures).toBe(1);
});

test('after a time of peace a failure is the first again', () => {
  const { clock, backoff } = backoffAt();
  for (let n = 0; n < 5; n++) backoff.failed(clock.now);
  clock.now += 60_000;
  backoff.failed(clock.now);
  expect(backoff.failures).toBe(1);
});

test('a delay can be given a shorter end', () => {
  const { clock, backoff } = backoffAt();
  for (let n = 0; n < 6; n++) backoff.failed(clock.now, 500);
  expect(backoff.wait).toBe(500);
  backoff.failed(clock.now);
  expect(backoff.wait).toBe(6400);
});
