/** Several requests of one connection. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import type { OssRequest, OssResponse } from '#src/http/message.js';
import { gate } from '../gate.js';
import { parseResponses, serve, text, wire } from './support.js';

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`;
const put = (body: string): string => `PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

interface Memory {
  readonly asked: string[];
  readonly entered: Promise<void>;
  open(): void;
  handler(request: OssRequest): Promise<OssResponse>;
}

/** Keeps the last body it was given, once the test opens the gate, and a list of what it was asked. */
function memory(): Memory {
  const asked: string[] = [];
  let kept = 'nothing';
  const entered = gate();
  const answered = gate();
  return {
    asked,
    entered: entered.opened,
    open: answered.open,
    handler: async (request) => {
      asked.push(`${request.method} ${request.rawPath}`);
      if (request.method !== 'PUT') return text(`${kept}.`);
      const body = await buffer(request.body);
      entered.open();
      await answered.opened;
      kept = body.toString();
      return text('kept.');
    },
  };
}

test('a read sent behind a write sees what was written', async () => {
  const { entered, open, handler } = memory();
  const server = await serve(handler);
  const wired = wire(server, `${get('/')}${put('new')}${get('/')}`);
  await entered;
  setImmediate(open);
  const received = await wired.until(/kept\.[\s\S]*\.$/);
  expect(parseResponses(received).map(({ body }) => body)).toEqual(['nothing.', 'kept.', 'new.']);
});

test('pipelined requests are worked on one at a time', async () => {
  let [running, most] = [0, 0];
  const server = await serve(async ({ rawPath }) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running--;
    return text(`${rawPath}.`);
  });
  await wire(server, ['/a', '/b', '/c', '/d'].map(get).join('')).until(/\/d\.$/);
  expect(most).toBe(1);
});

test('what was sent behind a request that ends the connection does not run', async () => {
  const { asked, entered, open, handler } = memory();
  const server = await serve(handler);
  const wired = wire(server, put('slow') + get('/behind'));
  await entered;
  const closing = server.close(10_000);
  open();
  expect(parseResponses(await wired.all()).map(({ headers }) => headers.connection)).toEqual(['close']);
  await closing;
  expect(asked).toEqual(['PUT /']);
  expect(server.entries.map(({ status, aborted }) => [status, aborted])).toEqual([
    [200, false],
    [499, true],
  ]);
});

test('what a client that left had still waiting does not run', async () => {
  const { asked, entered, open, handler } = memory();
  const server = await serve(handler);
  const wired = wire(server, put('slow') + get('/behind') + get('/behind'));
  await entered;
  wired.socket.destroy();
  await server.entry(1);
  open();
  await expect.poll(() => server.stats().inFlight).toBe(0);
  expect(asked).toEqual(['PUT /']);
});

test('a body that breaks before its request has had its turn is refused unheard', async () => {
  const { asked, entered, open, handler } = memory();
  const server = await serve(handler);
  const broken = 'PUT /broken HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nno chunk\r\n';
  const wired = wire(server, put('fine') + broken);
  await entered;
  open();
  const received = parseResponses(await wired.all());
  expect(received.map(({ status }) => status)).toEqual([200, 400]);
  expect(received[1]?.body).toContain('The body of the request is not valid HTTP.');
  expect(asked).toEqual(['PUT /']);
});

test('a connection goes on after an answer that only the request itself was to blame for', async () => {
  const server = await serve(async ({ rawPath }) => {
    if (rawPath === '/missing') throw new OssError('NoSuchKey');
    return text('fine.');
  });
  const received = parseResponses(await wire(server, get('/missing') + get('/')).until(/fine\.$/));
  expect(received.map(({ status }) => status)).toEqual([404, 200]);
});

test('an answer given at once before the chunks of its request have come is the last of its connection', async () => {
  const server = await serve(() => text('soon.'));
  const wired = wire(server, 'PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n');
  expect(parseResponses(await wired.until(/soon\.$/))[0]?.headers.connection).toBe('close');
});

test.each([
  ['no request', 'nonsense\r\n\r\n'],
  ['a tunnel', 'CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n'],
])('who was refused for %s and does not close is let go', async (_what, bytes) => {
  const server = await serve(async () => text('never'), { limits: { tickMs: 10, lingerMs: 30 } });
  const socket = connect({ host: '127.0.0.1', port: server.port, allowHalfOpen: true });
  socket.on('error', () => {}).resume();
  socket.write(bytes);
  await once(socket, 'end');
  while (server.stats().connections > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  socket.destroy();
});
