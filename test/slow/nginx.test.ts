/** deploy/nginx.conf as it is, in front of a server as docs/deployment.md starts it; an SDK in front of both. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import OSS from 'ali-oss';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../scripts/free-port.js';
import { hasNginx, Nginx } from '../../scripts/nginx.js';
import { NAMES, PICTURE, sizeOf } from '../clients/ali-oss/ways.js';
import { newAuthority } from '../clients/authority.js';
import { ClientServer, KEY, lookup } from '../clients/server.js';

const found = hasNginx();
if (!found) {
  const say = 'nginx is not installed and cannot be: deploy/nginx.conf was NOT tried.';
  if (process.env.TINTYPE_REQUIRE_NGINX) throw new Error(say);
  console.warn(`\n!!! ${say}\n`);
}

const directory = mkdtempSync(join(tmpdir(), 'tintype-nginx-'));
let server: ClientServer;
let nginx: Nginx | undefined;
let port = 0;
let agent: Agent;

beforeAll(async () => {
  if (!found) return;
  const authority = newAuthority(directory);
  const { cert, key } = authority.issue('img.example', ['DNS:img.example', 'DNS:*.img.example']);
  agent = new Agent({ keepAlive: true, lookup, ca: readFileSync(authority.path) });
  server = await ClientServer.start(['--domain', 'img.example', '--trusted-proxy', '127.0.0.1']);
  port = await freePort();
  mkdirSync(join(directory, 'nginx'));
  nginx = await Nginx.start({ directory: join(directory, 'nginx'), port, upstream: server.port, cert, key });
});

afterAll(async () => {
  agent?.destroy();
  await nginx?.stop();
  await server?.end();
  rmSync(directory, { recursive: true });
});

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function ask(url: string, { method = 'GET', headers = {} }: Asked = {}) {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { method, headers, agent }, resolve).on('error', reject).end();
  });
  return { status: answer.statusCode, headers: answer.headers, body: await buffer(answer) };
}

describe.skipIf(!found).each([
  ['V1', false],
  ['V1', true],
  ['V4', false],
  ['V4', true],
] as const)('%s, bucket in the path: %s', (version, sldEnable) => {
  const bucket = `proxied-${version.toLowerCase()}-${sldEnable}`;
  let client: OSS;

  beforeAll(async () => {
    client = new OSS({
      endpoint: `https://img.example:${port}`,
      accessKeyId: KEY.id,
      accessKeySecret: KEY.secret,
      region: 'oss-cn-hangzhou',
      bucket,
      sldEnable,
      authorizationV4: version === 'V4',
      httpsAgent: agent,
    });
    await client.putBucket(bucket);
  });

  test('names arrive as they were sent', async () => {
    for (const name of NAMES) {
      await client.put(name, Buffer.from(name));
      expect((await client.get(name)).content.toString()).toBe(name);
    }
    expect((await client.list({})).objects?.map(({ name }) => name).sort()).toEqual([...NAMES].sort());
  });

  test('pictures, and links to them', async () => {
    await client.put('photo.png', PICTURE);
    const { content } = await client.get('photo.png', { process: 'image/resize,w_8' });
    expect(await sizeOf(content)).toMatchObject({ width: 8, height: 6 });
    const process = 'image/resize,w_20';
    const link =
      version === 'V1'
        ? client.signatureUrl('photo.png', { process })
        : await client.signatureUrlV4('GET', 60, { queries: { 'x-oss-process': process } }, 'photo.png');
    expect((await ask(link)).status).toBe(200);
    expect((await ask(link.replace('w_20', 'w_21'))).status).toBe(403);
  });

  test('a large upload of unknown length streams through', async () => {
    const chunk = Buffer.alloc(1 << 20, version);
    await client.putStream('large', Readable.from(Array(20).fill(chunk)));
    expect((await client.get('large')).content.length).toBe(20 << 20);
  });
});

describe.skipIf(!found)('what the server is told', () => {
  test('the scheme and the address that nginx saw', async () => {
    await ask(`https://img.example:${port}/seen`, { headers: { 'x-forwarded-for': '192.0.2.7' } });
    const lines = () =>
      server.process.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    await expect
      .poll(() => lines().find(({ path }) => path === '/seen'))
      .toMatchObject({
        secure: true,
        // The client here has the address of a trusted proxy, so that its word of whom it stands for counts too.
        remote: '192.0.2.7',
        host: `img.example:${port}`,
      });
  });
});
