import { copyFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { signed } from '../oss/request.js';
import { ServerProcess } from './server-process.js';

const KEY = { id: 'reload-key', secret: 'reload-secret' };
let directory = '';
let server: ServerProcess | undefined;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-reload-'));
});
afterEach(async () => {
  await server?.end();
  await rm(directory, { recursive: true });
});

const at = (name: string) => join(directory, name);

function certificate(name: 'localhost' | 'renewed'): void {
  for (const end of ['crt', 'key']) {
    copyFileSync(fileURLToPath(new URL(`../http/tls/${name}.${end}`, import.meta.url)), at(`tls.${end}`));
  }
}

function configure(settings: Readonly<Record<string, unknown>>): void {
  const always = { 'tls-cert': at('tls.crt'), 'tls-key': at('tls.key'), workers: 1, 'no-demo': true };
  writeFileSync(at('config.json'), JSON.stringify({ ...always, data: at('data'), ...settings }));
}

async function started(): Promise<{ server: ServerProcess; port: number; consolePort: number }> {
  const env = { TINTYPE_ACCESS_KEY_ID: KEY.id, TINTYPE_ACCESS_KEY_SECRET: KEY.secret };
  server = ServerProcess.serve(['--port', '0', '--console-port', '0', '--config', at('config.json')], env);
  const endpoint = await server.endpoint();
  const [, console = ''] = await server.says(/Console +(\S+)/);
  for (const url of [endpoint, console]) expect(url).toMatch(/^https:/);
  return { server, port: Number(new URL(endpoint).port), consolePort: Number(new URL(console).port) };
}

/** The name in the certificate that a new connection is shown. */
function shown(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

function ask(port: number, agent: Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path: '/none/none', agent }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    }).on('error', reject);
  });
}

/** An agent that keeps one connection, and says how many it had to make. */
function oneConnection(): { readonly agent: Agent; made(): number } {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });
  let made = 0;
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (...args) => {
    made++;
    return create(...args);
  };
  return { agent, made: () => made };
}

test('SIGHUP brings a new certificate and log level, and drops no connection', async () => {
  certificate('localhost');
  configure({ 'log-level': 'silent' });
  const { server, port, consolePort } = await started();
  const connection = oneConnection();
  const { agent } = connection;
  expect(await ask(port, agent)).toBe(404);
  expect(await shown(port)).toBe('localhost');
  expect(await shown(consolePort)).toBe('localhost');

  certificate('renewed');
  configure({ 'log-level': 'info', workers: 2, 'disk-reserve': '1GB', 'bucket-styles': 7 });
  server.child.kill('SIGHUP');
  await server.says(/SIGHUP: certificate, --log-level, .* are those of the configuration as it is now\.\n/);
  await server.says(/--disk-reserve, --workers changed: restart the server for that\.\n/);
  expect(await shown(port)).toBe('renewed');
  expect(await shown(consolePort)).toBe('renewed');
  expect(await ask(port, agent)).toBe(404);
  expect(connection.made()).toBe(1);
  agent.destroy();
  expect(await server.stop()).toBe(0);
  expect(
    server.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).status),
  ).toEqual([404]);
});

test('a configuration that no server would start with changes nothing', async () => {
  certificate('localhost');
  configure({});
  const { server, port } = await started();
  writeFileSync(at('tls.crt'), 'torn');
  server.child.kill('SIGHUP');
  await server.says(/SIGHUP: nothing was changed\. --tls-cert \S+ ?.*must be a certificate in PEM form\.\n/);
  expect(await shown(port)).toBe('localhost');
});

/** Sends `chunks` one by one, `everyMs` apart, and gives the status and the length of the answer. */
async function exchange(
  { port, agent, method, path }: { port: number; agent: Agent; method: string; path: string },
  chunks: readonly Buffer[] = [],
  everyMs = 0,
): Promise<readonly [number | undefined, number]> {
  const length = chunks.reduce((sum, { length }) => sum + length, 0);
  const { headers } = signed({ method, headers: { 'content-length': String(length) } }, path, KEY);
  const sent = request({ port, host: '127.0.0.1', method, path, agent, ...(headers && { headers }) });
  const answered = new Promise<readonly [number | undefined, number]>((resolve, reject) => {
    sent.on('error', reject).on('response', async (answer) => {
      resolve([answer.statusCode, (await buffer(answer)).length]);
    });
  });
  for (const chunk of chunks) {
    sent.write(chunk);
    if (everyMs > 0) await sleep(everyMs);
  }
  sent.end();
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
  const slow = exchange({ port, agent: first.agent, method: 'PUT', path: '/load/slow' }, Array(30).fill(body), 50);
  for (const name of ['renewed', 'localhost', 'renewed'] as const) {
    certificate(name);
    server.child.kill('SIGHUP');
    await expect.poll(() => shown(port), { timeout: 10_000 }).toBe(name);
  }
  over = true;
  for (const { put, got } of await Promise.all(answers)) expect(Math.min(put, got)).toBeGreaterThan(0);
  expect(await slow).toEqual([200, 0]);
  expect([first, ...busy].map(({ made }) => made())).toEqual(Array(41).fill(1));
  for (const { agent } of [first, ...busy]) agent.destroy();
  expect(await server.stop()).toBe(0);
}, 60_000);
