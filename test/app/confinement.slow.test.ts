/** Workers that are confined: videos, data of before, and systems that allow less. */
import { chmodSync, chownSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WORKER_ID } from '#src/workers/confinement.js';
import { ServerProcess } from '../cli/server-process.js';
import { clip, hasFfmpeg } from '../clips.js';
import { jpeg, photo } from '../pictures.js';
import { closest, dataDirectory, ENV, send, serve, status, workersOf } from './confined.js';

test.runIf(closest && hasFfmpeg)('frames of a video that is one file, and of one in pieces', async () => {
  const server = serve(dataDirectory());
  try {
    const endpoint = await server.endpoint();
    await send(endpoint, 'PUT', '/wall', undefined, { 'x-oss-acl': 'public-read' });
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
  } finally {
    await server.end();
  }
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
