/** More starts, and stops, than serve.test.ts has; each is a server of its own. */
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { signUrlV1 } from '#src/oss/signature/v1.js';
import { freePort } from '../../scripts/free-port.js';
import { FREE, useServers } from './serving.js';
import { tintype } from './tintype.js';

const { at, data, serve, npmStart } = useServers();

describe('the first start', () => {
  test('the next start has the same key and does not show its secret', async () => {
    const first = serve([...FREE, ...data()]);
    await first.endpoint();
    const [, id = '', secret = ''] = /Key id +(\S+)\n +Secret +(\S+)/.exec(first.stderr) ?? [];
    await first.stop('SIGINT');
    const second = serve([...FREE, ...data()]);
    const endpoint = await second.endpoint();
    expect(second.stderr).toContain(`Key id    ${id}`);
    expect(second.stderr).not.toContain(secret);
    expect(second.stderr).not.toContain('Secret');

    const args = ['url', 'image-demo/panda.png', 'image/resize,w_20', '--endpoint', endpoint, ...data().slice(0, 2)];
    const { stdout } = await tintype(args);
    const answer = await fetch(stdout.toString().trim());
    expect(answer.status).toBe(200);
    const broken = await fetch(stdout.toString().trim().replace('w_20', 'w_21').replace('w%5F20', 'w%5F21'));
    expect(broken.status).toBe(403);
  });

  test('--log-level decides which requests are logged', async () => {
    const server = serve([...FREE, ...data(), '--no-demo', '--log-level', 'warn']);
    const endpoint = await server.endpoint();
    expect((await fetch(`${endpoint}/photos/none.jpg`)).status).toBe(404);
    await server.stop();
    expect(
      server.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).status),
    ).toEqual([404]);
    const silent = serve([...FREE, ...data(), '--no-demo', '--log-level', 'error']);
    expect((await fetch(`${await silent.endpoint()}/photos/none.jpg`)).status).toBe(404);
    await silent.stop();
    expect(silent.stdout).toBe('');
  });

  test('--no-demo leaves the store empty and prints nothing to click; the key can be given', async () => {
    const key = { TINTYPE_ACCESS_KEY_ID: 'OWNER', TINTYPE_ACCESS_KEY_SECRET: 's3cret' };
    const server = serve([...FREE, ...data(), '--no-demo'], key);
    const endpoint = await server.endpoint();
    expect(server.stderr).toContain('Key id    OWNER');
    expect(server.stderr).not.toContain('s3cret');
    expect(server.stderr).not.toContain('x-oss-process');
    expect((await fetch(`${endpoint}/image-demo/photo.jpg`)).status).toBe(404);
    await expect(stat(at('data', 'root-key.json'))).rejects.toThrow('ENOENT');
  });
});

describe('a start that cannot be ends with one line and code 1', () => {
  async function refused(args: readonly string[]): Promise<string> {
    const server = serve([...args, '--no-demo']);
    expect(await server.ended).toBe(1);
    expect(server.stderr).toMatch(/^tintype: [^\n]+\n$/);
    return server.stderr;
  }

  test('a metadata database that nobody answers for', async () => {
    const port = await freePort();
    const line = await refused([
      ...FREE,
      ...data(),
      '--metadata',
      `postgres://tintype:hidden@127.0.0.1:${port}/tintype`,
    ]);
    expect(line).toContain(
      `--metadata postgres://tintype@127.0.0.1:${port}/tintype cannot be reached: connect ECONNREF`,
    );
    expect(line).not.toContain('hidden');
  });

  test('a data directory inside a file', async () => {
    writeFileSync(at('file'), '');
    const line = await refused([...FREE, '--data', at('file', 'data')]);
    expect(line).toContain(`--data ${at('file', 'data')}: is no directory. Choose another: a directory`);
  });

  // Root may write everywhere.
  test.skipIf(process.getuid?.() === 0)('a data directory that belongs to somebody else', async () => {
    mkdirSync(at('data'), { mode: 0o500 });
    const line = await refused([...FREE, ...data()]);
    expect(line).toContain(`--data ${at('data')}: this user may not write there. Choose another`);
  });

  test('an address that this machine does not have', async () => {
    const line = await refused([...FREE, ...data(), '--host', '192.0.2.1']);
    expect(line).toContain('--host 192.0.2.1: is no address of this machine; use 127.0.0.1');
  });
});

describe('stopping', () => {
  const key = { TINTYPE_ACCESS_KEY_ID: 'OWNER', TINTYPE_ACCESS_KEY_SECRET: 's3cret' };

  /** A request that does not end by itself: an upload whose body stays away. */
  async function hangingUpload(endpoint: string): Promise<void> {
    const expires = Math.floor(Date.now() / 1000) + 60;
    const target = { endpoint, bucket: 'image-demo', key: 'slow.jpg', method: 'PUT', expires };
    const { hostname, port, pathname, search } = new URL(
      signUrlV1({ ...target, accessKeyId: 'OWNER', secret: 's3cret' }),
    );
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    const head = `PUT ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n`;
    socket.write(head);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toContain('100 Continue');
  }

  test('two signals in a moment are one; a later one stops at once', async () => {
    const server = serve([...FREE, ...data()], key);
    await hangingUpload(await server.endpoint());
    server.child.kill('SIGINT');
    server.child.kill('SIGTERM');
    await server.says(/finishing the requests under way/);
    await sleep(600);
    expect(server.child.exitCode).toBeNull();
    expect(await server.stop('SIGTERM')).toBe(143);
    expect(server.stderr.match(/finishing/g)).toHaveLength(1);
    expect(server.stderr).not.toContain('Stopped');
  });
});

describe('npm start', () => {
  /** A machine without ffmpeg, with an apt-get that has nothing to give. */
  function bareMachine(): string {
    const bin = at('bin');
    mkdirSync(bin);
    for (const [name, script] of [
      ['apt-get', 'echo "E: no network"; exit 100'],
      ['apt-cache', 'exit 1'],
    ] as const) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    return bin;
  }

  test('serves, passes its options on, and hands the signal and the code through', async () => {
    const server = npmStart([...FREE, ...data()], { TINTYPE_NO_INSTALL: '1', PATH: bareMachine() });
    const endpoint = await server.endpoint();
    expect((await fetch(`${endpoint}/image-demo/example.jpg`)).status).toBe(200);
    // Long enough for what must not come.
    await sleep(1000);
    expect(await server.stop('SIGTERM')).toBe(0);
    expect(server.stderr).toContain('Stopped.');
    expect(server.stderr).not.toMatch(/Installing|Missing/);
  });

  test('looks for what is missing once the server is ready, and serves on without it', async () => {
    const server = npmStart([...FREE, ...data(), '--no-demo'], { PATH: bareMachine() });
    const endpoint = await server.endpoint();
    await server.says(/is ready[\s\S]*\n(Missing: ffmpeg|Installing ffmpeg[\s\S]*Still missing: ffmpeg)/);
    expect((await fetch(`${endpoint}/photos/cat.jpg`)).status).toBe(404);
    expect(await server.stop('SIGTERM')).toBe(0);
  });
});
