import { expect, test } from 'vitest';
import { buffersSpent } from '#src/http/spent-buffers.js';

const MB = 1 << 20;
const CHUNK = 64 << 10;

/** What bodies of so many bytes leave behind at most, when their buffers are dropped at once. */
function mostLeft(bytes: number): number {
  buffersSpent(4 * MB);
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (let passed = 0; passed < bytes; passed += CHUNK) {
    Buffer.allocUnsafeSlow(CHUNK);
    buffersSpent(CHUNK);
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  return most;
}

test('buffers of bodies that have passed are freed soon, not when V8 has to', () => {
  expect(mostLeft(64 * MB)).toBeLessThan(12 * MB);
});

test('the flag does not stay: nothing else gets the function', () => {
  buffersSpent(4 * MB);
  expect(globalThis.gc).toBeUndefined();
});
