import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signUrlV1 } from '#src/oss/signature/v1.js';
import { ServerProcess } from './server-process.js';
import { tintype } from './tintype.js';

let directory = '';
let data: readonly string[] = [];
let running: ServerProcess[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-serve-'));
  data = ['--data', join(directory, 'data'), '--workers', '1'];
});
afterEach(async () => {
  await Promise.all(running.map((server) => server.end()));
  running = [];
  await rm(directory, { recursive: true });
});

const FREE = ['--port', '0', '--console-port', '0'];

function serve(args: readonly string[], env?: Record<string, string>): ServerProcess {
  const server = ServerProcess.serve(args, env);
  running.push(server);
  return server;
}

describe('the first start', () => {
  test('says where everything is, makes a key, and its three URLs answer', async () => {
    const server = serve([...FREE, ...data]);
    const endpoint = await server.endpoint();
    expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(server.stderr).toMatch(/^\nTintype \d+\.\d+\.\d+ is ready\.\n/);
    expect(server.stderr).toContain('(this machine only; --host 0.0.0.0 opens it to the network)');
    expect(server.stderr).toMatch(/Console +http:\/\/127\.0\.0\.1:\d+\n/);
    expect(server.stderr).toMatch(
      /Key id +TINT\w{20}\n {2}Secret +\w{30} {3}\(shown this once; kept in .*root-key\.json\)/,
    );
    expect(server.stderr).toMatch(/Fonts +wqy-zenhei +\S.*\((installed|stand-in)\)\n/);
    expect(server.stderr).toMatch(/^ +fangzhengkaiti +LXGW WenKai \(stand-in\)\n/m);
    expect((await stat(join(directory, 'data', 'root-key.json'))).mode & 0o777).toBe(0o600);

    const urls = server.stderr.match(/^ +http\S+x-oss-process=\S+$/gm)?.map((line) => line.trim()) ?? [];
    const answers = await Promise.all(urls.map((url) => fetch(url)));
    expect(answers.map((answer) => [answer.status, answer.headers.get('content-type')])).toEqual([
      [200, 'image/jpeg'],
      [200, 'image/webp'],
      [200, 'application/json'],
    ]);
    const thumbnail = await sharp(Buffer.from(await (answers[0] as Response).arrayBuffer())).metadata();
    expect(thumbnail).toMatchObject({ width: 400, height: 600 });

    expect(await server.stop()).toBe(0);
    expect(server.stderr).toMatch(
      /SIGTERM: finishing the requests under way\. Once more stops at once\.\nStopped\.\n$/,
    );
    for (const line of server.stdout.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });

  test('the next start has the same key and does not show its secret', async () => {
    const first = serve([...FREE, ...data]);
    await first.endpoint();
    const [, id = '', secret = ''] = /Key id +(\S+)\n +Secret +(\S+)/.exec(first.stderr) ?? [];
    await first.stop('SIGINT');
    const second = serve([...FREE, ...data]);
    const endpoint = await second.endpoint();
    expect(second.stderr).toContain(`Key id    ${id}`);
    expect(second.stderr).not.toContain(secret);
    expect(second.stderr).not.toContain('Secret');

    const args = ['url', 'image-demo/panda.png', 'image/resize,w_20', '--endpoint', endpoint, ...data.slice(0, 2)];
    const { stdout } = await tintype(args);
    const answer = await fetch(stdout.toString().trim());
    expect(answer.status).toBe(200);
    const broken = await fetch(stdout.toString().trim().replace('w_20', 'w_21').replace('w%5F20', 'w%5F21'));
    expect(broken.status).toBe(403);
  });

  test('--log-level decides which requests are logged', async () => {
    const server = serve([...FREE, ...data, '--no-demo', '--log-level', 'warn']);
    const endpoint = await server.endpoint();
    expect((await fetch(`${endpoint}/photos/none.jpg`)).status).toBe(404);
    await server.stop();
    expect(
      server.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).status),
    ).toEqual([404]);
    const silent = serve([...FREE, ...data, '--no-demo', '--log-level', 'error']);
    expect((await fetch(`${await silent.endpoint()}/photos/none.jpg`)).status).toBe(404);
    await silent.stop();
    expect(silent.stdout).toBe('');
  });

  test('--no-demo leaves the store empty and prints nothing to click; the key can be given', async () => {
    const key = { TINTYPE_ACCESS_KEY_ID: 'OWNER', TINTYPE_ACCESS_KEY_SECRET: 's3cret' };
    const server = serve([...FREE, ...data, '--no-demo'], key);
    const endpoint = await server.endpoint();
    expect(server.stderr).toContain('Key id    OWNER');
    expect(server.stderr).not.toContain('s3cret');
    expect(server.stderr).not.toContain('x-oss-process');
    expect((await fetch(`${endpoint}/image-demo/photo.jpg`)).status).toBe(404);
    await expect(stat(join(directory, 'data', 'root-key.json'))).rejects.toThrow('ENOENT');
  });
});

describe('a start that cannot be ends with one line and code 1', () => {
  async function refused(args: readonly string[]): Promise<string> {
    const server = serve(args);
    expect(await server.ended).toBe(1);
    expect(server.stderr).toMatch(/^tintype: [^\n]+\n$/);
    return server.stderr;
  }

  test.each([
    ['--port', '--console-port'],
    ['--console-port', '--port'],
  ])('%s in use', async (taken, free) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const port = String((other.address() as AddressInfo).port);
    const line = await refused([taken, port, free, '0', ...data]);
    expect(line).toContain(`${taken} ${port}: in use already on 127.0.0.1`);
    other.close();
  });

  test('a metadata database that nobody answers for', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await new Promise((resolve) => other.close(resolve));
    const line = await refused([...FREE, ...data, '--metadata', `postgres://tintype:hidden@127.0.0.1:${port}/tintype`]);
    expect(line).toContain(
      `--metadata postgres://tintype@127.0.0.1:${port}/tintype cannot be reached: connect ECONNREF`,
    );
    expect(line).not.toContain('hidden');
  });

  test('a second server on one data directory', async () => {
    const first = serve([...FREE, ...data, '--no-demo']);
    await first.endpoint();
    const line = await refused([...FREE, ...data]);
    const what = `is in use by another Tintype (process ${first.child.pid}). Choose another: a directory`;
    expect(line).toContain(`--data ${join(directory, 'data')}: ${what}`);
  });

  test('a data directory that is a file', async () => {
    writeFileSync(join(directory, 'file'), '');
    const line = await refused([...FREE, '--data', join(directory, 'file')]);
    expect(line).toContain(`--data ${join(directory, 'file')}: is no directory. Choose another: a directory`);
  });

  test('a data directory inside a file', async () => {
    writeFileSync(join(directory, 'file'), '');
    const line = await refused([...FREE, '--data', join(directory, 'file', 'data')]);
    expect(line).toContain(`--data ${join(directory, 'file', 'data')}: is no directory. Choose another: a directory`);
  });

  // Root may write everywhere.
  test.skipIf(process.getuid?.() === 0)('a data directory that belongs to somebody else', async () => {
    mkdirSync(join(directory, 'data'), { mode: 0o500 });
    const line = await refused([...FREE, ...data]);
    expect(line).toContain(`--data ${join(directory, 'data')}: this user may not write there. Choose another`);
  });

  test('an address that this machine does not have', async () => {
    const line = await refused([...FREE, ...data, '--host', '192.0.2.1']);
    expect(line).toContain('--host 192.0.2.1: is no address of this machine; use 127.0.0.1');
  });

  test('a damaged key file', async () => {
    mkdirSync(join(directory, 'data'));
    writeFileSync(join(directory, 'data', 'root-key.json'), '{}');
    expect(await refused([...FREE, ...data])).toContain(join(directory, 'data', 'root-key.json'));
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
    const server = serve([...FREE, ...data], key);
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
  function start(args: readonly string[], env: Record<string, string>): ServerProcess {
    const server = ServerProcess.npmStart(args, env);
    running.push(server);
    return server;
  }

  /** A machine without ffmpeg, with an apt-get that has nothing to give. */
  function bareMachine(): string {
    const bin = join(directory, 'bin');
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
    const server = start([...FREE, ...data], { TINTYPE_NO_INSTALL: '1', PATH: bareMachine() });
    const endpoint = await server.endpoint();
    expect((await fetch(`${endpoint}/image-demo/example.jpg`)).status).toBe(200);
    // Long enough for what must not come.
    await sleep(1000);
    expect(await server.stop('SIGTERM')).toBe(0);
    expect(server.stderr).toContain('Stopped.');
    expect(server.stderr).not.toMatch(/Installing|Missing/);
  });

  test('looks for what is missing once the server is ready, and serves on without it', async () => {
    const server = start([...FREE, ...data, '--no-demo'], { PATH: bareMachine() });
    const endpoint = await server.endpoint();
    await server.says(/is ready[\s\S]*\n(Missing: ffmpeg|Installing ffmpeg[\s\S]*Still missing: ffmpeg)/);
    expect((await fetch(`${endpoint}/photos/cat.jpg`)).status).toBe(404);
    expect(await server.stop('SIGTERM')).toBe(0);
  });

  test('bad configuration ends it with the code of the server', async () => {
    const server = start(['--port', 'x'], {});
    expect(await server.ended).toBe(2);
    expect(server.stderr).toMatch(/^tintype: --port x: must be [^\n]+\n$/);
  });
});
