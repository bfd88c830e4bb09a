/** Workers as another user, without a network: what they may not reach, and that all of their work goes on. */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { findConfinement, WORKER_ID } from '#src/workers/confinement.js';
import { ServerProcess } from '../cli/server-process.js';
import { clip, hasFfmpeg } from '../clips.js';
import { signed } from '../oss/request.js';
import { jpeg, photo } from '../pictures.js';

const PAIR = { id: 'wall-key', secret: 'wall-secret' };
const ENV = { TINTYPE_ACCESS_KEY_ID: PAIR.id, TINTYPE_ACCESS_KEY_SECRET: PAIR.secret, TINTYPE_OTHER_SECRET: 'hidden' };
/** The closest confinement needs root, and a system that grants it namespaces. */
const WRITABLE = { writable: tmpdir(), readable: [process.execPath] };
const { otherUser, offline } = await findConfinement(WRITABLE);
const closest = otherUser && offline;

const directories: string[] = [];
function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tintype-wall-'));
  directories.push(directory);
  return directory;
}
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

const serve = (data: string, ...more: string[]) =>
  ServerProcess.serve(['--data', data, '--port', '0', '--console-port', '0', '--no-demo', ...more], ENV);

const status = (pid: number, name: string) =>
  new RegExp(`^${name}:[\\t ]*(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];

/** Once they are ready: before, the programs that confine them are still at it. */
async function workersOf(server: ServerProcess): Promise<number[]> {
  const [, console = ''] = await server.says(/Console +(\S+)/);
  await vi.waitFor(async () => expect((await fetch(`${console}/ready`)).status).toBe(200), {
    timeout: 15_000,
    interval: 50,
  });
  const own = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return own.map(Number).filter((pid) => {
    try {
      return status(pid, 'PPid') === String(server.child.pid);
    } catch {
      return false;
    }
  });
}

async function send(
  endpoint: string,
  method: string,
  path: string,
  body?: Buffer | string,
  headers = {},
): Promise<Response> {
  const [bare = '', query = ''] = path.split('?');
  const resource = bare.split('/').length === 2 ? `${bare}/` : bare;
  const ask = signed({ method, path: bare, query, headers }, resource, PAIR);
  const options = { method, headers: ask.headers ?? {}, ...(body !== undefined && { body }) };
  return fetch(`${endpoint}${path}`, options);
}

const asWorker = (...command: string[]) =>
  execFileSync('setpriv', [`--reuid=${WORKER_ID}`, `--regid=${WORKER_ID}`, '--clear-groups', ...command], {
    stdio: 'pipe',
  });

describe.runIf(closest)('with root on Linux', () => {
  let server: ServerProcess;
  let endpoint: string;
  let data: string;

  beforeAll(async () => {
    data = dataDirectory();
    server = serve(data);
    endpoint = await server.endpoint();
    await send(endpoint, 'PUT', '/wall', undefined, { 'x-oss-acl': 'public-read' });
    await send(endpoint, 'PUT', '/wall/photo.jpg', await jpeg(photo(800, 600)));
  });
  afterAll(() => server.end());

  test('another user without rights, network or secrets', async () => {
    const workers = await workersOf(server);
    expect(workers.length).toBeGreaterThanOrEqual(2);
    for (const pid of workers) {
      expect(status(pid, 'Uid')?.split('\t')).toEqual(Array(4).fill(String(WORKER_ID)));
      expect(status(pid, 'Gid')?.split('\t')).toEqual(Array(4).fill(String(WORKER_ID)));
      expect(status(pid, 'Groups')?.trim()).toBe('');
      expect([status(pid, 'NoNewPrivs'), status(pid, 'CapEff'), status(pid, 'CapBnd')]).toEqual([
        '1',
        '0'.repeat(16),
        '0'.repeat(16),
      ]);
      expect(readlinkSync(`/proc/${pid}/ns/net`)).not.toBe(readlinkSync('/proc/self/ns/net'));
      expect(readFileSync(`/proc/${pid}/environ`, 'latin1')).not.toMatch(/secret|hidden|TINTYPE_ACCESS/i);
      expect(readFileSync(`/proc/${pid}/limits`, 'latin1')).toMatch(/^Max core file size +0 +0 /m);
    }
  });

  test('it reads a blob whose id it is told, and nothing else of the data directory', () => {
    const shard = readdirSync(join(data, 'blobs')).find((name) => readdirSync(join(data, 'blobs', name)).length > 0);
    const blob = join(data, 'blobs', String(shard), String(readdirSync(join(data, 'blobs', String(shard)))[0]));
    expect(asWorker('head', '-c', '2', blob).toString('hex')).toBe('ffd8');
    for (const command of [
      ['cat', join(data, 'metadata.db')],
      ['cat', join(data, 'metadata.db-wal')],
      ['cat', join(data, 'lock.pid')],
      ['ls', data],
      ['ls', join(data, 'blobs')],
      ['ls', join(data, 'blobs', String(shard))],
      ['ls', join(data, 'results', 'scratch')],
      ['ls', join(data, 'results', 'bodies')],
      ['sh', '-c', `echo x >> ${blob}`],
      ['rm', '-f', blob],
      ['touch', join(data, 'new')],
    ]) {
      expect(() => asWorker(...command), command.join(' ')).toThrow();
    }
  });

  test('pictures, small and large, with text', async () => {
    const small = await fetch(`${endpoint}/wall/photo.jpg?x-oss-process=image/resize,w_90/watermark,text_SGk`);
    expect((await sharp(Buffer.from(await small.arrayBuffer())).metadata()).width).toBe(90);
    const large = await fetch(`${endpoint}/wall/photo.jpg?x-oss-process=image/resize,p_300/format,png`);
    expect(large.status).toBe(200);
    expect((await large.arrayBuffer()).byteLength).toBeGreaterThan(1 << 20);
  });

  test.skipIf(!hasFfmpeg)('frames of a video that is one file, and of one in pieces', async () => {
    const video = readFileSync(clip('h264', 'mp4'));
    await send(endpoint, 'PUT', '/wall/whole.mp4', video);
    const half = video.length >> 1;
    for (const [position, piece] of [
      [0, video.subarray(0, half)],
      [half, video.subarray(half)],
    ] as const) {
      const path = `/wall/pieces.mp4?append&position=${position}`;
      expect((await send(endpoint, 'POST', path, piece)).status).toBe(200);
    }
    const frames: Buffer[] = [];
    for (const key of ['whole', 'pieces']) {
      const reply = await fetch(`${endpoint}/wall/${key}.mp4?x-oss-process=video/snapshot,t_1000,f_png`);
      expect([key, reply.status]).toEqual([key, 200]);
      frames.push(Buffer.from(await reply.arrayBuffer()));
    }
    expect(frames[1]?.equals(frames[0] as Buffer)).toBe(true);
  });
});

test.runIf(closest)('what was stored before is opened once; --no-confinement leaves everything as it is', async () => {
  const data = dataDirectory();
  const open = serve(data, '--no-confinement');
  try {
    const endpoint = await open.endpoint();
    await send(endpoint, 'PUT', '/wall', undefined, { 'x-oss-acl': 'public-read' });
    await send(endpoint, 'PUT', '/wall/photo.jpg', await jpeg(photo(80, 60)));
    expect((await workersOf(open)).map((pid) => status(pid, 'Uid')?.split('\t')[0])).not.toContain(String(WORKER_ID));
    expect(statSync(join(data, 'blobs')).gid).not.toBe(WORKER_ID);
    expect(await open.stop()).toBe(0);
  } finally {
    await open.end();
  }
  for (const shard of readdirSync(join(data, 'blobs'))) {
    for (const name of readdirSync(join(data, 'blobs', shard))) chmodSync(join(data, 'blobs', shard, name), 0o600);
  }
  const confined = serve(data);
  try {
    const reply = await fetch(`${await confined.endpoint()}/wall/photo.jpg?x-oss-process=image/info`);
    expect(reply.status).toBe(200);
    expect((await fetch(`${await confined.endpoint()}/wall/photo.jpg?x-oss-process=image/resize,w_9`)).status).toBe(
      200,
    );
  } finally {
    await confined.end();
  }
});

test.runIf(closest)('a worker does not find passwords in the command line of the server', async () => {
  const server = serve(dataDirectory(), '--valkey', 'redis://cache:hidden-word@127.0.0.1:1');
  try {
    await server.endpoint();
    const line = asWorker('cat', `/proc/${server.child.pid}/cmdline`).toString('latin1');
    expect(line).toContain('--valkey ***');
    expect(line).not.toContain('hidden-word');
    expect(() => asWorker('cat', `/proc/${server.child.pid}/environ`)).toThrow();
  } finally {
    await server.end();
  }
});

test.runIf(closest)('a strict umask shuts no picture', async () => {
  const before = process.umask(0o077);
  const server = serve(dataDirectory());
  process.umask(before);
  try {
    const endpoint = await server.endpoint();
    await send(endpoint, 'PUT', '/wall', undefined, { 'x-oss-acl': 'public-read' });
    await send(endpoint, 'PUT', '/wall/photo.jpg', await jpeg(photo(80, 60)));
    expect((await fetch(`${endpoint}/wall/photo.jpg?x-oss-process=image/resize,w_9`)).status).toBe(200);
  } finally {
    await server.end();
  }
});

test.runIf(closest)('where that user could not read what it needs, it is the same user with fewer rights', async () => {
  const hidden = dataDirectory();
  chmodSync(hidden, 0o700);
  const found = await findConfinement({ writable: hidden, readable: [] });
  expect(found).toMatchObject({ otherUser: false, offline: true });
  expect(found.command).toContain('--no-new-privs');
  expect((await findConfinement({ writable: '/nowhere', readable: [] })).command).toEqual([]);
});

/** Docker's own set; docs/deployment.md says what may be added and dropped. */
const CONTAINER =
  'chown dac_override fsetid fowner mknod net_raw setgid setuid setfcap setpcap net_bind_service sys_chroot kill audit_write';

test.runIf(closest).each([
  ['', { otherUser: false, offline: false }],
  ['chown setuid setgid setpcap kill', { otherUser: false, offline: false }],
  [`${CONTAINER} sys_admin`, { otherUser: true, offline: false }],
  ['chown fsetid setuid setgid setpcap kill sys_admin net_admin', { otherUser: true, offline: true }],
])('root with no capability but "%s", as in a container', async (capabilities, expected) => {
  const bounds = ['-all', ...capabilities.split(' ').flatMap((name) => (name === '' ? [] : [`+${name}`]))].join(',');
  const args = ['--data', dataDirectory(), '--port', '0', '--console-port', '0', '--no-demo', '--workers', '1'];
  const server = ServerProcess.serveUnder(['setpriv', `--bounding-set=${bounds}`], args, ENV);
  try {
    const endpoint = await server.endpoint();
    await send(endpoint, 'PUT', '/wall', undefined, { 'x-oss-acl': 'public-read' });
    await send(endpoint, 'PUT', '/wall/photo.jpg', await jpeg(photo(80, 60)));
    expect((await fetch(`${endpoint}/wall/photo.jpg?x-oss-process=image/resize,w_9`)).status).toBe(200);
    const [pid = 0] = await workersOf(server);
    const found = {
      otherUser: status(pid, 'Uid')?.split('\t')[0] === String(WORKER_ID),
      offline: readlinkSync(`/proc/${pid}/ns/net`) !== readlinkSync('/proc/self/ns/net'),
    };
    expect([found, status(pid, 'NoNewPrivs'), status(pid, 'CapEff')]).toEqual([expected, '1', '0'.repeat(16)]);
    expect(await server.stop()).toBe(0);
  } finally {
    await server.end();
  }
});

test.runIf(closest)('a user whom the system does not know, and who has no home', async () => {
  const data = dataDirectory();
  const user = 61_234;
  chownSync(data, user, user);
  const under = ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups', '--bounding-set=-all'];
  const args = ['--data', data, '--port', '0', '--console-port', '0', '--no-demo', '--workers', '1'];
  const server = ServerProcess.serveUnder(under, args, ENV);
  try {
    await server.endpoint();
    const [pid = 0] = await workersOf(server);
    expect([status(pid, 'Uid')?.split('\t')[0], status(pid, 'NoNewPrivs')]).toEqual([String(user), '1']);
    expect(await server.stop()).toBe(0);
  } finally {
    await server.end();
  }
});
