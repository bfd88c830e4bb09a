import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { CONSOLE_CONNECTIONS, createConsole } from '#src/console/server.js';
import { type RunningServer, startServer } from '#src/http/server.js';
import { Health } from '#src/telemetry/health.js';
import { createMetrics, type Metrics } from '#src/telemetry/metrics.js';

const running: RunningServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close(0)));
});

/** The listener before the rest of the server has started. */
async function start(metrics: Metrics = createMetrics()): Promise<{ url: string; port: number; health: Health }> {
  const health = new Health();
  const { handler } = createConsole({ health, metrics });
  const limits = { connections: CONSOLE_CONNECTIONS };
  const server = await startServer({ host: '127.0.0.1', port: 0, limits }, handler);
  running.push(server);
  return { url: `http://127.0.0.1:${server.port}`, port: server.port, health };
}

test('/live and /ready', async () => {
  const { url, health } = await start();
  expect((await fetch(`${url}/live`)).status).toBe(200);
  expect((await fetch(`${url}/ready`)).status).toBe(503);
  health.ready();
  const ready = await fetch(`${url}/ready?x`);
  expect(ready.status).toBe(200);
  expect(ready.headers.get('cache-control')).toBe('no-store');
  expect(await ready.json()).toEqual({ ok: true, state: 'ready', checks: { process: 'ok' } });
  health.fail('broken');
  expect((await fetch(`${url}/live`)).status).toBe(503);
});

test('/metrics', async () => {
  const { url } = await start();
  const response = await fetch(`${url}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=/);
  expect(await response.text()).toContain('tintype_http_requests_total');
});

test('HEAD has no body, other methods and paths are refused', async () => {
  const { url } = await start();
  const head = await fetch(`${url}/live`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  const post = await fetch(`${url}/live`, { method: 'POST', body: 'x' });
  expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  expect((await fetch(`${url}/nothing`)).status).toBe(404);
  expect((await fetch(`${url}/__proto__`)).status).toBe(404);
});

test('/ leads to the pages; the API says that the server is starting', async () => {
  const { url } = await start();
  const root = await fetch(`${url}/`, { redirect: 'manual' });
  expect([root.status, root.headers.get('location')]).toEqual([302, '/ui/']);
  const api = await fetch(`${url}/api/session`);
  expect([api.status, api.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await api.json()).toMatchObject({ code: 'Starting' });
});

test('a page that breaks is a 500 with its reason', async () => {
  const metrics = createMetrics();
  metrics.registerGauge({
    name: 'tintype_broken',
    help: 'x',
    read: () => {
      throw new Error('no stats');
    },
  });
  const { url } = await start(metrics);
  const response = await fetch(`${url}/metrics`);
  expect([response.status, await response.text()]).toEqual([500, 'no stats\n']);
});

test('it holds few connections, so that the files are left to the data port', async () => {
  const { url, port } = await start();
  const sockets = Array.from({ length: CONSOLE_CONNECTIONS + 1 }, () => connect(port, '127.0.0.1'));
  for (const socket of sockets) socket.on('error', () => {});
  await Promise.race(sockets.map((socket) => once(socket, 'close')));
  for (const socket of sockets) socket.destroy();
  await expect.poll(async () => (await fetch(`${url}/live`)).status).toBe(200);
});
