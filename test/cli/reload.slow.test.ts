/** SIGHUP under load. */
import { type Agent, request } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { gate } from '../gate.js';
import { signed } from '../oss/request.js';
import { certificate, configure, KEY, oneConnection, shown, started } from './reloading.js';

/** Sends `chunks`, the last of them not before `held`, and gives the status and the length of the answer. */
async function exchange(
  { port, agent, method, path }: { port: number; agent: Agent; method: string; path: string },
  chunks: readonly Buffer[] = [],
  held?: Promise<void>,
): Promise<readonly [number | undefined, number]> {
  const length = chunks.reduce((sum, { length }) => sum + length, 0);
  const { headers } = signed({ method, headers: { 'content-length': String(length) } }, path, KEY);
  const sent = request({ port, host: '127.0.0.1', method, path, agent, ...(headers && { headers }) });
  const answered = new Promise<readonly [number | undefined, number]>((resolve, reject) => {
    sent.on('error', reject).on('response', async (answer) => {
      resolve([answer.statusCode, (await buffer(answer)).length]);
    });
  });
  for (const chunk of chunks.slice(0, -1)) sent.write(chunk);
  await held;
  sent.end(chunks.at(-1));
  return answered;
}

test('certificates change under forty busy connections, and none of them notices', async () => {
  certificate('localhost');
  configure({ 'log-level': 'silent' });
  const { server, port } = await started();
  const first = oneConnection();
  const body = Buffer.alloc(200_000, 'x');
  const small = body.subarray(0, 5000);
  await exchange({ port, agent: first.agent, method: 'PUT', path: '/load/' });
  await exchange({ port, agent: first.agent, method: 'PUT', path: '/load/k' }, [body]);

  const busy = Array.from({ length: 40 }, oneConnection);
  let over = false;
  const answers = busy.map(async ({ agent }, index) => {
    const seen = { put: 0, got: 0 };
    while (!over) {
      expect(await exchange({ port, agent, method: 'PUT', path: `/load/${index}` }, [small])).toEqual([200, 0]);
      seen.put++;
      expect(await exchange({ port, agent, method: 'GET', path: '/load/k' })).toEqual([200, body.length]);
      seen.got++;
      await sleep(10);
    }
    return seen;
  });
  // One upload lasts longer than all the reloads.
  const reloaded = gate();
  const upload = { port, agent: first.agent, method: 'PUT', path: '/load/slow' };
  const slow = exchange(upload, [body, body, body], reloaded.opened);
  for (const name of ['renewed', 'localhost', 'renewed'] as const) {
    certificate(name);
    server.child.kill('SIGHUP');
    await expect.poll(() => shown(port)).toBe(name);
  }
  over = true;
  reloaded.open();
  for (const { put, got } of await Promise.all(answers)) expect(Math.min(put, got)).toBeGreaterThan(0);
  expect(await slow).toEqual([200, 0]);
  expect([first, ...busy].map(({ made }) => made())).toEqual(Array(41).fill(1));
  for (const { agent } of [first, ...busy]) agent.destroy();
  expect(await server.stop()).toBe(0);
});
