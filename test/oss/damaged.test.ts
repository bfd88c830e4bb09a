/** A disk that gives other bytes than it was given, behind a server that looks. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, createApp } from '#src/app.js';
import { loadConfig } from '#src/config.js';
import { photo, png } from '../pictures.js';
import { blobIds, blobPath, flip } from '../store/damage.js';
import { signed } from './request.js';

let data = '';
let app: App;

const config = (verify: boolean) => {
  const given = { port: '0', 'console-port': '0', data, workers: '1', 'no-demo': 'true', 'log-level': 'silent' };
  return loadConfig({ flags: { ...given, 'verify-reads': String(verify) }, env: {} });
};

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'tintype-damaged-'));
  app = await createApp(config(true));
});
afterAll(async () => {
  await app?.close();
  await rm(data, { recursive: true, force: true });
});

async function ask(method: string, target: string, query = '', body?: Buffer<ArrayBuffer>, range?: string) {
  const { accessKeyId: id, accessKeySecret: secret } = app.rootKey;
  const given = { method, query, ...(range !== undefined && { headers: { range } }) };
  const { headers = {}, query: sent = '' } = signed(given, target, { id, secret });
  const url = `${app.oss.url}${target}${sent === '' ? '' : `?${sent}`}`;
  const response = await fetch(url, { method, headers, ...(body !== undefined && { body }) });
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
}

test('no damaged picture is sent whole or drawn; where nobody looks it is sent as it is', async () => {
  const picture = Buffer.from(await png(photo(60, 40)));
  await ask('PUT', '/photos/');
  expect((await ask('PUT', '/photos/a.png', '', picture)).status).toBe(200);
  expect((await ask('GET', '/photos/a.png')).bytes.equals(picture)).toBe(true);
  const [blob = ''] = blobIds(data);
  flip(blobPath(data, blob), picture.length - 20);

  const refused = await ask('GET', '/photos/a.png');
  expect(refused.status).toBe(500);
  expect(String(refused.bytes)).toContain('<Code>InternalError</Code>');
  expect(String(refused.bytes)).not.toContain(blob);
  expect((await ask('GET', '/photos/a.png', 'x-oss-process=image/resize,w_20')).status).toBe(500);
  expect((await ask('GET', '/photos/a.png', '', undefined, 'bytes=0-9')).status).toBe(206);
  expect((await ask('HEAD', '/photos/a.png')).status).toBe(200);

  app.reload(config(false));
  const sent = await ask('GET', '/photos/a.png');
  expect([sent.status, sent.bytes.equals(picture)]).toEqual([200, false]);
});
