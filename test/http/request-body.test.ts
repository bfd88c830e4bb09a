import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import type { OssRequest } from '#src/http/message.js';
import { gate } from '../gate.js';
import { first, ok, parseResponses, serve, text, wire } from './support.js';

const readAll = async (request: OssRequest) => text(`got ${(await buffer(request.body)).length} bytes.`);

const refuse = async (): Promise<never> => {
  throw new OssError('AccessDenied');
};

const PUT = 'PUT /k HTTP/1.1\r\nHost: h\r\n';

/** Short enough for a test; deadlines are sampled every 10 ms. */
const SHORT = { tickMs: 10, idleMs: 60, rateWindowMs: 60, minimumRate: 1000, lingerMs: 50, headersMs: 60 };

test('a body with a length, in chunks, or of no bytes', async () => {
  const server = await serve(readAll);
  const wired = wire(server, `${PUT}Content-Length: 5\r\n\r\nabcde`);
  await wired.until(/got 5 bytes\./);
  wired.send(`${PUT}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nTrailer: t\r\n\r\n`);
  await wired.until(/got 7 bytes\./);
  wired.send(`${PUT}Content-Length: 0\r\n\r\n`);
  await wired.until(/got 0 bytes\./);
  expect((await server.entry(1)).bytesIn).toBe(7);
});

test('a large body comes through whole while its reader is slow', async () => {
  const body = Buffer.alloc(3_000_000, 'x');
  const server = await serve(async (request) => {
    let size = 0;
    for await (const chunk of request.body) {
      size += chunk.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return text(`${size}.`);
  });
  await wire(server, `${PUT}Content-Length: ${body.length}\r\n\r\n`)
    .send(body)
    .until(/3000000\./);
});

test('100 Continue is sent when the body is read, not before', async () => {
  const told = gate();
  const server = await serve(async (request) => {
    if (request.rawPath === '/other') return text('other');
    await told.opened;
    return await readAll(request);
  });
  const wired = wire(server, `${PUT}Expect: 100-continue\r\nContent-Length: 3\r\n\r\n`);
  await wire(server, 'GET /other HTTP/1.1\r\nHost: h\r\n\r\n').until(/other/);
  expect(wired.received).toBe('');
  told.open();
  await wired.until(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
  await wired.send('abc').until(/got 3 bytes\./);
  expect(wired.received).toContain('Connection: keep-alive');
});

test('a refused 100-continue gets its answer at once and no 100', async () => {
  const server = await serve(refuse, { limits: { tickMs: 10, lingerMs: 20 } });
  const received = await wire(server, `${PUT}Expect: 100-continue\r\nContent-Length: 1000\r\n\r\n`).all();
  expect(first(received)).toMatchObject({ status: 403, headers: { connection: 'close' } });
  expect(received).not.toContain('100 Continue');
});

test('an unknown expectation is ignored', async () => {
  const server = await serve(readAll);
  await wire(server, `${PUT}Expect: miracles\r\nContent-Length: 3\r\n\r\nabc`).until(/got 3 bytes\./);
});

test('after a refusal of 100 MB the server reads no more than it has promised, and closes', async () => {
  const server = await serve(refuse);
  const wired = wire(server, `${PUT}Content-Length: 104857600\r\n\r\n`);
  const piece = Buffer.alloc(65_536);
  let accepted = 0;
  const write = (): void => {
    for (let i = 0; i < 1600 && !wired.socket.destroyed; i++) {
      const taken = wired.socket.write(piece, (error) => {
        if (!error) accepted += piece.length;
      });
      if (!taken) break;
    }
  };
  wired.socket.on('drain', write);
  write();
  await wired.closed;
  expect(first(wired.received)).toMatchObject({ status: 403, headers: { connection: 'close' } });
  // 256 KB by the server; the rest is what the kernel holds for a socket, 6 MB here at most on either side.
  expect(accepted).toBeLessThan(16_000_000);
  expect((await server.entry(0)).status).toBe(403);
});

test('a client that is still sending when it is refused is told so, and not reset before it has read that', async () => {
  const server = await serve(async (request) => (request.rawPath === '/k' ? refuse() : text('other')), {
    limits: { lingerMs: 10_000 },
  });
  const wired = wire(server, `${PUT}Content-Length: 104857600\r\n\r\n`);
  const ended = once(wired.socket, 'end');
  const piece = Buffer.alloc(65_536);
  const write = (): void => {
    while (wired.socket.write(piece)) {}
  };
  wired.socket.on('drain', write);
  write();
  await ended;
  expect(first(wired.received)).toMatchObject({ status: 403, headers: { connection: 'close' } });
  await wire(server, 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n').all();
  expect(server.stats().connections).toBe(1);
});

test('a small refused body is read away and the connection goes on', async () => {
  const server = await serve(async (request) => (request.rawPath === '/k' ? refuse() : text('next')));
  const wired = wire(server, `${PUT}Content-Length: 200000\r\n\r\n`).send(Buffer.alloc(1000));
  await wired.until(/<\/Error>/);
  wired.send(Buffer.alloc(199_000)).send('GET /next HTTP/1.1\r\nHost: h\r\n\r\n');
  const [refused, next] = parseResponses(await wired.until(/next$/));
  expect([refused?.status, refused?.headers.connection]).toEqual([403, 'keep-alive']);
  expect(next?.body).toBe('next');
});

test('a client that ends in the middle of a refused body gets the one answer it is owed', async () => {
  const server = await serve(refuse);
  const wired = wire(server, `${PUT}Content-Length: 200000\r\n\r\n`).send(Buffer.alloc(1000));
  await wired.until(/<\/Error>/);
  wired.socket.end();
  expect(parseResponses(await wired.all()).map(({ status }) => status)).toEqual([403]);
});

test('a client that does not send the small body either is not waited for', async () => {
  const server = await serve(refuse, { limits: SHORT });
  const received = await wire(server, `${PUT}Content-Length: 200000\r\n\r\n`).all();
  expect(first(received).status).toBe(403);
});

test.each(['GET', 'DELETE', 'HEAD'])('%s with a stale Content-Length is answered without waiting', async (method) => {
  const server = await serve(async () => text('answer'));
  const wired = wire(server, `${method} /k HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n`);
  // The connection ends: its next request would be taken for the body.
  expect(await wired.until(/\r\n\r\n/)).toMatch(/Connection: close/);
  if (method !== 'HEAD') await wired.until(/answer/);
});

test('a reader that gives up half-way loses the body, not the answer', async () => {
  const server = await serve(
    async (request) => {
      request.body.resume();
      await once(request.body, 'data');
      request.body.destroy(new Error('disk full'));
      throw new OssError('InternalError', undefined, { cause: new Error('disk full') });
    },
    { limits: { tickMs: 10, lingerMs: 50 } },
  );
  const received = await wire(server, `${PUT}Content-Length: 99999999\r\n\r\n`).send(Buffer.alloc(500_000)).all();
  expect(first(received)).toMatchObject({ status: 500, headers: { connection: 'close' } });
});

test('an upload that its client breaks off is an error to its reader, and the log says who left', async () => {
  let seen: unknown;
  let signal: AbortSignal | undefined;
  const server = await serve(async (request) => {
    signal = request.signal;
    try {
      return await readAll(request);
    } catch (error) {
      seen = error;
      throw error;
    }
  });
  const wired = wire(server, `${PUT}Content-Length: 1000000\r\n\r\n`).send(Buffer.alloc(200_000));
  await once(wired.socket, 'connect');
  wired.socket.resetAndDestroy();
  const entry = await server.entry(0);
  expect(seen).toBeInstanceOf(OssError);
  expect(seen).toMatchObject({ code: 'IncompleteBody' });
  expect(entry).toMatchObject({ aborted: true, note: { code: 'IncompleteBody' } });
  expect(String((entry.error as OssError).cause)).toContain('The client closed the connection');
  expect(signal?.aborted).toBe(true);
});

test('a client that closes only its own side reads that its body was too short', async () => {
  const server = await serve(readAll);
  const wired = wire(server, `${PUT}Content-Length: 10\r\n\r\nabc`);
  wired.socket.end();
  const received = await wired.all();
  expect(first(received)).toMatchObject({ status: 400, headers: { connection: 'close' } });
  expect(received).toContain('<Code>IncompleteBody</Code>');
  expect(received).toContain('ended after 3 bytes, before its 10 bytes.');
});

test('a body that is read only after its client left fails too', async () => {
  let failure: unknown;
  const server = await serve(async (request) => {
    await once(request.signal, 'abort');
    failure = await readAll(request).catch((error) => error);
    return ok;
  });
  wire(server, `${PUT}Content-Length: 10\r\n\r\nabc`).socket.end();
  expect(await server.entry(0)).toMatchObject({ status: 200, bytesOut: 0 });
  expect(failure).toMatchObject({ code: 'IncompleteBody' });
});

test('a client that leaves while its request is worked on aborts the signal', async () => {
  const server = await serve(async (request) => {
    await once(request.signal, 'abort');
    return text('too late');
  });
  wire(server, 'GET / HTTP/1.1\r\nHost: h\r\n\r\n').socket.end();
  expect(await server.entry(0)).toMatchObject({ status: 499, aborted: true, bytesOut: 0 });
});

test('an upload that stops is RequestTimeout', async () => {
  const server = await serve(readAll, { limits: SHORT });
  const received = await wire(server, `${PUT}Content-Length: 10\r\n\r\nabc`).all();
  expect(first(received)).toMatchObject({ status: 400, headers: { connection: 'close' } });
  expect(received).toContain('<Code>RequestTimeout</Code>');
});

test('an upload that trickles below the minimum rate is RequestTimeout', async () => {
  const server = await serve(readAll, { limits: { ...SHORT, idleMs: 10_000 } });
  const wired = wire(server, `${PUT}Content-Length: 1000000\r\n\r\n`);
  const trickle = setInterval(() => wired.send('x'), 5);
  const received = await wired.all();
  clearInterval(trickle);
  expect(received).toContain('<Code>RequestTimeout</Code>');
});

test('an upload whose reader is slow is not the fault of its client', async () => {
  const server = await serve(
    async (request) => {
      request.body.resume();
      await once(request.body, 'data');
      request.body.pause();
      await new Promise((resolve) => setTimeout(resolve, 200));
      return await readAll(request);
    },
    { limits: SHORT },
  );
  const wired = wire(server, `${PUT}Content-Length: 3000000\r\n\r\n`).send(Buffer.alloc(3_000_000));
  expect(first(await wired.until(/bytes\./)).status).toBe(200);
});

test('a handler that waits for the signal learns of the deadline from it', async () => {
  const server = await serve(
    async (request) => {
      request.body.resume();
      await once(request.signal, 'abort');
      throw new Error(`stopped: ${request.signal.reason}`);
    },
    { limits: SHORT },
  );
  const received = await wire(server, `${PUT}Content-Length: 10\r\n\r\nabc`).all();
  expect(received).toContain('<Code>RequestTimeout</Code>');
});

test.each([
  ['a chunk size that is no number', 'zz\r\n\r\n'],
  ['a chunk longer than it said', '3\r\nabcdefgh\r\n0\r\n\r\n'],
])('%s breaks the body and is answered', async (_what, bytes) => {
  const server = await serve(readAll);
  const received = await wire(server, `${PUT}Transfer-Encoding: chunked\r\n\r\n${bytes}`).all();
  expect(first(received)).toMatchObject({ status: 400, headers: { connection: 'close' } });
  expect(received).toContain('<Code>InvalidRequest</Code>');
});

test('a broken body that is read only later is broken then, too', async () => {
  const broken = gate();
  const server = await serve(async (request) => {
    if (request.rawPath === '/other') return ok;
    await broken.opened;
    return await readAll(request);
  });
  const wired = wire(server, `${PUT}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n`);
  await wire(server, 'GET /other HTTP/1.1\r\nHost: h\r\n\r\n').until(/\r\n\r\n/);
  broken.open();
  expect(first(await wired.all()).status).toBe(400);
});

test('a body that was opened and left unread is read away, too', async () => {
  const server = await serve(async (request) => {
    if (request.rawPath !== '/k') return text('next');
    request.body.destroy();
    return refuse();
  });
  const wired = wire(server, `${PUT}Content-Length: 100000\r\n\r\n`).send(Buffer.alloc(1000));
  await wired.until(/<\/Error>/);
  wired.send(Buffer.alloc(99_000)).send('GET /next HTTP/1.1\r\nHost: h\r\n\r\n');
  const [refused, next] = parseResponses(await wired.until(/next$/));
  expect([refused?.status, refused?.headers.connection]).toEqual([403, 'keep-alive']);
  expect(next?.body).toBe('next');
});
