/** What sharing may never do: cost more than a little time. With a real Valkey: test/cluster/valkey.test.ts. */

import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Rendered } from '#src/store/results/result.js';
import { SharedResults } from '#src/store/results/shared.js';
import { until } from '../../until.js';

const RENDERED: Rendered = { body: { bytes: Buffer.from('bytes') }, size: 5, contentType: 'image/jpeg' };

let server: Server | undefined;
let shared: SharedResults | undefined;
const sockets = new Set<Socket>();
afterEach(() => {
  shared?.close();
  for (const socket of sockets) socket.destroy();
  server?.close();
});

async function listening(onConnection: (socket: Socket) => void): Promise<string> {
  const listener = createServer((socket) => {
    sockets.add(socket.on('error', () => {}).resume());
    onConnection(socket);
  });
  server = listener;
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return `redis://127.0.0.1:${(listener.address() as AddressInfo).port}`;
}

const rendered = (key: string) => {
  const { signal } = new AbortController();
  return shared?.rendered(key, async () => RENDERED, signal);
};

test.each<[string, (socket: Socket) => void]>([
  ['hangs up', (socket) => socket.destroy()],
  ['never answers', () => {}],
  ['talks nonsense', (socket) => socket.on('data', () => socket.write('$5\r\nnonsense\r\n+x\r\n'))],
  ['refuses everything', (socket) => socket.on('data', () => socket.write('-OOM command not allowed\r\n'.repeat(4)))],
])('a Valkey that %s: all is rendered, and soon it is not asked any more', async (_, behave) => {
  shared = new SharedResults(await listening(behave));
  // It connects meanwhile.
  await new Promise((resolve) => setTimeout(resolve, 150));
  for (let n = 0; n < 20; n++) expect(await rendered(`key-${n}`)).toEqual(RENDERED);
  expect([shared.stats().hits, await shared.has('key-1')]).toEqual([0, false]);
  expect(shared.stats().failures).toBeGreaterThan(0);
  const before = shared.stats().failures;
  for (let n = 0; n < 50; n++) await rendered(`later-${n}`);
  // Without a pause there would be hundreds.
  expect(shared.stats().failures - before).toBeLessThan(20);
});

test('no Valkey at all: what render throws is thrown, and nothing else', async () => {
  shared = new SharedResults('redis://127.0.0.1:1');
  expect(await rendered('key')).toEqual(RENDERED);
  const { signal } = new AbortController();
  const failing = shared.rendered('key', () => Promise.reject(new Error('no picture')), signal);
  await expect(failing).rejects.toThrow('no picture');
});

test('why it cannot be reached is told without its password, and once until it answers', async () => {
  const said: string[] = [];
  shared = new SharedResults('redis://user:hidden@127.0.0.1:1', (line) => said.push(line));
  await until(() => said.length > 0);
  // It tries again after 200 ms, and after 400.
  await new Promise((resolve) => setTimeout(resolve, 900));
  expect(said).toEqual([
    '--valkey redis://127.0.0.1:1 cannot be used: connect ECONNREFUSED 127.0.0.1:1. Until it can, pictures are not shared with other nodes.',
  ]);
});
