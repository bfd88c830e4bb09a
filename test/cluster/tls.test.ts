/** Nodes whose engines speak TLS alone, with certificates of an authority of their own; and where the S3 key comes from. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Ceph } from '../../scripts/ceph.js';
import { freePort } from '../../scripts/free-port.js';
import { Postgres } from '../../scripts/postgres.js';
import { ValkeyServer } from '../../scripts/valkey.js';
import { ServerProcess } from '../cli/server-process.js';
import { type Authority, newAuthority } from '../clients/authority.js';
import { bytes } from '../contract/bodies.js';
import { type Ask, ROOT, signed } from '../oss/request.js';
import { noisy, png } from '../pictures.js';
import { Node } from './cluster.js';
import { CuttingWay } from './cutting.js';

const ROOT_KEY = { TINTYPE_ACCESS_KEY_ID: ROOT.id, TINTYPE_ACCESS_KEY_SECRET: ROOT.secret };
/** Of the engine twelve megabytes are two parts. */
const LARGE = bytes(12 << 20);
const MIB = 1 << 20;

let directory: string;
let authority: Authority;
let stranger: Authority;
let postgres: Postgres;
let ceph: Ceph;
let valkey: ValkeyServer;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tintype-tls-'));
  authority = newAuthority(directory);
  mkdirSync(join(directory, 'stranger'));
  stranger = newAuthority(join(directory, 'stranger'));
  const tls = authority.issue('engine', ['IP:127.0.0.1']);
  postgres = await Postgres.start({ tls });
  valkey = await ValkeyServer.start({ tls });
  ceph = await Ceph.start({ tls });
});
afterAll(async () => {
  await ceph?.dispose();
  await valkey?.stop();
  await postgres?.dispose();
  rmSync(directory, { recursive: true });
});

const trusting = (path: string) => ({ NODE_EXTRA_CA_CERTS: path });
const verified = (url: string) => url.replace('sslmode=no-verify', 'sslmode=verify-full');
const newDirectory = () => join(directory, randomBytes(6).toString('hex'));

function serve(env: Record<string, string>): ServerProcess {
  const ports = ['--port', '0', '--console-port', '0', '--workers', '1', '--no-demo', '--log-level', 'silent'];
  return ServerProcess.serve([...ports, '--data', newDirectory()], { ...ROOT_KEY, ...env });
}

/** The line of a start that fails. */
async function refusal(env: Record<string, string>): Promise<string> {
  const server = serve(env);
  const code = await server.ended;
  await server.end();
  expect([code, server.stderr.trim().split('\n').length]).toEqual([1, 1]);
  return server.stderr.trim();
}

/** Whether it starts; with what it said. */
async function started(env: Record<string, string>): Promise<string> {
  const server = serve(env);
  await server.endpoint().finally(() => server.stop());
  return server.stderr;
}

describe('two nodes', () => {
  let way: CuttingWay;
  let nodes: readonly Node[] = [];
  beforeAll(async () => {
    way = await CuttingWay.to(Number(new URL(ceph.endpoint).port));
    const env = {
      ...ROOT_KEY,
      ...ceph.settings(),
      ...trusting(authority.path),
      TINTYPE_S3_ENDPOINT: `https://127.0.0.1:${way.port}`,
      TINTYPE_METADATA: verified(await postgres.newDatabase()),
      TINTYPE_VALKEY: valkey.url,
    };
    const newNode = async () => new Node([await freePort(), await freePort()], newDirectory(), env);
    nodes = [await newNode(), await newNode()];
    for (const node of nodes) await node.start();
    expect((await ask(0, { method: 'PUT', path: '/photos/' })).status).toBe(200);
  });
  afterAll(async () => {
    for (const node of nodes) await node.kill();
    await way?.close();
  });

  async function ask(n: number, { body, ...asked }: Ask) {
    const { method = 'GET', path = '/', query, headers } = signed(asked, asked.path ?? '/');
    const url = `http://127.0.0.1:${nodes[n]?.port}${path}${query === undefined ? '' : `?${query}`}`;
    return fetch(url, { method, headers: { ...headers }, ...(body !== undefined && { body: body as Buffer }) });
  }
  const digest = (all: Uint8Array) => createHash('sha256').update(all).digest('hex');
  const bodyOf = async (n: number, asked: Ask) => Buffer.from(await (await ask(n, asked)).arrayBuffer());

  test('put, get, ranges and objects of several parts', async () => {
    for (const [name, body] of [
      ['small', Buffer.from('small')],
      ['empty', Buffer.alloc(0)],
      ['large', LARGE],
    ] as const) {
      const path = `/photos/${name}`;
      expect([name, (await ask(0, { method: 'PUT', path, body })).status]).toEqual([name, 200]);
      expect([name, digest(await bodyOf(1, { path }))]).toEqual([name, digest(body)]);
    }
    const range = { range: `bytes=${9 * MIB - 5}-${9 * MIB + 4}` };
    const part = await ask(1, { path: '/photos/large', headers: range });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(LARGE.subarray(9 * MIB - 5, 9 * MIB + 5));
    expect((await ask(1, { method: 'DELETE', path: '/photos/large' })).status).toBe(204);
  });

  test('a connection that breaks in the middle: what is sent is sent again, what is read goes on', async () => {
    const path = '/photos/broken';
    way.cutAfter(3 * MIB, 'client');
    expect((await ask(0, { method: 'PUT', path, body: LARGE })).status).toBe(200);
    expect(way.cuts).toBe(1);
    way.cutAfter(3 * MIB, 'engine');
    expect(digest(await bodyOf(1, { path }))).toBe(digest(LARGE));
    expect(way.cuts).toBe(2);
    for (const node of nodes) expect(await node.metric('tintype_s3_operations_total{operation="failure"}')).toBe(0);
  });

  test('what one has drawn, the other has from Valkey', async () => {
    const path = '/photos/picture.png';
    await ask(0, { method: 'PUT', path, body: await png(noisy(200, 100)) });
    const hits = () => nodes[1]?.metric('tintype_results_shared_total{event="hit"}');
    // The first may be asked for before it lies there.
    for (let width = 20; width < 60 && (await hits()) === 0; width++) {
      const drawn = { path, query: `x-oss-process=image/resize,w_${width}` };
      const first = await bodyOf(0, drawn);
      expect(first.readUInt32BE(16)).toBe(width);
      expect(await bodyOf(1, drawn)).toEqual(first);
    }
    expect(await hits()).toBe(1);
    expect(nodes.map(({ stderr }) => stderr).join('')).not.toContain('--valkey');
  });
});

describe('an authority that is not known', () => {
  const advice = 'Name the PEM file of the authority that signed its certificate in NODE_EXTRA_CA_CERTS.';

  test.each(['none', 'another'])('%s, for the S3 engine', async (which) => {
    const env = which === 'none' ? {} : trusting(stranger.path);
    const line = await refusal({ ...ceph.settings(), ...env });
    expect(line).toBe(
      `tintype: --s3-endpoint ${ceph.endpoint} cannot be reached: unable to verify the first certificate. ${advice}`,
    );
  });

  test('for PostgreSQL, which has an option of its own besides', async () => {
    const url = verified(postgres.url());
    for (const env of [{ TINTYPE_METADATA: url }, { TINTYPE_METADATA: `${url}&sslrootcert=${stranger.path}` }]) {
      const line = await refusal(env);
      expect(line).toMatch(/^tintype: --metadata postgres:\/\/postgres@127\.0\.0\.1:\d+\/postgres cannot be reached: /);
      expect(line).toContain(`unable to verify the first certificate. ${advice}`);
    }
    const absent = await refusal({ TINTYPE_METADATA: `${url}&sslrootcert=${directory}/nowhere.pem` });
    expect(absent).toContain("ENOENT: no such file or directory, open '");
  });

  test('for Valkey is a warning, once', async () => {
    const server = serve({ TINTYPE_VALKEY: valkey.url, ...trusting(stranger.path) });
    await server.endpoint();
    await server.says(/Warning: --valkey/);
    // It tries again meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await server.stop();
    const warnings = server.stderr.split('\n').filter((line) => line.includes('Warning'));
    expect(warnings).toEqual([
      `Warning: --valkey ${valkey.url} cannot be used: unable to verify the first certificate. ${advice} Until it can, pictures are not shared with other nodes.`,
    ]);
  });
});

test('a certificate for another name is refused, whoever signed it', async () => {
  const env = trusting(authority.path);
  const elsewhere = (url: string) => url.replace('127.0.0.1', 'localhost');
  const s3 = await refusal({ ...ceph.settings(), ...env, TINTYPE_S3_ENDPOINT: elsewhere(ceph.endpoint) });
  expect(s3).toContain("cannot be reached: Hostname/IP does not match certificate's altnames: Host: localhost.");
  const metadata = await refusal({ ...env, TINTYPE_METADATA: elsewhere(verified(postgres.url())) });
  expect(metadata).toContain("cannot be reached: Hostname/IP does not match certificate's altnames: Host: localhost.");
});

describe('sslmode', () => {
  test.each(['require', 'verify-ca', 'verify-full'])('%s looks at the certificate', async (mode) => {
    const url = (await postgres.newDatabase()).replace('no-verify', mode);
    expect(await refusal({ TINTYPE_METADATA: url })).toContain('unable to verify the first certificate');
    const said = await started({ TINTYPE_METADATA: `${url}&sslrootcert=${authority.path}` });
    expect(said).not.toMatch(/warning/i);
  });

  test('no-verify encrypts without looking, and without any the server refuses', async () => {
    const url = await postgres.newDatabase();
    await started({ TINTYPE_METADATA: url });
    const line = await refusal({ TINTYPE_METADATA: url.replace('?sslmode=no-verify', '') });
    expect(line).toMatch(/cannot be used: no pg_hba\.conf entry .+ no encryption\.$/);
  });

  test('a file of the authority that is away for a moment fails requests and not the server', async () => {
    const file = join(directory, 'moved.pem');
    writeFileSync(file, readFileSync(authority.path));
    const server = serve({ TINTYPE_METADATA: `${verified(await postgres.newDatabase())}&sslrootcert=${file}` });
    const endpoint = await server.endpoint();
    const list = async () => (await fetch(endpoint, { headers: { ...signed({}, '/').headers } })).status;
    try {
      expect(await list()).toBe(200);
      renameSync(file, `${file}.away`);
      await postgres.stop();
      await postgres.start();
      expect(await list()).toBe(503);
      renameSync(`${file}.away`, file);
      expect(await list()).toBe(200);
    } finally {
      expect(await server.stop()).toBe(0);
    }
  });
});

describe('the key of the S3 engine', () => {
  /** Without a key of its own: the chain's. Nothing may be asked outside this machine. */
  function chained(env: Record<string, string>): Record<string, string> {
    const { TINTYPE_S3_ACCESS_KEY_ID, TINTYPE_S3_ACCESS_KEY_SECRET, ...settings } = ceph.settings();
    return { ...settings, ...trusting(authority.path), AWS_EC2_METADATA_DISABLED: 'true', HOME: directory, ...env };
  }
  const asVariables = ({ id, secret } = ceph.key) => ({ AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret });

  beforeAll(() => {
    const { id, secret } = ceph.key;
    const profile = (name: string, own: string) =>
      `[${name}]\naws_access_key_id = ${id}\naws_secret_access_key = ${own}\n`;
    mkdirSync(join(directory, '.aws'));
    writeFileSync(join(directory, '.aws', 'credentials'), profile('default', secret) + profile('wrong', 'x'));
    mkdirSync(join(directory, 'empty'));
  });

  test('of the variables that Amazon names', async () => {
    expect(await started(chained({ HOME: join(directory, 'empty'), ...asVariables() }))).toContain('Blobs     bucket ');
  });

  test('of a profile', async () => {
    expect(await started(chained({}))).toContain('Blobs     bucket ');
    const elsewhere = { AWS_SHARED_CREDENTIALS_FILE: join(directory, '.aws', 'credentials') };
    expect(await started(chained({ HOME: join(directory, 'empty'), ...elsewhere }))).toContain('Blobs     bucket ');
  });

  test('that the chain found and the engine refuses', async () => {
    for (const env of [{ AWS_PROFILE: 'wrong' }, asVariables({ ...ceph.key, secret: 'x' })]) {
      expect(await refusal(chained(env))).toMatch(
        /^tintype: --s3-bucket tintype-\d+ is refused to the key: check the key that Amazon's chain found, its secret/,
      );
    }
  });

  test('that is nowhere', async () => {
    const empty = { HOME: join(directory, 'empty') };
    for (const env of [empty, { ...empty, AWS_ACCESS_KEY_ID: ceph.key.id }, { AWS_PROFILE: 'nobody' }]) {
      expect(await refusal(chained(env))).toMatch(
        /^tintype: --s3-access-key-id is not set, and Amazon's chain found no key: .+ Set TINTYPE_S3_ACCESS_KEY_ID and/,
      );
    }
  });
});
