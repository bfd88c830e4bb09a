/** The whole server on PostgreSQL, over its sockets. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ServerProcess } from '../cli/server-process.js';
import { type KeyPair, signed } from '../oss/request.js';
import { withPostgres } from './server.js';

const KEY: KeyPair = { id: 'postgres', secret: 'postgres-secret' };
const postgres = withPostgres();
let directory: string;
let server: ServerProcess;
let endpoint: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-postgres-'));
  const args = ['--port', '0', '--console-port', '0', '--workers', '1', '--data', join(directory, 'data')];
  const env = { TINTYPE_ACCESS_KEY_ID: KEY.id, TINTYPE_ACCESS_KEY_SECRET: KEY.secret };
  server = ServerProcess.serve(args, { ...env, TINTYPE_METADATA: await postgres().newDatabase() });
  endpoint = await server.endpoint();
});
afterEach(async () => {
  await server?.end();
  await rm(directory, { recursive: true });
});

async function ask(method: string, target: string, body?: string): Promise<Response> {
  const { headers = {} } = signed({ method }, target, KEY);
  return fetch(endpoint + target, { method, headers, ...(body !== undefined && { body: Buffer.from(body) }) });
}

test('serves, says where its rows are, and refuses in order while PostgreSQL is away', async () => {
  const password = new URL(postgres().url()).password;
  expect(server.stderr).toMatch(/Metadata +postgres:\/\/postgres@127\.0\.0\.1:\d+\/d\w+\n/);
  expect(server.stderr).not.toContain(password);
  const picture = await fetch(`${endpoint}/image-demo/photo.jpg?x-oss-process=image/resize,w_100`);
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  expect((await ask('PUT', '/bucket/')).status).toBe(200);
  expect((await ask('PUT', '/bucket/key', 'body')).status).toBe(200);

  const [, port] = await server.says(/Console +http:\/\/127\.0\.0\.1:(\d+)/);
  const ready = async () => (await fetch(`http://127.0.0.1:${port}/ready`)).status;
  expect(await ready()).toBe(200);
  await postgres().stop();
  expect(await ready()).toBe(503);
  const [read, written] = await Promise.all([ask('GET', '/bucket/key'), ask('PUT', '/bucket/other', 'body')]);
  expect([read.status, written.status]).toEqual([503, 503]);
  expect(await read.text()).toContain('<Code>ServiceUnavailable</Code>');

  await postgres().start();
  expect(await (await ask('GET', '/bucket/key')).text()).toBe('body');
  expect(await ready()).toBe(200);
  expect(await server.stop()).toBe(0);
});
