/** A server whose certificate and configuration change while it runs. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect } from 'vitest';
import { ServerProcess } from './server-process.js';

export const KEY = { id: 'reload-key', secret: 'reload-secret' };
let directory = '';
let server: ServerProcess | undefined;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-reload-'));
});
afterEach(async () => {
  await server?.end();
  await rm(directory, { recursive: true });
});

export const at = (name: string) => join(directory, name);

export function certificate(name: 'localhost' | 'renewed'): void {
  for (const end of ['crt', 'key']) {
    copyFileSync(fileURLToPath(new URL(`../http/tls/${name}.${end}`, import.meta.url)), at(`tls.${end}`));
  }
}

export function configure(settings: Readonly<Record<string, unknown>>): void {
  const always = { 'tls-cert': at('tls.crt'), 'tls-key': at('tls.key'), workers: 1, 'no-demo': true };
  writeFileSync(at('config.json'), JSON.stringify({ ...always, data: at('data'), ...settings }));
}

export async function started(): Promise<{ server: ServerProcess; port: number; consolePort: number }> {
  const env = { TINTYPE_ACCESS_KEY_ID: KEY.id, TINTYPE_ACCESS_KEY_SECRET: KEY.secret };
  server = ServerProcess.serve(['--port', '0', '--console-port', '0', '--config', at('config.json')], env);
  const endpoint = await server.endpoint();
  const [, console = ''] = await server.says(/Console +(\S+)/);
  for (const url of [endpoint, console]) expect(url).toMatch(/^https:/);
  return { server, port: Number(new URL(endpoint).port), consolePort: Number(new URL(console).port) };
}

/** The name in the certificate that a new connection is shown. */
export function shown(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

/** An agent that keeps one connection, and says how many it had to make. */
export function oneConnection(): { readonly agent: Agent; made(): number } {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });
  let made = 0;
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (...args) => {
    made++;
    return create(...args);
  };
  return { agent, made: () => made };
}
