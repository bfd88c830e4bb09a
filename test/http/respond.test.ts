import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import { headerBytes } from '#src/http/respond.js';
import { first, parseResponses, serve, text, wire } from './support.js';

const GET = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';

function source(chunks: readonly string[], end: 'end' | 'error' | 'destroy' | 'never' = 'end'): Readable {
  const left = [...chunks];
  return new Readable({
    read() {
      const chunk = left.shift();
      if (chunk !== undefined) this.push(chunk);
      else if (end === 'end') this.push(null);
      else if (end === 'error') this.destroy(new Error('disk gone'));
      else if (end === 'destroy') this.destroy();
    },
  });
}

test('a stream with its length', async () => {
  const server = await serve(async () => ({
    status: 206,
    headers: { 'content-length': '6', 'content-range': 'bytes 0-5/9' },
    body: source(['abc', 'def']),
  }));
  const response = first(await wire(server, GET).until(/abcdef/));
  expect(response).toMatchObject({ status: 206, headers: { 'content-length': '6', 'content-range': 'bytes 0-5/9' } });
  expect(await server.entry(0)).toMatchObject({ bytesOut: 6, aborted: false });
});

test('a stream without a length is sent in chunks', async () => {
  const server = await serve(async () => ({ status: 200, headers: {}, body: source(['abc']) }));
  expect(await wire(server, GET).until(/0\r\n\r\n$/)).toMatch(/transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0/i);
});

test('an empty stream is a whole answer', async () => {
  const server = await serve(async () => ({ status: 200, headers: { 'content-length': '0' }, body: source([]) }));
  expect(await wire(server, GET).until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 200/);
});

test('HEAD closes the stream it does not send', async () => {
  const body = source(['abc'], 'never');
  const server = await serve(async () => ({ status: 200, headers: { 'content-length': '3' }, body }));
  await wire(server, 'HEAD / HTTP/1.1\r\nHost: h\r\n\r\n').until(/\r\n\r\n/);
  expect(body.destroyed).toBe(true);
});

test.each([
  ['breaks', source(['abc'], 'error')],
  ['closes early', source(['abc'], 'destroy')],
  ['ends early', source(['abc'])],
  ['brings too much', source(['abc', 'defghijk'])],
])('a source that %s after the head leaves a short body and a closed connection', async (_what, body) => {
  const server = await serve(async () => ({ status: 200, headers: { 'content-length': '6' }, body }));
  const received = await wire(server, GET).all();
  expect(first(received)).toMatchObject({ status: 200, headers: { 'content-length': '6' }, body: 'abc' });
  const entry = await server.entry(0);
  expect(entry).toMatchObject({ aborted: true, bytesOut: 3 });
  expect(entry.error).toBeInstanceOf(Error);
});

test.each([
  ['breaks', source([], 'error')],
  ['is closed already', source([], 'never').destroy()],
  ['ends', source([])],
])('a source that %s before its first byte is an error page', async (_what, body) => {
  const server = await serve(async () => ({ status: 200, headers: { 'content-length': '6' }, body }));
  const response = first(await wire(server, GET).until(/<\/Error>/));
  expect(response).toMatchObject({ status: 500, headers: { connection: 'keep-alive' } });
});

test('an OssError of the source keeps its code', async () => {
  const body = new Readable({ read: () => body.destroy(new OssError('NoSuchKey')) });
  const server = await serve(async () => ({ status: 200, headers: {}, body }));
  expect(first(await wire(server, GET).until(/<\/Error>/)).status).toBe(404);
});

test('a client that leaves closes the source', async () => {
  const body = source(['abc'], 'never');
  const server = await serve(async () => ({ status: 200, headers: { 'content-length': '6' }, body }));
  const wired = wire(server, GET);
  await wired.until(/abc/);
  wired.socket.destroy();
  expect(await server.entry(0)).toMatchObject({ aborted: true, status: 200 });
  expect(body.destroyed).toBe(true);
});

test('a source is read no faster than its client reads', async () => {
  let produced = 0;
  const body = new Readable({
    read() {
      produced += 65_536;
      this.push(Buffer.alloc(65_536));
    },
  });
  const server = await serve(async () => ({ status: 200, headers: {}, body }), {
    limits: { tickMs: 10, idleMs: 100 },
  });
  const wired = wire(server, GET);
  await wired.until(/\r\n\r\n/);
  wired.socket.pause();
  // Ended by the deadline for a client that takes nothing; until then only the buffers of the kernel were filled.
  const entry = await server.entry(0);
  expect(entry.aborted).toBe(true);
  expect(String(entry.error)).toContain('stopped reading');
  expect(produced).toBeLessThan(32_000_000);
});

test('a large buffer reaches a slow reader whole', async () => {
  const body = Buffer.alloc(12_000_000, 'x');
  const server = await serve(async () => ({ status: 200, headers: {}, body }));
  const wired = wire(server, 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
  await wired.until(/\r\n\r\n/);
  wired.socket.pause();
  setTimeout(() => wired.socket.resume(), 30);
  expect(first(await wired.all()).body.length).toBe(body.length);
});

test('a client that stops reading a large buffer is let go', async () => {
  const body = Buffer.alloc(40_000_000);
  const server = await serve(async () => ({ status: 200, headers: {}, body }), { limits: { tickMs: 10, idleMs: 100 } });
  const wired = wire(server, GET);
  await wired.until(/\r\n\r\n/);
  wired.socket.pause();
  expect(await server.entry(0)).toMatchObject({ aborted: true });
});

test('header values keep their UTF-8 and cannot start a header of their own', async () => {
  const headers = {
    'x-oss-meta-name': '图 é',
    'x-oss-meta-evil': 'a\r\nX-Injected: 1',
    'bad name': 'x',
    'content-length': '999',
    connection: 'upgrade',
    server: 'mine',
    'x-oss-request-id': 'mine',
  };
  const server = await serve(async () => text('body', headers));
  const response = first(await wire(server, GET).until(/body$/));
  expect(Buffer.from(String(response.headers['x-oss-meta-name']), 'latin1').toString()).toBe('图 é');
  expect(response.headers['x-oss-meta-evil']).toBe('a  X-Injected: 1');
  expect(response.headers['x-injected']).toBeUndefined();
  expect(response.headers).toMatchObject({ 'content-length': '4', connection: 'keep-alive', server: 'AliyunOSS' });
  expect(response.headers['x-oss-request-id']).not.toBe('mine');
});

test('property: no header value breaks a response', async () => {
  const server = await serve(async (request) => text('end', { 'x-oss-meta-a': decodeURIComponent(request.rawQuery) }));
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 50 }), async (value) => {
      const query = encodeURIComponent(value);
      const wired = wire(server, `GET /?${query} HTTP/1.1\r\nHost: h\r\n\r\n`);
      const [response, ...more] = parseResponses(await wired.until(/end$/));
      wired.socket.destroy();
      expect(response?.status).toBe(200);
      expect(more).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

test('property: header bytes are the UTF-8 of the value, controls apart', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      const back = Buffer.from(headerBytes(value), 'latin1').toString();
      expect(back).toBe(value.replace(/\p{Cc}/gu, (found) => (found === '\t' || found > '\x7f' ? found : ' ')));
    }),
  );
});

test('of answers given again each has an id, a time and a length of its own, and closes its connection if it has to', async () => {
  const headers = { etag: '"A"' };
  const server = await serve((request) => {
    const body = Buffer.from(request.rawPath);
    return { status: 200, headers, body, note: {}, repeated: true };
  });
  const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: h\r\n${more}\r\n`;
  const wired = wire(server, get('/a') + get('/a') + get('/longer') + get('/a') + get('/a', 'Connection: close\r\n'));
  const answers = parseResponses(await wired.all());
  expect(answers.map(({ body }) => body)).toEqual(['/a', '/a', '/longer', '/a', '/a']);
  expect(answers.map((answer) => answer.headers.etag)).toEqual(Array(5).fill('"A"'));
  const ids = answers.map((answer) => answer.headers['x-oss-request-id']);
  expect(ids).toEqual(server.entries.map(({ id }) => id));
  expect(new Set(ids).size).toBe(5);
  expect(answers.map((answer) => answer.headers.connection)).toEqual([...Array(4).fill('keep-alive'), 'close']);
});
