/** Results that nodes share in a real Valkey. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'iovalkey';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Rendered } from '#src/store/results/result.js';
import { SharedResults } from '#src/store/results/shared.js';
import { ValkeyServer } from '../../scripts/valkey.js';
import { gate } from '../gate.js';
import { until } from '../until.js';

let valkey: ValkeyServer;
let nodes: SharedResults[];
beforeAll(async () => {
  valkey = await ValkeyServer.start();
});
afterAll(() => valkey?.stop());
beforeEach(() => {
  nodes = [1, 2, 3].map(() => new SharedResults(valkey.url));
});
afterEach(() => {
  for (const node of nodes) node.close();
});

const { signal } = new AbortController();
let last = 0;
const newKey = () => `${++last}`.padStart(32, '0');
const result = (size = 100): Rendered => ({
  body: { bytes: Buffer.alloc(size, 7) },
  size,
  contentType: 'image/webp',
});
const node = (n: number) => nodes[n] as SharedResults;
const failures = () => nodes.reduce((sum, each) => sum + each.stats().failures, 0);

/** Every node asks Valkey, and is answered. */
async function connected(): Promise<void> {
  const client = new Redis(valkey.url);
  const key = newKey();
  await client.set(`tintype:result:${key}`, 'there');
  client.disconnect();
  for (const each of nodes) await until(() => each.has(key));
}

/**
 * What nodes see whom Valkey answers in time: on a busy machine it may not, and then they do without it, so that they are
 * made to do the same again.
 */
async function undisturbed<T>(attempt: (key: string) => Promise<T>): Promise<T> {
  for (;;) {
    await connected();
    const before = failures();
    const seen = await attempt(newKey());
    if (failures() === before) return seen;
  }
}

/** A render that ends when it is told to. */
function heldRender() {
  const [begun, end] = [gate(), gate()];
  const render = async () => {
    begun.open();
    await end.opened;
    return result();
  };
  return { render, begun, end };
}

test('what one has rendered, another has', async () => {
  const seen = await undisturbed(async (key) => {
    await node(0).rendered(key, async () => result(), signal);
    return node(1).rendered(key, async () => result(1), signal);
  });
  expect(seen).toEqual(result());
});

test('of nodes that want the same at once, one renders, and the others wait for it', async () => {
  const seen = await undisturbed(async (key) => {
    let renders = 0;
    const render = async () => {
      renders++;
      await sleep(500);
      return result();
    };
    const all = await Promise.all(nodes.map((each) => each.rendered(key, render, signal)));
    return { renders, all };
  });
  expect(seen).toEqual({ renders: 1, all: [result(), result(), result()] });
});

test('it is known of another whether he has it or is at it', async () => {
  const known = await undisturbed(async (key) => {
    const before = await node(1).has(key);
    const { render, begun, end } = heldRender();
    const asked = node(0).rendered(key, render, signal);
    await begun.opened;
    const meanwhile = await node(1).has(key);
    end.open();
    await asked;
    return [before, meanwhile, await node(1).has(key), await node(2).has(newKey())];
  });
  expect(known).toEqual([false, true, true, false]);
});

test('when the one that renders fails, another does', async () => {
  const seen = await undisturbed(async (key) => {
    const { render, begun, end } = heldRender();
    const dying = () => render().then(() => Promise.reject(new Error('dead')));
    const failing = node(0).rendered(key, dying, signal);
    failing.catch(() => {});
    await begun.opened;
    const waiting = node(1).rendered(key, async () => result(), signal);
    // Long enough for it to wait.
    await sleep(100);
    end.open();
    return Promise.allSettled([failing, waiting]);
  });
  expect(seen).toMatchObject([{ reason: { message: 'dead' } }, { value: result() }]);
});

test('who waits may leave', async () => {
  const seen = await undisturbed(async (key) => {
    const { render, begun, end } = heldRender();
    const slow = node(0).rendered(key, render, signal);
    await begun.opened;
    const leaving = new AbortController();
    const waiting = node(1).rendered(key, async () => result(), leaving.signal);
    leaving.abort();
    const left = await waiting.catch(String);
    end.open();
    await slow;
    return left;
  });
  expect(seen).toMatch(/abort/);
});

test('above 1 MB each renders for itself', async () => {
  const key = newKey();
  await node(0).rendered(key, async () => result((1 << 20) + 1), signal);
  expect(await node(1).rendered(key, async () => result(1), signal)).toEqual(result(1));
});

test('what lies under the name and is no result, or a damaged one, is none', async () => {
  const client = new Redis(valkey.url);
  const other = newKey();
  const key = await undisturbed(async (made) => {
    await node(0).rendered(made, async () => result(), signal);
    // Who comes next waits until it lies there.
    await node(1).rendered(made, async () => result(), signal);
    return made;
  });
  const good = (await client.getBuffer(`tintype:result:${key}`)) ?? Buffer.alloc(0);
  const bad = [good.subarray(0, -1), Buffer.from('nonsense'), Buffer.concat([good, Buffer.from('x')])];
  for (const value of bad) {
    await client.set(`tintype:result:${key}`, value);
    expect(await node(1).rendered(key, async () => result(1), signal)).toEqual(result(1));
  }
  await client.set(`tintype:result:${other}`, good);
  expect(await node(1).rendered(other, async () => result(1), signal)).toEqual(result(1));
  client.disconnect();
});

test('clear forgets them all', async () => {
  const client = new Redis(valkey.url);
  const seen = await undisturbed(async (key) => {
    const keys = [key, ...Array.from({ length: 50 }, newKey)];
    await Promise.all(keys.map((each) => node(0).rendered(each, async () => result(), signal)));
    // Each is let go once it lies there.
    await until(async () => (await client.exists(...keys.map((each) => `tintype:render:${each}`))) === 0);
    await node(1).clear();
    return node(2).rendered(key, async () => result(1), signal);
  });
  client.disconnect();
  expect(seen).toEqual(result(1));
});

test('one that hangs or dies costs time at first, and then none; when it is back it is used again', async () => {
  for (const [stop, again] of [
    [() => valkey.signal('SIGSTOP'), () => valkey.signal('SIGCONT')],
    [() => valkey.stop(), () => valkey.start()],
  ] as const) {
    await connected();
    await stop();
    for (let n = 0; n < 10; n++) {
      expect(await node(0).rendered(newKey(), async () => result(), signal)).toEqual(result());
    }
    const before = failures();
    for (let n = 0; n < 10; n++) await node(0).rendered(newKey(), async () => result(), signal);
    // Asked each time, it would be twenty at least.
    expect(failures() - before).toBeLessThan(10);
    await again();
    const key = newKey();
    await expect
      .poll(
        async () => {
          await node(0).rendered(key, async () => result(), signal);
          return node(0).stats().hits;
        },
        { interval: 300 },
      )
      .toBeGreaterThan(0);
    node(0).close();
    nodes[0] = new SharedResults(valkey.url);
  }
});
