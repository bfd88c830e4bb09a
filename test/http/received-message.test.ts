import { createHook } from 'node:async_hooks';
import { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import { ReceivedMessage } from '#src/http/received-message.js';
import { serve, text, wire } from './support.js';

function received(...rawHeaders: string[]): ReceivedMessage {
  const message = new ReceivedMessage(new Socket());
  message.rawHeaders = rawHeaders;
  return message;
}

test('Node is given the headers as they are read here, and they are read once', () => {
  const message = received('Host', 'h', 'Expect', '100-continue', 'X-Two', 'a', 'x-two', 'b');
  expect({ ...message.fields }).toEqual({ host: 'h', expect: '100-continue', 'x-two': 'a, b' });
  expect(message.headers).toBe(message.fields);
  expect(message.fields).toBe(message.fields);
});

test('no name of a header means anything to the object that holds it', () => {
  const { fields } = received('__proto__', 'p', 'constructor', 'c');
  expect(Object.entries(fields)).toEqual([
    ['__proto__', 'p'],
    ['constructor', 'c'],
  ]);
  expect(fields.tostring).toBeUndefined();
  expect(received('Host', 'h').fields.constructor).toBeUndefined();
  expect(received('Host', 'h').fields.hasOwnProperty).toBeUndefined();
});

const turn = () => new Promise(setImmediate);

/** What Node does with a message when its last byte is there, and when it was answered. */
function complete(message: ReceivedMessage): ReceivedMessage {
  message.complete = true;
  message.push(null);
  return message.resume();
}

/** How often `act` puts something off with process.nextTick. */
function ticksOf(act: () => void): number {
  let ticks = 0;
  const hook = createHook({ init: (_, type) => void (type === 'TickObject' && ticks++) }).enable();
  act();
  hook.disable();
  return ticks;
}

test('the end of a message without a body is played to nobody but whoever reads it', async () => {
  const ended = vi.fn();
  const message = received('Host', 'h').on('end', ended);
  expect(message.readableEnded).toBe(false);
  expect(ticksOf(() => complete(message))).toBe(0);
  // Node lets go of it.
  expect(message.readableEnded).toBe(true);
  await turn();
  expect(ended).not.toHaveBeenCalled();
  message.open();
  expect(message.readableEnded).toBe(false);
  message.resume();
  await turn();
  expect(ended).toHaveBeenCalledOnce();
  expect(message.readableEnded).toBe(true);
});

test('whoever reads it before it is complete has its end, too', async () => {
  const ended = vi.fn();
  const message = received('Host', 'h').on('end', ended);
  message.open();
  message.resume();
  await turn();
  expect(ended).not.toHaveBeenCalled();
  complete(message);
  await turn();
  expect(ended).toHaveBeenCalledOnce();
});

test.each([
  ['Content-Length', '0'],
  ['Transfer-Encoding', 'chunked'],
])('of one with %s it is as in any stream', async (name, value) => {
  const ended = vi.fn();
  const message = received('Host', 'h', name, value).on('end', ended);
  expect(ticksOf(() => complete(message))).toBeGreaterThan(0);
  expect(message.readableEnded).toBe(false);
  await turn();
  expect(ended).toHaveBeenCalledOnce();
});

test.each(['/at-once', '/later'])('a request without a body is read as one of no bytes: %s', async (path) => {
  const server = await serve(async (request) => {
    if (request.rawPath === '/later') await turn();
    return text(`got ${(await buffer(request.body)).length} bytes.`);
  });
  const wired = wire(server, `POST ${path} HTTP/1.1\r\nHost: h\r\n\r\n`);
  await wired.until(/got 0 bytes\./);
  await wired.send(`POST ${path} HTTP/1.1\r\nHost: h\r\n\r\n`).until(/got 0 bytes\.[\s\S]*got 0 bytes\./);
});
