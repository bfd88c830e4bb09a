/** Results that nodes share in a real Valkey. */
import { Redis } from 'iovalkey';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Rendered } from '#src/store/results/result.js';
import { SharedResults } from '#src/store/results/shared.js';
import { ValkeyServer } from '../../scripts/valkey.js';

let valkey: ValkeyServer;
let nodes: SharedResults[];
beforeAll(async () => {
  valkey = await ValkeyServer.start();
});
afterAll(() => valkey?.stop());
beforeEach(async () => {
  nodes = [1, 2, 3].map(() => new SharedResults(valkey.url));
  await new Promise((resolve) => setTimeout(resolve, 200));
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

test('what one has rendered, another has', async () => {
  const key = newKey();
  await node(0).rendered(key, async () => result(), signal);
  await expect.poll(() => node(1).rendered(key, async () => result(1), signal)).toEqual(result());
});

test('of nodes that want the same at once, one renders, and the others wait for it', async () => {
  const key = newKey();
  let renders = 0;
  const render = async () => {
    renders++;
    await new Promise((resolve) => setTimeout(resolve, 500));
    return result();
  };
  const all = await Promise.all(nodes.map((each) => each.rendered(key, render, signal)));
  expect([renders, all]).toEqual([1, [result(), result(), result()]]);
});

test('it is known of another whether he has it or is at it', async () => {
  const key = newKey();
  const known: boolean[] = [await node(1).has(key)];
  let render: () => void = () => {};
  const asked = node(0).rendered(key, () => new Promise((yes) => (render = () => yes(result()))), signal);
  await expect.poll(() => node(1).has(key)).toBe(true);
  render();
  await asked;
  known.push(await node(1).has(key), await node(2).has(newKey()));
  expect(known).toEqual([false, true, false]);
});

test('when the one that renders fails, another does', async () => {
  const key = newKey();
  const failing = node(0).rendered(key, () => new Promise((_, no) => setTimeout(no, 200, new Error('dead'))), signal);
  failing.catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await node(1).rendered(key, async () => result(), signal)).toEqual(result());
  await expect(failing).rejects.toThrow('dead');
});

test('who waits may leave', async () => {
  const key = newKey();
  const slow = node(0).rendered(key, () => new Promise((yes) => setTimeout(yes, 400, result())), signal);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const leaving = new AbortController();
  const waiting = node(1).rendered(key, async () => result(), leaving.signal);
  leaving.abort();
  await expect(waiting).rejects.toThrow(/abort/);
  await slow;
});

test('above 1 MB each renders for itself', async () => {
  const key = newKey();
  await node(0).rendered(key, async () => result((1 << 20) + 1), signal);
  expect(await node(1).rendered(key, async () => result(1), signal)).toEqual(result(1));
});

test('what lies under the name and is no result, or a damaged one, is none', async () => {
  const client = new Redis(valkey.url);
  const [key, other] = [newKey(), newKey()];
  await node(0).rendered(key, async () => result(), signal);
  await expect.poll(() => client.exists(`tintype:result:${key}`)).toBe(1);
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
  const keys = Array.from({ length: 50 }, newKey);
  await Promise.all(keys.map((key) => node(0).rendered(key, async () => result(), signal)));
  await new Promise((resolve) => setTimeout(resolve, 200));
  await node(1).clear();
  expect(await node(2).rendered(keys[7] ?? '', async () => result(1), signal)).toEqual(result(1));
});

test('one that hangs or dies costs time at first, and then none; when it is back it is used again', async () => {
  for (const [stop, again] of [
    [() => valkey.signal('SIGSTOP'), () => valkey.signal('SIGCONT')],
    [() => valkey.stop(), () => valkey.start()],
  ] as const) {
    await stop();
    for (let n = 0; n < 10; n++) {
      expect(await node(0).rendered(newKey(), async () => result(), signal)).toEqual(result());
    }
    const began = performance.now();
    for (let n = 0; n < 10; n++) await node(0).rendered(newKey(), async () => result(), signal);
    // Asked each time, it would be a second and a half.
    expect(performance.now() - began).toBeLessThan(1000);
    await again();
    const key = newKey();
    await expect
      .poll(
        async () => {
          await node(0).rendered(key, async () => result(), signal);
          return node(0).stats().hits;
        },
        { timeout: 40_000, interval: 300 },
      )
      .toBeGreaterThan(0);
    node(0).close();
    nodes[0] = new SharedResults(valkey.url);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
});
