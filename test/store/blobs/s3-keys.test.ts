/** Where a key comes from that no setting gives: Amazon's chain. With a real engine: test/cluster/tls.test.ts. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { S3BlobStore } from '#src/store/blobs/s3.js';
import { S3Engine } from './s3-engine.js';

let home: string;
let engine: S3Engine;
let machine: Server | undefined;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-home-'));
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', home);
  // Nothing may be asked outside this machine.
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  engine = await S3Engine.start();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await engine.stop();
  machine?.close();
  await rm(home, { recursive: true });
});

/** Opens the bucket without a key, and says with which one the engine was asked. */
async function asked(): Promise<{ readonly id: string; readonly token: string | undefined }> {
  let seen = { id: '', token: undefined as string | undefined };
  engine.fault = ({ headers }) => {
    const [, id = ''] = /Credential=([^/]+)\//.exec(headers.authorization ?? '') ?? [];
    seen = { id, token: headers['x-amz-security-token'] as string | undefined };
    return false;
  };
  const { accessKey, ...options } = engine.options();
  await (await S3BlobStore.open(options)).close();
  return seen;
}

test('of the variables that Amazon names', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'FROM-VARIABLES');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  expect(await asked()).toEqual({ id: 'FROM-VARIABLES', token: undefined });
  vi.stubEnv('AWS_SESSION_TOKEN', 'of a session');
  expect(await asked()).toEqual({ id: 'FROM-VARIABLES', token: 'of a session' });
});

test('of the role of the machine, which has a token', async () => {
  const key = { AccessKeyId: 'FROM-ROLE', SecretAccessKey: 'secret', Token: 'of the role' };
  const until = { Expiration: new Date(Date.now() + 3_600_000).toISOString() };
  const answers: Record<string, string> = {
    '/latest/api/token': 'token',
    '/latest/meta-data/iam/security-credentials/': 'role',
    '/latest/meta-data/iam/security-credentials/role': JSON.stringify({ Code: 'Success', ...key, ...until }),
  };
  machine = createServer(({ url = '' }, response) => response.end(answers[url]));
  await new Promise<void>((resolve) => machine?.listen(0, '127.0.0.1', resolve));
  const { port } = machine.address() as AddressInfo;
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', undefined);
  vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', `http://127.0.0.1:${port}`);
  expect(await asked()).toEqual({ id: 'FROM-ROLE', token: 'of the role' });
});

test('that is nowhere is a line which names what can be set', async () => {
  const refused = await asked().catch((error) => error);
  expect(refused).toMatchObject({ name: 'StartupError', setting: 's3-access-key-id' });
  expect(refused.message).toMatch(/^is not set, and Amazon's chain found no key: [^\n]+ AWS_ACCESS_KEY_ID and/);
});
