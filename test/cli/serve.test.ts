import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { FRONT_FLAGS } from '#src/workers/node-flags.js';
import { FREE, useServers } from './serving.js';

const { at, data, serve, npmStart } = useServers();

describe('the first start', () => {
  test('says where everything is, makes a key, and its three URLs answer', async () => {
    const server = serve([...FREE, ...data()]);
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
    expect((await stat(at('data', 'root-key.json'))).mode & 0o777).toBe(0o600);

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
});

test.runIf(FRONT_FLAGS.length > 0)('the front process has the flags of V8 that it is to have', async () => {
  // V8 prints each flag with its value: more than a pipe takes at once, so that it has to wait.
  const tell = `
    import { setFlagsFromString } from 'node:v8';
    process.on('exit', () => {
      process.stdout._handle.setBlocking(true);
      setFlagsFromString('--help');
    });`;
  const options = `--import=data:text/javascript,${encodeURIComponent(tell)}`;
  // A start that cannot be has them already.
  const server = serve(['--port', 'x'], { NODE_OPTIONS: options });
  await server.ended;
  const set = [...server.stdout.matchAll(/ default: (--\S+)$/gm)].map(([, flag]) => flag);
  expect(set).toEqual(expect.arrayContaining([...FRONT_FLAGS, '--heap-growing-percent=30']));
});

describe('a start that cannot be ends with one line and code 1', () => {
  async function refused(args: readonly string[]): Promise<string> {
    const server = serve([...args, '--no-demo']);
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
    const line = await refused([taken, port, free, '0', ...data()]);
    expect(line).toContain(`${taken} ${port}: in use already on 127.0.0.1`);
    other.close();
  });

  test('a second server on one data directory', async () => {
    const first = serve([...FREE, ...data(), '--no-demo']);
    await first.endpoint();
    const line = await refused([...FREE, ...data()]);
    const what = `is in use by another Tintype (process ${first.child.pid}). Choose another: a directory`;
    expect(line).toContain(`--data ${at('data')}: ${what}`);
  });

  test('a data directory that is a file', async () => {
    writeFileSync(at('file'), '');
    const line = await refused([...FREE, '--data', at('file')]);
    expect(line).toContain(`--data ${at('file')}: is no directory. Choose another: a directory`);
  });

  test('a damaged key file', async () => {
    mkdirSync(at('data'));
    writeFileSync(at('data', 'root-key.json'), '{}');
    expect(await refused([...FREE, ...data()])).toContain(at('data', 'root-key.json'));
  });
});

describe('npm start', () => {
  test('bad configuration ends it with the code of the server', async () => {
    const server = npmStart(['--port', 'x'], {});
    expect(await server.ended).toBe(2);
    expect(server.stderr).toMatch(/^tintype: --port x: must be [^\n]+\n$/);
  });
});
