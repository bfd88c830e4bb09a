/** What only a socket can do wrong: bodies that break off, lengths that lie, connections that go on. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccessEntry } from '#src/http/access-log.js';
import { type RunningServer, startServer } from '#src/http/server.js';
import { useService } from './service.js';

const service = useService();
const log: AccessEntry[] = [];
let server: RunningServer;

beforeAll(async () => {
  await service.owner('PUT', 'wall', { headers: { 'x-oss-acl': 'public-read-write' } });
  await service.owner('PUT', 'shut');
  server = await startServer({ host: '127.0.0.1', port: 0, onAccess: (entry) => log.push(entry) }, service.handler);
});

afterAll(() => server.close(1000));

async function dial(): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: server.port });
  await once(socket, 'connect');
  return socket;
}

/** Sends the text and reads until the server closes, or until what came matches. */
async function exchange(sent: string, until?: RegExp): Promise<string> {
  const socket = await dial();
  socket.write(sent);
  let reply = '';
  for await (const chunk of socket) {
    reply += chunk;
    if (until?.test(reply)) break;
  }
  return reply;
}

const head = (line: string, ...more: string[]) => [`${line} HTTP/1.1`, 'Host: 127.0.0.1', ...more, '', ''].join('\r\n');
const status = (reply: string) => reply.split('\r\n', 1)[0];
const fetched = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`);

describe('uploads', () => {
  test('a body shorter than its Content-Length: 400, and no object', async () => {
    const socket = await dial();
    socket.end(`${head('PUT /wall/short', 'Content-Length: 10')}abc`);
    const reply = await text(socket);
    expect(status(reply)).toBe('HTTP/1.1 400 Bad Request');
    expect(reply).toContain('<Code>IncompleteBody</Code>');
    expect((await fetched('/wall/short')).status).toBe(404);
  });

  test('a client that goes away in the middle leaves what was there', async () => {
    await service.ask({ method: 'PUT', path: '/wall/kept', body: 'before' });
    const socket = await dial();
    socket.write(`${head('PUT /wall/kept', 'Content-Length: 1000000')}after`);
    await expect.poll(() => server.stats().inFlight).toBe(1);
    socket.resetAndDestroy();
    await expect.poll(() => log.some((entry) => entry.rawPath === '/wall/kept' && entry.method === 'PUT')).toBe(true);
    expect(await (await fetched('/wall/kept')).text()).toBe('before');
  });

  test('a refused upload is not asked to continue', async () => {
    const sent = head('PUT /shut/k', 'Content-Length: 1000000', 'Expect: 100-continue', 'Connection: close');
    const reply = await exchange(sent, /<\/Error>/);
    expect(status(reply)).toBe('HTTP/1.1 403 Forbidden');
  });

  test('what is stored comes back byte for byte, headers in UTF-8 too', async () => {
    const put = await fetch(`http://127.0.0.1:${server.port}/wall/utf8`, {
      method: 'PUT',
      body: 'x',
      headers: { 'x-oss-meta-name': Buffer.from('猫').toString('latin1') },
    });
    expect(put.status).toBe(200);
    const got = await fetched('/wall/utf8');
    expect(Buffer.from(String(got.headers.get('x-oss-meta-name')), 'latin1').toString()).toBe('猫');
  });
});

describe('reading', () => {
  test('HEAD announces the length of the object', async () => {
    await service.ask({ method: 'PUT', path: '/wall/h', body: 'twelve bytes' });
    const reply = await exchange(head('HEAD /wall/h', 'Connection: close'));
    expect(reply).toMatch(/\r\nContent-Length: 12\r\n/i);
    expect(reply.endsWith('\r\n\r\n')).toBe(true);
  });

  test('a GET with a left-over Content-Length is answered at once', async () => {
    await service.ask({ method: 'PUT', path: '/wall/g', body: 'here' });
    expect(await exchange(head('GET /wall/g', 'Content-Length: 9'), /here$/)).toMatch(/\r\n\r\nhere$/);
  });

  test('a connection goes on after an error', async () => {
    const two = head('GET /wall/missing') + head('GET /wall/missing', 'Connection: close');
    const reply = await exchange(two);
    expect(reply.match(/HTTP\/1\.1 404 Not Found/g)).toHaveLength(2);
    expect(reply.match(/x-oss-request-id: [0-9A-F]{24}/g)).toHaveLength(2);
  });

  test('the path reaches the store as it was sent', async () => {
    await service.ask({ method: 'PUT', path: '/wall/a/../b%2F%2Fc', body: 'odd' });
    expect(await exchange(head('GET /wall/a/../b//c', 'Connection: close'))).toMatch(/odd$/);
  });

  test('the log knows what it was about', async () => {
    await fetched('/wall/noted');
    await expect
      .poll(() => log.find((entry) => entry.rawPath === '/wall/noted')?.note)
      .toEqual({ action: 'GetObject', bucket: 'wall', key: 'noted', code: 'NoSuchKey' });
  });
});
