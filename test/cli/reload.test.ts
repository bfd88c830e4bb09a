import { copyFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ServerProcess } from './server-process.js';

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
  server = ServerProcess.serve(['--port', '0', '--console-port', '0', '--config', at('config.json')]);
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

test('SIGHUP brings a new certificate and log level, and drops no connection', async () => {
  certificate('localhost');
  configure({ 'log-level': 'silent' });
  const { server, port, consolePort } = await started();
  const agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });
  let connections = 0;
  const createConnection = agent.createConnection.bind(agent);
  agent.createConnection = (...args) => {
    connections++;
    return createConnection(...args);
  };
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
  expect(connections).toBe(1);
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
