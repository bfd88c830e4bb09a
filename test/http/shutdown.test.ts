import { connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { gate } from '../gate.js';
import { first, ok, serve, text, wire } from './support.js';

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`;

/** A handler whose answers wait for a word from the test. */
function held(): { open: () => void; entered: Promise<void>; enter: () => Promise<void> } {
  const entered = gate();
  const answered = gate();
  return {
    open: answered.open,
    entered: entered.opened,
    enter: () => {
      entered.open();
      return answered.opened;
    },
  };
}

test('close answers what is under way, and new requests on open connections, and then ends', async () => {
  const { open, entered, enter } = held();
  const server = await serve(async (request) => {
    if (request.rawPath === '/slow') await enter();
    return text(`${request.rawPath}.`);
  });
  const slow = wire(server, get('/slow'));
  const kept = wire(server, get('/first'));
  await kept.until(/first\./);
  await entered;
  const closing = server.close(10_000);
  kept.received = '';
  kept.send(get('/second'));
  const second = first(await kept.all());
  expect(second).toMatchObject({ status: 200, body: '/second.', headers: { connection: 'close' } });
  open();
  expect(first(await slow.all())).toMatchObject({ status: 200, body: '/slow.', headers: { connection: 'close' } });
  await closing;
  expect(server.stats().inFlight).toBe(0);
});

test('a closing server takes no more connections', async () => {
  const { open, entered, enter } = held();
  const server = await serve(async () => {
    await enter();
    return ok;
  });
  wire(server, get('/'));
  await entered;
  const closing = server.close(10_000);
  // Those that wait to be accepted are, first.
  for (let turns = 0; turns < 5; turns++) await turn();
  const refused = await new Promise<string>((resolve) => {
    const late = connect(server.port, '127.0.0.1');
    late.on('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)));
    late.on('connect', () => resolve('connected'));
  });
  expect(refused).toBe('ECONNREFUSED');
  open();
  await closing;
});

test('connections that wait to be accepted when it closes are answered', async () => {
  const server = await serve(async () => text('done'));
  const wires = Array.from({ length: 40 }, () => wire(server, get('/')));
  // The kernel has accepted them; the server gets one in a turn of the event loop.
  await Promise.all(wires.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))));
  expect(server.stats().connections).toBeLessThan(40);
  await server.close(10_000);
  for (const each of wires) expect(await each.all()).toContain('done');
});

test('a request that came before an idle connection is closed is answered, however late the timer', async () => {
  const server = await serve(async () => text('done'), { limits: { idleGraceMs: 20 } });
  const kept = wire(server, get('/'));
  await kept.until(/done/);
  const closing = server.close(10_000);
  for (let turns = 0; turns < 5; turns++) await turn();
  kept.received = '';
  kept.socket.write(get('/'));
  // The bytes are with the kernel, and the timer is due, before the event loop comes to either.
  await new Promise((resolve) => process.nextTick(resolve));
  const until = performance.now() + 100;
  while (performance.now() < until);
  expect(await kept.all()).toContain('done');
  await closing;
});

test('idle connections end by themselves, long before the grace is over', async () => {
  const server = await serve(async () => text('done'), { limits: { idleGraceMs: 10 } });
  const kept = wire(server, get('/'));
  await kept.until(/done/);
  await server.close(60_000);
  await kept.closed;
});

test('what is not over when the grace ends is cut off', async () => {
  let signal: AbortSignal | undefined;
  const { entered, enter } = held();
  const server = await serve((request) => {
    signal = request.signal;
    void enter();
    return new Promise(() => {});
  });
  const stuck = wire(server, get('/'));
  await entered;
  await server.close(50);
  await stuck.closed;
  expect(signal?.aborted).toBe(true);
});

test('close waits for work whose client has left', async () => {
  const { open, entered, enter } = held();
  let finished = false;
  const server = await serve(async () => {
    await enter();
    finished = true;
    return ok;
  });
  const gone = wire(server, get('/'));
  await entered;
  gone.socket.destroy();
  const closing = server.close(10_000);
  setTimeout(open, 20);
  await closing;
  expect(finished).toBe(true);
});

test('a download that is under way is finished', async () => {
  const body = Buffer.alloc(20_000_000, 'x');
  const server = await serve(async () => ({ status: 200, headers: {}, body }), { limits: { idleGraceMs: 10 } });
  const wired = wire(server, get('/'));
  await wired.until(/\r\n\r\n/);
  const closing = server.close(10_000);
  expect(first(await wired.all()).body.length).toBe(body.length);
  await closing;
});
