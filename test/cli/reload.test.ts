import { writeFileSync } from 'node:fs';
import { type Agent, get } from 'node:https';
import { expect, test } from 'vitest';
import { at, certificate, configure, oneConnection, shown, started } from './reloading.js';

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
