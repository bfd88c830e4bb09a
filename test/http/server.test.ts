import { readFileSync } from 'node:fs';
import type * as http from 'node:http';
import * as https from 'node:https';
import { expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import type { OssRequest } from '#src/http/message.js';
import { first, ok, parseResponses, REQUEST_ID, serve, text, wire } from './support.js';

function seen(): { requests: OssRequest[]; handler: (request: OssRequest) => Promise<typeof ok> } {
  const requests: OssRequest[] = [];
  return {
    requests,
    handler: async (request) => {
      requests.push(request);
      return ok;
    },
  };
}

test('a request arrives as it was sent: path and query undecoded, headers in UTF-8', async () => {
  const { requests, handler } = seen();
  const server = await serve(handler);
  const head = 'GET /b/a%2Fb%zz+|?x-oss-process=image/resize,w_100|sys&q=1?2 HTTP/1.1\r\nHost: Photos.Local:9000\r\n';
  await wire(server, Buffer.from(`${head}X-Oss-Meta-Name: 图\r\nX-Two: a\r\nx-two: b\r\nConstructor: c\r\n\r\n`)).until(
    /\r\n\r\n/,
  );
  const [request] = requests;
  expect(request).toMatchObject({
    method: 'GET',
    host: 'Photos.Local:9000',
    rawPath: '/b/a%2Fb%zz+|',
    rawQuery: 'x-oss-process=image/resize,w_100|sys&q=1?2',
    remoteAddress: '127.0.0.1',
    secure: false,
  });
  expect(request?.headers['x-oss-meta-name']).toBe('图');
  expect(request?.headers['x-two']).toBe('a, b');
  expect(request?.headers.constructor).toBe('c');
  expect(request?.headers.tostring).toBeUndefined();
  expect(request?.id).toMatch(REQUEST_ID);
});

test('every response carries id, server time, date, server and connection', async () => {
  const server = await serve(async () => text('hello', { 'content-type': 'text/plain' }));
  const { status, headers, body } = first(await wire(server, 'GET / HTTP/1.1\r\nHost: h\r\n\r\n').until(/hello/));
  expect(status).toBe(200);
  expect(headers).toMatchObject({ server: 'AliyunOSS', connection: 'keep-alive', 'content-type': 'text/plain' });
  expect(headers['x-oss-request-id']).toMatch(REQUEST_ID);
  expect(headers['x-oss-server-time']).toMatch(/^\d+$/);
  expect(Date.parse(String(headers.date))).not.toBeNaN();
  expect(body).toBe('hello');
});

test('an error becomes a document with the id of its response, and the connection goes on', async () => {
  const server = await serve(async (request) => {
    if (request.rawPath === '/missing') throw new OssError('NoSuchKey', undefined, { fields: { Key: 'missing' } });
    return text('fine');
  });
  const both = 'GET /missing HTTP/1.1\r\nHost: b.h\r\n\r\nGET / HTTP/1.1\r\nHost: b.h\r\n\r\n';
  const [missing, fine] = parseResponses(await wire(server, both).until(/fine/));
  expect(missing?.status).toBe(404);
  expect(missing?.headers.connection).toBe('keep-alive');
  expect(missing?.body).toContain(
    `<RequestId>${missing?.headers['x-oss-request-id']}</RequestId><HostId>b.h</HostId><Key>missing</Key>`,
  );
  expect(fine?.body).toBe('fine');
});

test('what is not an OssError is an InternalError whose cause only the log has', async () => {
  const server = await serve(() => {
    throw new TypeError('secret path /var/lib');
  });
  const { status, body } = first(await wire(server, 'GET / HTTP/1.1\r\nHost: h\r\n\r\n').until(/<\/Error>/));
  expect(status).toBe(500);
  expect(body).toContain('<Code>InternalError</Code>');
  expect(body).not.toContain('secret');
  const entry = await server.entry(0);
  expect(entry).toMatchObject({ status: 500, note: { code: 'InternalError' }, aborted: false });
  expect(String(entry.error)).toContain('secret');
});

test('a response that HTTP cannot carry is a 500, not the end', async () => {
  const server = await serve(async (request) => ({ status: request.rawPath === '/' ? 99 : 200, headers: {} }));
  const wired = wire(server, 'GET / HTTP/1.1\r\nHost: h\r\n\r\nGET /next HTTP/1.1\r\nHost: h\r\n\r\n');
  const [broken, next] = parseResponses(await wired.until(/<\/Error>HTTP.*\r\n\r\n/s));
  expect([broken?.status, next?.status]).toEqual([500, 200]);
});

test('pipelined requests are answered in order, whichever is ready first', async () => {
  const server = await serve(async (request) => {
    if (request.rawPath === '/slow') await new Promise((resolve) => setTimeout(resolve, 30));
    return text(request.rawPath);
  });
  const paths = ['/slow', '/b', '/c'];
  const wired = wire(server, paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`).join(''));
  expect(parseResponses(await wired.until(/\/c$/)).map(({ body }) => body)).toEqual(paths);
});

test('an answer given at once is answered as any other, and those behind it in their turn', async () => {
  const server = await serve(({ rawPath }) => text(rawPath, { etag: '"A"' }));
  const paths = ['/a', '/b', '/c'];
  const wired = wire(server, paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`).join(''));
  const answers = parseResponses(await wired.until(/\/c$/));
  expect(answers.map(({ body, headers }) => [body, headers.connection])).toEqual(
    paths.map((path) => [path, 'keep-alive']),
  );
  wired.send('GET /d HTTP/1.1\r\nHost: h\r\n\r\n');
  expect(first((await wired.until(/\/d$/)).slice(wired.received.lastIndexOf('HTTP/1.1'))).body).toBe('/d');
  expect((await server.entry(3)).status).toBe(200);
  expect(server.stats().inFlight).toBe(0);
});

test('an answer given at once to a request whose body has not come leaves the connection to the next one', async () => {
  const server = await serve(({ rawPath }) => text(rawPath));
  const wired = wire(server, 'PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n');
  await wired.until(/\/a$/);
  wired.send('bodyGET /b HTTP/1.1\r\nHost: h\r\n\r\n');
  const answers = parseResponses(await wired.until(/\/b$/));
  expect(answers.map(({ body, headers }) => [body, headers.connection])).toEqual([
    ['/a', 'keep-alive'],
    ['/b', 'keep-alive'],
  ]);
});

test('a connection with too many unanswered requests is cut off', async () => {
  const server = await serve(() => new Promise(() => {}), { limits: { pipelined: 4 } });
  await wire(server, 'GET / HTTP/1.1\r\nHost: h\r\n\r\n'.repeat(5)).closed;
  expect(server.entries.every(({ status, aborted }) => status === 499 && aborted)).toBe(true);
});

test('HEAD has the headers of GET and no body; its errors come in x-oss-err', async () => {
  const server = await serve(async (request) => {
    if (request.rawPath === '/missing') throw new OssError('NoSuchKey', undefined, { ec: '0026-00000001' });
    return request.rawPath === '/stream'
      ? { status: 200, headers: { 'content-length': '1234', etag: '"A"' } }
      : text('hello', { etag: '"A"' });
  });
  const head = (path: string): string => `HEAD ${path} HTTP/1.1\r\nHost: h\r\n\r\n`;
  const wired = wire(server, `${head('/')}${head('/stream')}${head('/missing')}`);
  const received = await wired.until(/x-oss-err.*\r\n\r\n/s);
  const heads = received.split('\r\n\r\n').slice(0, -1);
  expect(heads).toHaveLength(3);
  expect(heads[0]).toMatch(/content-length: 5\r\n/i);
  expect(heads[1]).toMatch(/content-length: 1234\r\n/i);
  expect(heads[2]).toMatch(/^HTTP\/1.1 404/);
  expect(heads[2]).toMatch(/x-oss-ec: 0026-00000001/);
  const xml = Buffer.from(/x-oss-err: (\S+)/.exec(String(heads[2]))?.[1] ?? '', 'base64').toString();
  expect(xml).toContain('<Code>NoSuchKey</Code>');
});

test('204 and 304 announce no body and send none', async () => {
  const server = await serve(async ({ rawPath }) => ({ ...text('unwanted'), status: Number(rawPath.slice(1)) }));
  const received = await wire(
    server,
    'GET /204 HTTP/1.1\r\nHost: h\r\n\r\nGET /304 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n',
  ).all();
  expect(received).not.toMatch(/content-length|transfer-encoding|unwanted/i);
  expect(received.match(/HTTP\/1\.1 (204|304)/g)).toHaveLength(2);
});

test('an empty 200 says so', async () => {
  const server = await serve(async () => ok);
  expect(await wire(server, 'PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n').until(/\r\n\r\n/)).toMatch(
    /content-length: 0\r\n/i,
  );
});

test('HTTP/1.0 and Connection: close end the connection after the answer', async () => {
  const server = await serve(async () => text('bye'));
  expect(await wire(server, 'GET / HTTP/1.0\r\n\r\n').all()).toMatch(/bye$/);
  expect(await wire(server, 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n').all()).toMatch(/bye$/);
});

test('the absolute form brings its own host', async () => {
  const { requests, handler } = seen();
  const server = await serve(handler);
  await wire(server, 'GET http://bucket.example:81/a?b HTTP/1.1\r\nHost: other\r\n\r\n').until(/\r\n\r\n/);
  await wire(server, 'GET http://bucket.example?b HTTP/1.1\r\nHost: other\r\n\r\n').until(/\r\n\r\n/);
  expect(requests.map(({ host, rawPath, rawQuery }) => [host, rawPath, rawQuery])).toEqual([
    ['bucket.example:81', '/a', 'b'],
    ['bucket.example', '/', 'b'],
  ]);
});

test('TLS on the same adapter', async () => {
  const [cert, key] = ['crt', 'key'].map((end) => readFileSync(new URL(`./tls/localhost.${end}`, import.meta.url)));
  if (cert === undefined || key === undefined) throw new Error('no certificate');
  const server = await serve(async (request) => text(`secure=${request.secure}`), { tls: { cert, key } });
  expect(server.secure).toBe(true);
  const body = await new Promise<string>((resolve, reject) => {
    const request = https.get(
      { host: '127.0.0.1', port: server.port, ca: cert, servername: 'localhost' },
      (response) => {
        response.setEncoding('utf8').on('data', resolve);
      },
    );
    request.on('error', reject);
  });
  expect(body).toBe('secure=true');
});

test('plain HTTP on the TLS port closes the connection and harms nobody', async () => {
  const [cert, key] = ['crt', 'key'].map((end) => readFileSync(new URL(`./tls/localhost.${end}`, import.meta.url)));
  if (cert === undefined || key === undefined) throw new Error('no certificate');
  const server = await serve(async () => ok, { tls: { cert, key } });
  await wire(server, 'GET / HTTP/1.1\r\nHost: h\r\n\r\n').closed;
  const request = https.get({ host: '127.0.0.1', port: server.port, ca: cert, servername: 'localhost' });
  const [response] = await new Promise<[http.IncomingMessage]>((resolve) => {
    request.on('response', (...all) => resolve(all));
  });
  expect(response.statusCode).toBe(200);
  response.resume();
});

test('only a trusted proxy is believed about the address and the scheme', async () => {
  const forwarded = 'X-Forwarded-For: 203.0.113.9, 198.51.100.7\r\nX-Forwarded-Proto: https\r\n';
  const ask = async (trustedProxies: string[]): Promise<string> => {
    const server = await serve(async ({ remoteAddress, secure }) => text(`${remoteAddress} ${secure}.`), {
      trustedProxies,
    });
    const received = await wire(server, `GET / HTTP/1.1\r\nHost: h\r\n${forwarded}\r\n`).until(/\.$/);
    return first(received).body;
  };
  expect(await ask([])).toBe('127.0.0.1 false.');
  expect(await ask(['10.0.0.0/8'])).toBe('127.0.0.1 false.');
  expect(await ask(['127.0.0.0/8'])).toBe('198.51.100.7 true.');
  expect(await ask(['127.0.0.1', '198.51.100.0/24'])).toBe('203.0.113.9 true.');
});

test('the access entry has what was noted, also when the request failed', async () => {
  const server = await serve(async (request) => {
    if (request.note !== undefined) request.note.action = 'GetObject';
    if (request.rawPath === '/x') throw new OssError('AccessDenied');
    return { ...text('12345'), note: { bucket: 'photos' } };
  });
  await wire(server, 'GET /y?a HTTP/1.1\r\nHost: h\r\n\r\n').until(/12345/);
  await wire(server, 'GET /x HTTP/1.1\r\nHost: h\r\n\r\n').until(/<\/Error>/);
  expect(await server.entry(0)).toMatchObject({
    method: 'GET',
    rawPath: '/y',
    rawQuery: 'a',
    host: 'h',
    status: 200,
    bytesIn: 0,
    bytesOut: 5,
    aborted: false,
    note: { action: 'GetObject', bucket: 'photos' },
  });
  expect(await server.entry(1)).toMatchObject({ status: 403, note: { action: 'GetObject', code: 'AccessDenied' } });
});

test('a port in use rejects with the error of the system', async () => {
  const server = await serve(async () => ok);
  await expect(serve(async () => ok, { port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('a proxy that is no address rejects and names it', async () => {
  await expect(serve(async () => ok, { trustedProxies: ['10.0.0.0/33'] })).rejects.toThrow("'10.0.0.0/33'");
});
