import { beforeAll, describe, expect, test } from 'vitest';
import { md5 } from '../request.js';
import { element, refusal, useService } from '../service.js';

const service = useService();

beforeAll(async () => {
  await service.owner('PUT', 'logs', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'wall', { headers: { 'x-oss-acl': 'public-read-write' } });
});

const append = (target: string, position: number | string, body: string, headers = {}) =>
  service.owner('POST', target, { query: `append&position=${position}`, body, headers });

describe('AppendObject', () => {
  test('grows, and says where the next one begins', async () => {
    const first = await append('logs/a', 0, '12345', { 'content-type': 'text/plain', 'x-oss-meta-a': 'b' });
    expect(first).toMatchObject({ status: 200, text: '' });
    expect(first.headers).toMatchObject({ etag: `"${md5('12345').toUpperCase()}"`, 'x-oss-next-append-position': '5' });
    const sum = { 'content-md5': md5('6789', 'base64'), 'x-oss-meta-a': 'ignored' };
    const second = await append('logs/a', 5, '6789', sum);
    expect(second.headers).toMatchObject({
      'x-oss-next-append-position': '9',
      'x-oss-hash-crc64ecma': '11051210869376104954',
    });
    for (const method of ['GET', 'HEAD']) {
      const { headers, text } = await service.ask({ method, path: '/logs/a' });
      expect(text).toBe(method === 'GET' ? '123456789' : '');
      expect(headers).toMatchObject({
        etag: second.headers.etag,
        'x-oss-hash-crc64ecma': '11051210869376104954',
        'x-oss-object-type': 'Appendable',
        'x-oss-next-append-position': '9',
        'content-type': 'text/plain',
        'x-oss-meta-a': 'b',
        'content-length': '9',
      });
      expect(headers['content-md5']).toBeUndefined();
    }
  });

  test('a wrong position tells the right one', async () => {
    const nothing = await append('logs/b', 3, 'x');
    expect(refusal(nothing)).toBe('409 PositionNotEqualToLength: Position is not equal to file length');
    expect(nothing.headers['x-oss-next-append-position']).toBe('0');
    await append('logs/b', 0, 'abc');
    expect((await append('logs/b', 0, 'x')).headers['x-oss-next-append-position']).toBe('3');
  });

  test('an object that was put', async () => {
    await service.owner('PUT', 'logs/put', { body: 'abc' });
    expect(refusal(await append('logs/put', 3, 'x'))).toBe('409 ObjectNotAppendable: The object is not appendable.');
    expect((await service.ask({ path: '/logs/put' })).headers['x-oss-next-append-position']).toBeUndefined();
  });

  test.each(['-1', 'x', '1.5', String(5 * 1024 ** 3 + 1)])('position=%s', async (position) => {
    expect(refusal(await append('logs/c', position, 'x'))).toBe(
      `400 InvalidArgument: The value: ${position} of parameter: position is invalid. Allowed: an integer from 0 to 5368709120.`,
    );
  });

  test('no position; more than 5 GB together; other headers', async () => {
    expect(refusal(await append('logs/c', '', 'x'))).toBe(
      '400 MissingArgument (0016-00000501): position is missing. Allowed: an integer from 0 to 5368709120.',
    );
    expect(element((await append('logs/c', 5 * 1024 ** 3, 'x')).text, 'Code')).toBe('EntityTooLarge');
    expect((await append('logs/c', 0, 'x', { 'x-oss-callback': 'e30=' })).status).toBe(501);
    expect(element((await append('logs/c', 0, 'x', { 'content-md5': md5('y', 'base64') })).text, 'Code')).toBe(
      'InvalidDigest',
    );
    expect((await append('logs/c', 0, 'x', { 'content-encoding': 'aws-chunked' })).status).toBe(400);
    expect((await service.ask({ path: '/logs/c' })).status).toBe(404);
  });

  test('for who may write; an ACL is for the owner', async () => {
    const ask = { query: 'append&position=0', body: 'x' };
    expect((await service.ask({ method: 'POST', path: '/logs/d', ...ask })).status).toBe(403);
    const acl = { ...ask, headers: { 'x-oss-object-acl': 'private' } };
    expect((await service.ask({ method: 'POST', path: '/wall/d', ...acl })).status).toBe(403);
    expect((await service.ask({ method: 'POST', path: '/wall/d', ...ask })).status).toBe(200);
  });
});
