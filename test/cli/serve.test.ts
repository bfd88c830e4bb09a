import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { text as streamText } from 'node:stream/consumers';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { FRONT_FLAGS, MARK_ALONE } from '#src/workers/node-flags.js';
import { FREE, useServers } from './serving.js';

const { at, data, serve, npmStart } = useServers();

const DIST = new URL('../../dist/', import.meta.url);

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

/** Of the front process when it ends: V8's flags that are not as they come, and what else `more` writes. */
async function frontOf(flags: readonly string[], env: Record<string, string> = {}, more = ''): Promise<string> {
  // V8 prints each flag with its value: more than a pipe takes at once, so that it has to wait.
  const tell = `
    ${more}
    const { setFlagsFromString } = await import('node:v8');
    // V8 ends the process behind its help.
    process.on('exit', () => {
      process.stdout._handle.setBlocking(true);
      setFlagsFromString('--help');
    });
    await import('${DIST}main.js');`;
  // A start that cannot be has them already.
  const child = spawn(
    process.execPath,
    [...flags, '--input-type=module', '-e', tell, 'main.js', 'serve', '--port', 'x'],
    {
      env: { ...process.env, NODE_OPTIONS: '', ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  return await streamText(child.stdout);
}

const setIn = (output: string) => [...output.matchAll(/ default: (--\S+)$/gm)].map(([, flag]) => flag);

test.runIf(MARK_ALONE)(
  'the front process has the flags of V8 that it is to have, after a full collection',
  async () => {
    const output = await frontOf(['--trace-gc']);
    expect(setIn(output)).toEqual(expect.arrayContaining([...FRONT_FLAGS, '--heap-growing-percent=30', MARK_ALONE]));
    // What V8 calls one that was asked for.
    expect(output).toMatch(/Mark-Compact .* testing/);
  },
);

test.runIf(MARK_ALONE).each([
  [['--import', 'data:text/javascript,'], ''],
  [[], '--require=node:fs'],
  [['--no-warnings', '--experimental-loader', 'data:text/javascript,'], ''],
])('where another heap may be there first, V8 marks as it does: %j %s', async (flags, NODE_OPTIONS) => {
  const set = setIn(await frontOf(flags, { NODE_OPTIONS }));
  expect(set).toEqual(expect.arrayContaining([...FRONT_FLAGS, '--heap-growing-percent=30']));
  expect(set).not.toContain(MARK_ALONE);
});

const DEAR = 'x-oss-process=image/format,avif';

test('in a rush the heap may grow by more, and after it no longer', async () => {
  // Says on standard error what V8 is told.
  const tell = `
    import v8 from 'node:v8';
    import { syncBuiltinESMExports } from 'node:module';
    const { setFlagsFromString } = v8;
    v8.setFlagsFromString = (flag) => {
      process.stderr.write(flag + '\\n');
      setFlagsFromString(flag);
    };
    syncBuiltinESMExports();`;
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(tell)}`;
  const server = serve([...FREE, ...data()], { NODE_OPTIONS });
  const endpoint = await server.endpoint();
  const grows = () => [...server.stderr.matchAll(/--heap-growing-percent=(\d+)/g)].map(([, percent]) => percent);
  expect(grows()).toEqual(['30']);
  const left = new AbortController();
  const { signal } = left;
  const ask = (n: number) => fetch(`${endpoint}/image-demo/photo.jpg?${DEAR}/resize,w_${2000 + n},limit_0`, { signal });
  const asked = Array.from({ length: 20 }, (_, n) => ask(n).catch(() => {}));
  await expect.poll(grows).toContain('100');
  left.abort();
  await Promise.all(asked);
  await expect.poll(() => grows().at(-1)).toBe('30');
});

test('the front process keeps a tick', async () => {
  const output = await frontOf(
    [],
    {},
    `const { keptTick } = await import('${DIST}cli/heap.js');
    process.on('exit', () => console.log('kept: ' + typeof keptTick()?.callback));`,
  );
  expect(output).toContain('kept: function\n');
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
