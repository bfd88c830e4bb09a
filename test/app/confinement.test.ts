/** Workers as another user, without a network: what they may not reach, and that all of their work goes on. */
import { chmodSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findConfinement, WORKER_ID } from '#src/workers/confinement.js';
import type { ServerProcess } from '../cli/server-process.js';
import { jpeg, photo } from '../pictures.js';
import { asWorker, closest, dataDirectory, send, serve, status, workersOf } from './confined.js';

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
});

test.runIf(process.platform === 'linux')('a worker leads a group, in the session of the server', async () => {
  const server = serve(dataDirectory(), '--workers', '1');
  try {
    await server.endpoint();
    const [pid = 0] = await workersOf(server);
    const [group, session] = groupAndSession(pid);
    expect([group, session]).toEqual([String(pid), groupAndSession(Number(server.child.pid))[1]]);
  } finally {
    await server.end();
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

test.runIf(closest)('where that user could not read what it needs, it is the same user with fewer rights', async () => {
  const hidden = dataDirectory();
  chmodSync(hidden, 0o700);
  const found = await findConfinement({ writable: hidden, readable: [] });
  expect(found).toMatchObject({ otherUser: false, offline: true });
  expect(found.command).toContain('--no-new-privs');
  const none = await findConfinement({ writable: '/nowhere', readable: [] });
  expect(none).toMatchObject({ otherUser: false, offline: false });
  expect(none.command).not.toContain('setpriv');
});

/** proc_pid_stat(5). The name before them may hold anything, but no `) `. */
function groupAndSession(pid: number): string[] {
  return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ').slice(2, 4) ?? [];
}
