/** Origins that are slow, endless, lying or gone: each costs the request that asked it, and nothing of it is kept. */
import { readFileSync } from 'node:fs';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalOrigin, localOrigin } from '../../origin/local-origin.js';
import { refusal, useService } from '../service.js';
import { ruleXml, websiteXml } from './bucket.js';

const LIMIT = 100_000;
const origin = { allow: ['127.0.0.1'], answerWithin: 2000, silence: 1500, within: 4000 };
const service = useService({ origin, mirrorBytes: LIMIT });

const head = (...lines: string[]) => `${['HTTP/1.1 200 OK', ...lines].join('\r\n')}\r\n\r\n`;
const again = (socket: Socket, every: number, text: string) => {
  const timer = setInterval(() => socket.write(text), every);
  socket.on('close', () => clearInterval(timer));
};

/** What each does with a connection, and why it failed. */
const BAD: Readonly<Record<string, readonly [(socket: Socket) => void, RegExp]>> = {
  mute: [() => {}, /took too long/],
  'slow-headers': [(socket) => again(socket, 50, 'x'), /took too long|could not be asked/],
  'slow-header-lines': [
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      again(socket, 50, 'x-a: b\r\n');
    },
    /took too long/,
  ],
  'endless-headers': [(socket) => again(socket, 1, `x-a: ${'b'.repeat(8000)}\r\n`), /could not be asked/],
  'only-informs': [(socket) => again(socket, 10, 'HTTP/1.1 102 Processing\r\n\r\n'), /took too long/],
  silent: [(socket) => socket.write(`${head('content-length: 10')}half`), /fell silent/],
  drips: [
    (socket) => {
      socket.write(head('content-length: 1000'));
      again(socket, 50, 'x');
    },
    /took too long/,
  ],
  endless: [
    (socket) => {
      socket.write(head('transfer-encoding: chunked'));
      again(socket, 1, `2000\r\n${'x'.repeat(0x2000)}\r\n`);
    },
    /too large/,
  ],
  large: [(socket) => socket.write(head(`content-length: ${LIMIT + 1}`)), /larger than 100000 bytes/],
  short: [(socket) => socket.end(`${head('content-length: 10')}short`), /broke off/],
  'cut-chunks': [(socket) => socket.end(`${head('transfer-encoding: chunked')}5\r\nhello\r\n`), /broke off/],
  'bad-chunks': [(socket) => socket.end(`${head('transfer-encoding: chunked')}zz\r\nhello\r\n`), /broke off/],
  reset: [
    (socket) => {
      socket.write(`${head('content-length: 10')}half`);
      setTimeout(() => socket.resetAndDestroy(), 20);
    },
    /broke off/,
  ],
  'no-length': [(socket) => socket.end(`${head('connection: close')}until the end`), /does not say how long/],
  'other-coding': [(socket) => socket.end(`${head('transfer-encoding: identity')}until the end`), /coding of its own/],
  'two-lengths': [
    (socket) => socket.end(`${head('content-length: 3', 'content-length: 4')}abcd`),
    /could not be asked/,
  ],
  'wrong-md5': [
    (socket) => socket.end(`${head('content-length: 3', 'content-md5: 1B2M2Y8AsgTpgAmY7PhCfg==')}abc`),
    /Content-MD5/,
  ],
  partial: [(socket) => socket.end('HTTP/1.1 206 Partial\r\ncontent-length: 3\r\n\r\nabc'), /answered 206/],
  empty: [(socket) => socket.end('HTTP/1.1 204 None\r\n\r\n'), /answered 204/],
  'not-modified': [(socket) => socket.end('HTTP/1.1 304 Same\r\n\r\n'), /answered 304/],
  upgrade: [
    (socket) => socket.end('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    /could not be asked/,
  ],
  garbage: [(socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'), /could not be asked/],
  'in-circles': [
    (socket) => socket.end('HTTP/1.1 302 Found\r\nlocation: /in-circles/key\r\ncontent-length: 0\r\n\r\n'),
    /redirects more than 5 times/,
  ],
};

let bad: Server;
let good: LocalOrigin;
/** With a certificate that nobody vouches for. */
let unvouched: TlsServer;
const pem = (name: string) => readFileSync(new URL(`../../http/tls/${name}`, import.meta.url));
const sockets = new Set<Socket>();

beforeAll(async () => {
  bad = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', (request) => BAD[/^GET \/([a-z0-9-]+)\//.exec(request.toString())?.[1] ?? '']?.[0](socket));
  });
  await new Promise<void>((listening) => bad.listen(0, '127.0.0.1', listening));
  good = await localOrigin((_, response) => response.writeHead(200, { 'content-length': 4 }).end('good'));
  const { port } = bad.address() as AddressInfo;
  unvouched = createTlsServer({ cert: pem('localhost.crt'), key: pem('localhost.key') }, (_, response) =>
    response.end('x'),
  );
  await new Promise<void>((listening) => unvouched.listen(0, '127.0.0.1', listening));
  // A port that nobody listens to any more.
  const gone = await localOrigin(() => {});
  await gone.close();
  await service.owner('PUT', 'bad', { headers: { 'x-oss-acl': 'public-read' } });
  const body = websiteXml(
    ruleXml({ url: `http://127.0.0.1:${good.port}/`, prefix: 'good/' }, 1),
    ruleXml({ url: `http://127.0.0.1:${gone.port}/`, prefix: 'gone/' }, 2),
    ruleXml({ url: `https://127.0.0.1:${(unvouched.address() as AddressInfo).port}/`, prefix: 'unvouched/' }, 3),
    ruleXml({ url: `http://127.0.0.1:${port}/`, more: '<MirrorCheckMd5>true</MirrorCheckMd5>' }, 4),
  );
  expect((await service.owner('PUT', 'bad', { query: 'website', body })).status).toBe(200);
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await good?.close();
  await new Promise((closed) => unvouched.close(closed));
  await new Promise((closed) => bad.close(closed));
});

const REASONS: readonly (readonly [string, RegExp])[] = [
  ...Object.entries(BAD).map(([name, [, reason]]) => [name, reason] as const),
  ['gone', /could not be asked/],
  ['unvouched', /could not be asked/],
];

test.concurrent.each(REASONS)('%s', async (name, reason) => {
  const [failed, meanwhile] = await Promise.all([
    service.ask({ path: `/bad/${name}/key` }),
    service.ask({ path: `/bad/good/${name}` }),
  ]);
  expect(refusal(failed)).toMatch(/^424 MirrorFailed: /);
  expect(refusal(failed)).toMatch(reason);
  expect(meanwhile.text).toBe('good');
  expect(await service.store.head('bad', `${name}/key`)).not.toHaveProperty('object');
});

test('nothing is left under way, and nothing of it in the directory', async () => {
  expect(service.services.mirror.stats()).toMatchObject({ underWay: 0 });
  const { objects } = await service.store.list({ bucket: 'bad', limit: 1000 });
  expect(objects.every(({ key }) => key.startsWith('good/'))).toBe(true);
  for (const socket of sockets) expect(socket.destroyed || socket.readyState !== 'open').toBe(true);
});
