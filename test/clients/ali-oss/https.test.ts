/** ali-oss over HTTPS, with an authority that it is told to trust and that nobody else knows. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import OSS from 'ali-oss';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { httpsFlags, newAuthority, SECURE_HOST } from '../authority.js';
import { observeCalls } from '../observed.js';
import { ClientServer, KEY, lookup } from '../server.js';
import { PICTURE, sizeOf } from './ways.js';

const directory = mkdtempSync(join(tmpdir(), 'tintype-https-'));
const authority = newAuthority(directory);
const trusting = new Agent({ keepAlive: true, lookup, ca: readFileSync(authority.path) });
let server: ClientServer;

beforeAll(async () => {
  server = await ClientServer.start(httpsFlags(authority));
});
afterAll(async () => {
  trusting.destroy();
  await server?.end();
  rmSync(directory, { recursive: true });
});
observeCalls('ali-oss', () => server?.consoleUrl);

function secure(version: string, httpsAgent: Agent): OSS {
  return new OSS({
    endpoint: `https://${SECURE_HOST}:${server.port}`,
    secure: true,
    accessKeyId: KEY.id,
    accessKeySecret: KEY.secret,
    region: 'oss-cn-hangzhou',
    bucket: `secure-${version.toLowerCase()}`,
    authorizationV4: version === 'V4',
    httpsAgent,
  });
}

async function followed(url: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    get(url, { agent: trusting }, (answer) => resolve(buffer(answer))).on('error', reject);
  });
}

test.each(['V1', 'V4'])('put, list, get and a signed URL, with %s', async (version) => {
  const client = secure(version, trusting);
  await client.putBucket(`secure-${version.toLowerCase()}`);
  const { url } = (await client.put('猫 +.png', PICTURE)) as unknown as { url: string };
  expect(url).toMatch(/^https:/);
  expect((await client.list({})).objects?.map(({ name }) => name)).toEqual(['猫 +.png']);
  const { content } = await client.get('猫 +.png', { process: 'image/resize,w_8' });
  expect(await sizeOf(content)).toMatchObject({ width: 8, height: 6 });
  const link =
    version === 'V1'
      ? client.signatureUrl('猫 +.png', { expires: 60 })
      : await client.signatureUrlV4('GET', 60, undefined, '猫 +.png');
  expect(link).toMatch(/^https:/);
  expect(await followed(link)).toEqual(PICTURE);
});

test('who does not know the authority is told so by its own client', async () => {
  const strict = new Agent({ lookup });
  await expect(secure('V4', strict).list({})).rejects.toThrow(/unable to verify|self.signed|unable to get/);
  strict.destroy();
});
