import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { ReceivedMessage } from '#src/http/received-message.js';

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
