/** `tintype cache` against a running server, and without one. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, createApp } from '#src/app.js';
import { loadConfig } from '#src/config.js';
import { tintype } from './tintype.js';

const KEY = { TINTYPE_ACCESS_KEY_ID: 'root', TINTYPE_ACCESS_KEY_SECRET: 'secret' };
const PICTURE = '/image-demo/example.jpg?x-oss-process=image/resize,w_20';

let data = '';
let app: App;
let flags: string[];

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'tintype-cache-'));
  const given = { port: '0', 'console-port': '0', data, workers: '1' };
  app = await createApp(loadConfig({ flags: given, env: KEY }));
  flags = ['--data', data, '--port', String(app.oss.port)];
  expect((await fetch(app.oss.url + PICTURE)).status).toBe(200);
  expect((await fetch(app.oss.url + PICTURE)).status).toBe(200);
});

afterAll(async () => {
  await app?.close();
  await rm(data, { recursive: true, force: true });
});

const cache = async (...args: string[]) => {
  const { code, stdout, stderr } = await tintype(['cache', ...args], { env: KEY });
  return { code, out: stdout.toString(), err: stderr };
};

test('stat says what is kept and what it saved', async () => {
  // A result reaches the disk a moment after its answer.
  await expect.poll(async () => (await cache('stat', ...flags)).out).toContain('10.0 GB, 1 pictures');
  const { code, out } = await cache('stat', ...flags);
  expect(code).toBe(0);
  expect(out).toMatch(
    /^Memory {2}\S+ (bytes|KB) of 128 MB, 1 pictures\nDisk {4}\S+ (bytes|KB) of 10\.0 GB, 1 pictures, 0 evicted since the start\nServed {2}1 from memory, 0 from disk, 1 rendered, 0 shared a render\n$/,
  );
});

test('control sets, shows and takes away what caches are told', async () => {
  expect(await cache('control', 'image-demo', ...flags)).toMatchObject({ code: 0, out: '(none)\n' });
  expect(await cache('control', 'image-demo', 'max-age=60', ...flags)).toMatchObject({ code: 0, out: '' });
  expect(await cache('control', 'image-demo', ...flags)).toMatchObject({ code: 0, out: 'max-age=60\n' });
  expect((await fetch(app.oss.url + PICTURE)).headers.get('cache-control')).toBe('max-age=60');
  expect(await cache('control', 'image-demo', '--unset', ...flags)).toMatchObject({ code: 0 });
  expect(await cache('control', 'image-demo', ...flags)).toMatchObject({ code: 0, out: '(none)\n' });
});

test('what the server refuses is told in one line', async () => {
  const { code, err } = await cache('control', 'no-such-bucket', ...flags);
  expect(code).toBe(1);
  expect(err).toMatch(/^tintype: the server at \S+ says NoSuchBucket: [^\n]+\n$/);
});

test('a server whose certificate nobody vouches for is not taken for an absent one', async () => {
  const [cert, key] = ['crt', 'key'].map((end) =>
    readFileSync(new URL(`../http/tls/localhost.${end}`, import.meta.url)),
  );
  const server = createServer({ cert, key }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `https://localhost:${(server.address() as AddressInfo).port}`;
  const advised = /self-signed certificate\. Name the PEM file of .* in NODE_EXTRA_CA_CERTS\.\n$/;
  try {
    const asked = await cache('control', 'image-demo', '--data', data, '--endpoint', endpoint);
    expect(asked).toMatchObject({ code: 1, err: expect.stringMatching(advised) });
    const moved = await tintype(['warm', 'image-demo', 'image/info', '--data', data, '--endpoint', endpoint], {
      env: KEY,
    });
    expect(moved).toMatchObject({ code: 1, stderr: expect.stringMatching(advised) });
  } finally {
    server.close();
  }
});

test('clear empties it; without a server both look into the directory', async () => {
  expect(await cache('clear', ...flags)).toMatchObject({ code: 0, out: 'Emptied.\n' });
  expect((await cache('stat', ...flags)).out).toContain(' 0 pictures');
  await fetch(app.oss.url + PICTURE);
  const elsewhere = await cache('stat', '--data', data, '--port', '1');
  expect(elsewhere.code).toBe(1);
  expect(elsewhere.err).toContain('which does not answer here: name its --port or --endpoint');
  await app.close();
  expect((await cache('stat', ...flags)).out).toMatch(
    /^Disk {4}\S+ (bytes|KB), 1 pictures \(no server is running\)\n$/,
  );
  expect(await cache('clear', ...flags)).toMatchObject({ code: 0 });
  expect((await cache('stat', ...flags)).out).toMatch(/^Disk {4}0 bytes, 0 pictures/);
  expect((await cache('control', 'image-demo', ...flags)).err).toContain('start it, or name its --port');
});
