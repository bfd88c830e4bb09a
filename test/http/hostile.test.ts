/** Bytes that no client should send. Each ends in an answer with an id, or a closed connection; never in a 500. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OssRequest } from '#src/http/message.js';
import { first, ok, parseResponses, REQUEST_ID, serve, text, Wire, wire } from './support.js';

const echo = async (request: OssRequest) => text(`${request.rawPath}|${request.rawQuery}.`);

test.each([
  ['garbage', 'GARBAGE\r\n\r\n', 400],
  ['a TLS hello on the plain port', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
  ['an unknown method', 'BREW /pot HTTP/1.1\r\nHost: h\r\n\r\n', 400],
  ['another protocol', 'GET / FTP/1.1\r\nHost: h\r\n\r\n', 400],
  ['HTTP/2 in the clothes of HTTP/1', 'GET / HTTP/2.0\r\nHost: h\r\n\r\n', 400],
  ['HTTP/0.9', 'GET /\r\n\r\n', 400],
  ['chunks in HTTP/1.0', 'PUT / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
  ['a space in the path', 'GET /a b HTTP/1.1\r\nHost: h\r\n\r\n', 400],
  ['bytes that need percent-encoding', 'GET /\xe5\x9b\xbe HTTP/1.1\r\nHost: h\r\n\r\n', 400],
  ['no path', 'GET * HTTP/1.1\r\nHost: h\r\n\r\n', 400],
  ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
  ['two hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400],
  ['a header without a name', 'GET / HTTP/1.1\r\nHost: h\r\n: x\r\n\r\n', 400],
  ['a folded header', 'GET / HTTP/1.1\r\nHost: h\r\nA: b\r\n c\r\n\r\n', 400],
  ['a control character in a header', 'GET / HTTP/1.1\r\nHost: h\r\nA: b\x00c\r\n\r\n', 400],
  ['a length that is no number', 'PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n', 400],
  ['two lengths', 'PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 400],
  ['a length and chunks', 'PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
  ['an encoding that does not end in chunked', 'PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n', 501],
  ['a coding before chunked', 'PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n', 501],
  ['HTTP/2 out of the blue', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nHost: h\r\n\r\n', 405],
  ['headers that are too long', `GET / HTTP/1.1\r\nHost: h\r\nA: ${'a'.repeat(40_000)}\r\n\r\n`, 431],
  ['very many headers', `GET / HTTP/1.1\r\nHost: h\r\n${'A: b\r\n'.repeat(20_000)}\r\n`, 431],
  ['a target that is too long', `GET /${'a'.repeat(17_000)} HTTP/1.1\r\nHost: h\r\n\r\n`, 400],
])('%s', async (_what, bytes, status) => {
  const server = await serve(echo, { limits: { tickMs: 10, lingerMs: 100 } });
  const response = first(await wire(server, bytes).until(/<\/Error>/));
  expect(response.status).toBe(status);
  expect(response.headers['x-oss-request-id']).toMatch(REQUEST_ID);
  expect(response.headers).toMatchObject({ server: 'AliyunOSS', 'content-type': 'application/xml' });
  expect(response.body).toContain(`<RequestId>${response.headers['x-oss-request-id']}</RequestId>`);
  expect(await server.entry(0)).toMatchObject({ status, id: response.headers['x-oss-request-id'] });
});

test('an upgrade is ignored, as HTTP allows', async () => {
  const server = await serve(echo);
  const bytes = 'GET /a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  expect(first(await wire(server, bytes).until(/\.$/))).toMatchObject({ status: 200, body: '/a|.' });
});

test('malformed percent-encoding and odd characters reach the handler as sent', async () => {
  const server = await serve(echo);
  for (const path of ['/%', '/%zz', '/%00', '/%ff%fe', '/../../etc/passwd', '//', '/a|b{}^`"<>\\', '/a#b', '/;a=b']) {
    expect(first(await wire(server, `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`).until(/\.$/)).body).toBe(`${path}|.`);
  }
});

test('all of a thousand small headers arrive', async () => {
  let count = 0;
  const server = await serve(async (request) => {
    count = Object.keys(request.headers).length;
    return ok;
  });
  const headers = Array.from({ length: 3000 }, (_, i) => `a${i}:b\r\n`).join('');
  await wire(server, `GET / HTTP/1.1\r\nHost: h\r\n${headers}\r\n`).until(/\r\n\r\n/);
  expect(count).toBe(3001);
});

test('headers that do not come to an end are RequestTimeout', async () => {
  const server = await serve(echo, { limits: { tickMs: 10, headersMs: 50 } });
  const wired = wire(server, 'GET / HTTP/1.1\r\nHost: h\r\n');
  const drip = setInterval(() => wired.send('A: b\r\n'), 5);
  const received = await wired.until(/<\/Error>/);
  clearInterval(drip);
  expect(first(received).status).toBe(400);
  expect(received).toContain('<Code>RequestTimeout</Code>');
});

test('a connection that never says anything is closed without a word', async () => {
  const server = await serve(echo, { limits: { tickMs: 10, headersMs: 50 } });
  expect(await new Wire(server.port).all()).toBe('');
  expect(server.entries).toEqual([]);
});

test('garbage behind a request that is being answered waits for that answer', async () => {
  const server = await serve(async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return text('answer');
  });
  const received = await wire(server, 'GET / HTTP/1.1\r\nHost: h\r\n\r\nGARBAGE\r\n\r\n').all();
  expect(parseResponses(received).map(({ status }) => status)).toEqual([200, 400]);
});

test('a client that goes on sending after its garbage was refused is cut off', async () => {
  const server = await serve(echo);
  const wired = wire(server, 'GARBAGE\r\n\r\n');
  const flood = (): void => {
    while (!wired.socket.destroyed && wired.socket.write(Buffer.alloc(65_536, 'x'))) {}
  };
  wired.socket.on('drain', flood);
  flood();
  await wired.closed;
  expect(first(wired.received).status).toBe(400);
});

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array).toString('latin1'));

/** Whole requests with one part replaced by arbitrary bytes. */
const hostile = fc.oneof(
  bytes(200),
  bytes(60).map((path) => `GET /${path} HTTP/1.1\r\nHost: h\r\n\r\n`),
  bytes(60).map((query) => `GET /?${query} HTTP/1.1\r\nHost: h\r\n\r\n`),
  bytes(60).map((value) => `GET / HTTP/1.1\r\nHost: h\r\nX-Oss-Meta-A: ${value}\r\n\r\n`),
  bytes(30).map((host) => `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`),
  bytes(30).map((name) => `GET / HTTP/1.1\r\nHost: h\r\n${name}: x\r\n\r\n`),
  bytes(60).map((body) => `PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n${body}`),
  fc
    .tuple(fc.constantFrom('GET', 'PUT', 'HEAD'), bytes(20))
    .map(([method, body]) => `${method} / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n${body}`),
);

test('property: no bytes make a 500 or stop the server', async () => {
  const server = await serve(
    async (request) => {
      let size = 0;
      if (request.method === 'PUT') for await (const chunk of request.body) size += chunk.length;
      const echoed = request.headers['x-oss-meta-a'] ?? '';
      return text(`${size}`, { 'x-oss-meta-a': echoed, 'x-oss-meta-host': request.host, 'x-path': request.rawPath });
    },
    { limits: { tickMs: 10, lingerMs: 10 } },
  );
  await fc.assert(
    fc.asyncProperty(hostile, async (sent) => {
      const wired = wire(server, sent);
      wired.socket.end();
      await wired.closed;
    }),
    { numRuns: 300 },
  );
  expect(server.entries.filter(({ status }) => status >= 500)).toEqual([]);
  expect(first(await wire(server, 'GET / HTTP/1.1\r\nHost: h\r\n\r\n').until(/0$/)).status).toBe(200);
});
