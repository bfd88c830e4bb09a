/** What is attacked: a service on a socket, with a private bucket, an open one, one of a stranger's, and a log. */
import { request } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll } from 'vitest';
import { createAccessLog } from '#src/http/access-log.js';
import { type RunningServer, startServer } from '#src/http/server.js';
import { parseResponses } from '../http/support.js';
import type { Ask } from '../oss/request.js';
import { type Service, useService } from '../oss/service.js';
import { flat, jpeg, photo, png } from '../pictures.js';
import { type Answer, type Attack, PRIZE } from './attack.js';

export interface Arena {
  readonly service: Service;
  readonly port: number;
  /** All lines of the access log so far. */
  readonly log: () => string;
  /** Every answer that came; none when the connection was closed without one. */
  send(what: Attack['sends']): Promise<readonly Answer[]>;
}

/** Short ones, so that slow clients are met within a test. */
export const LIMITS = { headersMs: 400, idleMs: 400, minimumRate: 4096, rateWindowMs: 500, tickMs: 20, lingerMs: 100 };

/** `vault` is private, `open` may be read, `wall` written by all, `theirs` is the stranger's. */
export function useArena(): Arena {
  const service = useService();
  const lines: string[] = [];
  const log = createAccessLog({ destination: { write: (line) => void lines.push(line) } });
  let server: RunningServer;

  beforeAll(async () => {
    const picture = await jpeg(photo(60, 40));
    for (const bucket of ['vault', 'spare']) await service.owner('PUT', bucket);
    await service.owner('PUT', 'open', { headers: { 'x-oss-acl': 'public-read' } });
    await service.owner('PUT', 'wall', { headers: { 'x-oss-acl': 'public-read-write' } });
    await service.stranger('PUT', 'theirs');
    const style = { content: `image/resize,w_10/watermark,text_${PRIZE}`, category: 'image', most: 50 } as const;
    await service.store.styles.put('vault', { name: PRIZE.toLowerCase(), ...style });
    await service.store.styles.put('vault', { name: 'small', ...style, content: 'image/resize,w_10' });
    await service.owner('PUT', 'vault/secret', { body: PRIZE, headers: { 'x-oss-meta-a': PRIZE } });
    await service.owner('PUT', 'open/hidden', { body: PRIZE, headers: { 'x-oss-object-acl': 'private' } });
    await service.owner('PUT', 'wall/hidden', { body: PRIZE, headers: { 'x-oss-object-acl': 'private' } });
    await service.owner('PUT', 'vault/secret.png', { body: await png(flat(9, 9, [1, 2, 3])) });
    await service.owner('PUT', 'open/hidden.png', {
      body: await png(flat(9, 9, [1, 2, 3])),
      headers: { 'x-oss-object-acl': 'private' },
    });
    for (const target of ['open/a.jpg', 'wall/a.jpg']) await service.owner('PUT', target, { body: picture });
    await service.stranger('PUT', 'theirs/a.jpg', { body: picture });
    const onAccess = log.write;
    server = await startServer({ host: '127.0.0.1', port: 0, onAccess, limits: LIMITS }, service.handler);
  });

  afterAll(() => server?.close(100));

  return {
    service,
    get port() {
      return server.port;
    },
    log: () => lines.join(''),
    send: (what) => (typeof what === 'string' ? raw(server.port, what) : asked(server.port, what)),
  };
}

/** The path goes out as it is. */
function asked(port: number, ask: Ask): Promise<readonly Answer[]> {
  const { method = 'GET', host = '127.0.0.1', path = '/', query = '', headers, body } = ask;
  const target = query === '' ? path : `${path}?${query}`;
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path: target, headers: { ...headers, host } });
    sent.on('error', reject).on('response', async (response) => {
      const text = (await buffer(response)).toString('latin1');
      const said = Buffer.from(String(response.headers['x-oss-err'] ?? ''), 'base64').toString();
      resolve([{ status: response.statusCode ?? 0, headers: flatHeaders(response.headers), text: text || said }]);
    });
    sent.end(body);
  });
}

function flatHeaders(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** Until the server closes, or has been silent long enough to have answered all there was. */
function raw(port: number, bytes: string): Promise<readonly Answer[]> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      resolve(parseResponses(received).map(({ status, headers, body }) => ({ status, headers, text: body })));
    });
    socket.write(Buffer.from(bytes, 'latin1'));
  });
}
