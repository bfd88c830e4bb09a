import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readBody } from '#src/http/body.js';
import { emptyReply, jsonReply, xmlReply } from '#src/http/reply.js';
import { RequestIds } from '#src/http/request-id.js';

test('ids are 24 upper-case hex digits and differ', () => {
  const ids = new RequestIds();
  const drawn = Array.from({ length: 1000 }, () => ids.next());
  expect(new Set(drawn).size).toBe(1000);
  expect(drawn.every((id) => /^[0-9A-F]{24}$/.test(id))).toBe(true);
});

test('a body is read up to its limit', async () => {
  const body = () => Readable.from([Buffer.from('abc'), Buffer.from('def')]);
  expect(String(await readBody(body(), 6))).toBe('abcdef');
  await expect(readBody(body(), 5)).rejects.toMatchObject({
    code: 'EntityTooLarge',
    message: expect.stringContaining('5 bytes'),
  });
});

test('replies', () => {
  expect(xmlReply(200, '<a/>', { etag: '"E"' })).toEqual({
    status: 200,
    headers: { 'content-type': 'application/xml', etag: '"E"' },
    body: Buffer.from('<a/>'),
  });
  expect(jsonReply(200, '{}').headers['content-type']).toBe('application/json');
  expect(emptyReply(204)).toEqual({ status: 204, headers: {} });
});
