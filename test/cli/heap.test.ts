import { createHook } from 'node:async_hooks';
import { expect, test } from 'vitest';
import { keepTicksQuick, keptTick } from '#src/cli/heap.js';

test('what is kept is an object that process.nextTick has made', async () => {
  const made: object[] = [];
  const hook = createHook({
    init(_id, type, _trigger, resource) {
      if (type === 'TickObject') made.push(resource);
    },
  }).enable();
  keepTicksQuick();
  hook.disable();
  await new Promise(setImmediate);
  expect(made).toHaveLength(1);
  expect(keptTick()).toBe(made[0]);
});
