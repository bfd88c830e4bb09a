/**
 * A mirror whose origin speaks HTTPS with a certificate of an authority of one's own. Node reads NODE_EXTRA_CA_CERTS when
 * it starts, so the server is a process.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ruleXml, websiteXml } from '../oss/mirror/bucket.js';
import { type KeyPair, signed } from '../oss/request.js';
import { ServerProcess } from './server-process.js';

const KEY: KeyPair = { id: 'mirror', secret: 'mirror-secret' };
const pem = (name: string) => fileURLToPath(new URL(`../http/tls/${name}`, import.meta.url));
/** Vouches for itself, for localhost and 127.0.0.1; the other one is not known to the server. */
const [KNOWN, UNKNOWN] = ['localhost', 'renewed'];

const asked: { url: string; name: string | false | null }[] = [];
const origins: Server[] = [];
let directory: string;
let server: ServerProcess;
let endpoint: string;

async function origin(certificate: string): Promise<number> {
  const tls = { cert: readFileSync(pem(`${certificate}.crt`)), key: readFileSync(pem(`${certificate}.key`)) };
  const made = createServer(tls, ({ url = '', socket }, response) => {
    asked.push({ url, name: (socket as TLSSocket & { servername: string | false }).servername });
    response.writeHead(200, { 'content-length': 6, 'content-type': 'text/plain' }).end('secure');
  });
  origins.push(made);
  await new Promise<void>((listening) => made.listen(0, '127.0.0.1', listening));
  return (made.address() as AddressInfo).port;
}

beforeAll(async () => {
  const [known, unknown] = [await origin(KNOWN), await origin(UNKNOWN)];
  directory = await mkdtemp(join(tmpdir(), 'tintype-mirror-'));
  const args = ['--port', '0', '--console-port', '0', '--workers', '1', '--no-demo', '--data', join(directory, 'data')];
  server = ServerProcess.serve([...args, '--mirror-allow', '127.0.0.0/8'], {
    TINTYPE_ACCESS_KEY_ID: KEY.id,
    TINTYPE_ACCESS_KEY_SECRET: KEY.secret,
    NODE_EXTRA_CA_CERTS: pem(`${KNOWN}.crt`),
  });
  endpoint = await server.endpoint();
  expect((await put('/secure/', undefined, { 'x-oss-acl': 'public-read' })).status).toBe(200);
  const body = websiteXml(
    ruleXml({ url: `https://localhost:${known}/`, prefix: 'name/' }, 1),
    ruleXml({ url: `https://127.0.0.1:${known}/`, prefix: 'address/' }, 2),
    ruleXml({ url: `https://127.0.0.2:${known}/`, prefix: 'other/' }, 3),
    ruleXml({ url: `https://localhost:${unknown}/`, prefix: 'unknown/' }, 4),
  );
  expect((await put('/secure/?website', body)).status).toBe(200);
});
afterAll(async () => {
  await server?.end();
  for (const each of origins) each.close();
  await rm(directory, { recursive: true, force: true });
});

function put(target: string, body?: string, more: Record<string, string> = {}): Promise<Response> {
  const { headers = {} } = signed({ method: 'PUT', headers: more }, target, KEY);
  return fetch(endpoint + target, { method: 'PUT', headers, ...(body !== undefined && { body: Buffer.from(body) }) });
}

test('is fetched from, under the name that the rule says', async () => {
  for (const key of ['name/a', 'address/b']) {
    const answer = await fetch(`${endpoint}/secure/${key}`);
    expect([answer.status, await answer.text()]).toEqual([200, 'secure']);
  }
  expect(asked).toEqual([
    { url: '/name/a', name: 'localhost' },
    { url: '/address/b', name: false },
  ]);
});

test.each(['unknown', 'other'])('%s: a certificate for nobody that is asked is refused', async (prefix) => {
  const before = asked.length;
  const answer = await fetch(`${endpoint}/secure/${prefix}/a`);
  expect([answer.status, await answer.text()]).toEqual([424, expect.stringContaining('could not be asked')]);
  expect(asked).toHaveLength(before);
});
