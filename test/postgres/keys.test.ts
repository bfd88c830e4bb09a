/** `tintype key` on a database in PostgreSQL, beside the server that uses it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, createApp } from '#src/app.js';
import { loadConfig } from '#src/config.js';
import { Postgres } from '../../scripts/postgres.js';
import { tintype } from '../cli/tintype.js';
import { signed } from '../oss/request.js';

let postgres: Postgres;
let data: string;
let url: string;
let app: App;

beforeAll(async () => {
  postgres = await Postgres.start();
  data = await mkdtemp(join(tmpdir(), 'tintype-keys-'));
  url = await postgres.newDatabase();
  const given = { port: '0', 'console-port': '0', data, workers: '1', 'no-demo': 'true', 'log-level': 'silent' };
  app = await createApp(loadConfig({ flags: { ...given, metadata: url }, env: {} }));
});
afterAll(async () => {
  await app?.close();
  await postgres?.dispose();
  await rm(data, { recursive: true, force: true });
});

async function key(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await tintype(['key', ...args, '--data', data, '--metadata', url]);
  expect([code, stderr]).toEqual([0, '']);
  return stdout.toString();
}

test('a key is created, limited, disabled and deleted while the server runs', async () => {
  const { accessKeyId: id, accessKeySecret: secret } = JSON.parse(await key('create', '--json', '--bucket', 'photos'));
  const status = async (bucket: string) => {
    const { headers = {} } = signed({ method: 'PUT' }, `/${bucket}/`, { id, secret });
    return (await fetch(`${app.oss.url}/${bucket}/`, { method: 'PUT', headers })).status;
  };
  expect([await status('photos'), await status('music')]).toEqual([200, 403]);
  await expect.poll(async () => JSON.parse(await key('list', '--json'))[0].lastUsedAt).toBeDefined();
  await key('disable', id);
  expect(await status('photos')).toBe(403);
  await key('enable', id);
  expect(await status('photos')).toBe(200);
  await key('delete', id);
  expect(await status('photos')).toBe(403);
});

test('a database that is not there is told in one line', async () => {
  const { code, stderr } = await tintype(['key', 'list', '--data', data, '--metadata', `${url}-not`]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^tintype: --metadata [^\n]+\n$/);
});
