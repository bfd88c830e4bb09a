import { expect, test } from 'vitest';
import { withinOpenFiles } from '#src/http/connection-limit.js';
import { SERVER_LIMITS } from '#src/http/server-limits.js';
import { first, serve, text, Wire, wire } from './support.js';

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`;

test('beyond the limit the oldest connection that waits for a request makes room', async () => {
  const server = await serve(async ({ rawPath }) => text(`${rawPath}.`), { limits: { connections: 2 } });
  const [oldest, older] = [wire(server, get('/1')), wire(server, get('/2'))];
  await Promise.all([oldest.until(/1\.$/), older.until(/2\.$/)]);
  const newest = wire(server, get('/3'));
  await newest.until(/3\.$/);
  await oldest.closed;
  expect(first(await older.send(get('/4')).until(/4\.$/)).status).toBe(200);
  expect(server.stats()).toMatchObject({ connections: 2, shed: 1 });
});

test('a connection that has not said anything goes before one that is being answered', async () => {
  let answer = (): void => {};
  const server = await serve(
    () =>
      new Promise((resolve) => {
        answer = () => resolve(text('late.'));
      }),
    { limits: { connections: 2 } },
  );
  const busy = wire(server, get('/'));
  await expect.poll(() => server.stats().inFlight).toBe(1);
  const silent = new Wire(server.port);
  await expect.poll(() => server.stats().connections).toBe(2);
  const newest = new Wire(server.port);
  await silent.closed;
  answer();
  await busy.until(/late\.$/);
  expect(newest.socket.destroyed).toBe(false);
});

test('when all of them are being answered the newest is closed', async () => {
  const server = await serve(() => new Promise(() => {}), { limits: { connections: 1 } });
  const busy = wire(server, get('/'));
  await expect.poll(() => server.stats().inFlight).toBe(1);
  await new Wire(server.port).closed;
  expect(busy.socket.destroyed).toBe(false);
});

test('half of the files that may be open, less what the server itself needs', () => {
  const connectionsOf = (files: number): number => withinOpenFiles(SERVER_LIMITS, files).connections;
  expect([64, 1024, 20_000, 1_000_000, Number.POSITIVE_INFINITY].map(connectionsOf)).toEqual([
    32, 384, 9872, 16_384, 16_384,
  ]);
});
