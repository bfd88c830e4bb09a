/** The quota of a bucket: put and read as the vendor's SDKs do it, and what it refuses on every way to write. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { flat, jpeg } from '../../pictures.js';
import { element, refusal, useService } from '../service.js';

const service = useService();
const FULL = '403 QuotaExceeded: Bucket storage exceed max storage capacity.';

beforeAll(async () => {
  await service.owner('PUT', 'boxes', { headers: { 'x-oss-acl': 'public-read-write' } });
  await service.owner('PUT', 'source');
  await service.owner('PUT', 'source/a.jpg', { body: await jpeg(flat(40, 30, [1, 2, 3])) });
});
beforeEach(() => service.owner('DELETE', 'boxes', { query: 'qos' }));

const put = (capacity: string) =>
  service.owner('PUT', 'boxes', {
    query: 'qos',
    body: `<?xml version="1.0" encoding="UTF-8"?><BucketUserQos><StorageCapacity>${capacity}</StorageCapacity></BucketUserQos>`,
  });
const get = async () => element((await service.owner('GET', 'boxes', { query: 'qos' })).text, 'StorageCapacity');

describe('the capacity', () => {
  test('is unlimited, until it is put, and again when it is taken away', async () => {
    expect(await get()).toBe('-1');
    for (const capacity of ['10000', '0', '8388607', '-1', '7']) {
      expect((await put(capacity)).status).toBe(200);
      expect(await get()).toBe(capacity);
    }
    expect((await service.store.bucket('boxes'))?.quota).toBe(7 * 1024 ** 3);
    expect((await service.owner('DELETE', 'boxes', { query: 'qos' })).status).toBe(204);
    expect(await get()).toBe('-1');
    expect((await service.owner('DELETE', 'boxes', { query: 'qos' })).status).toBe(204);
  });

  test.each(['-2', '-3', '1.5', '', 'x', '8388608', '9'.repeat(20)])('%s is none', async (capacity) => {
    await put('3');
    expect(refusal(await put(capacity))).toBe(
      `400 InvalidArgument: The value: ${capacity} of parameter: StorageCapacity is invalid. ` +
        'Allowed: -1 for no limit, or 0 to 8388607 gigabytes.',
    );
    expect(await get()).toBe('3');
  });

  test('is the owner’s, and a document', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const ask = { query: 'qos', ...(method === 'PUT' && { body: '<BucketUserQos/>' }) };
      expect((await service.stranger(method, 'boxes', ask)).status).toBe(403);
      expect((await service.ask({ method, path: '/boxes', ...ask })).status).toBe(403);
      expect((await service.owner(method, 'nowhere', ask)).status).toBe(404);
    }
    for (const body of ['', '<Qos/>', 'x']) {
      expect(refusal(await service.owner('PUT', 'boxes', { query: 'qos', body }))).toMatch(/^400 MalformedXML/);
    }
  });
});

describe('a full bucket refuses', () => {
  beforeEach(() => put('0'));
  const form = (boundary: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="key"\r\n\r\nposted\r\n` +
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n--${boundary}--\r\n`;

  test.each([
    ['PutObject', () => service.owner('PUT', 'boxes/put', { body: 'x' })],
    ['PutObject of anybody', () => service.ask({ method: 'PUT', path: '/boxes/put', body: 'x' })],
    ['AppendObject', () => service.owner('POST', 'boxes/log', { query: 'append&position=0', body: 'x' })],
    ['CopyObject', () => service.owner('PUT', 'boxes/copy', { headers: { 'x-oss-copy-source': '/source/a.jpg' } })],
    [
      'PostObject',
      () =>
        service.ask({
          method: 'POST',
          path: '/boxes',
          headers: { 'content-type': 'multipart/form-data; boundary=bound' },
          body: form('bound'),
        }),
    ],
    [
      'saveas',
      () =>
        service.owner('POST', 'source/a.jpg', {
          query: 'x-oss-process',
          body: `x-oss-process=image/resize,w_10|sys/saveas,o_${Buffer.from('saved').toString('base64url')},b_${Buffer.from('boxes').toString('base64url')}`,
        }),
    ],
  ])('%s', async (_, write) => {
    expect(refusal(await write())).toBe(FULL);
    expect((await service.store.list({ bucket: 'boxes', limit: 10 })).objects).toEqual([]);
  });

  test('UploadPart and UploadPartCopy', async () => {
    const begun = await service.owner('POST', 'boxes/parts', { query: 'uploads' });
    const query = `partNumber=1&uploadId=${element(begun.text, 'UploadId')}`;
    expect(refusal(await service.owner('PUT', 'boxes/parts', { query, body: 'x' }))).toBe(FULL);
    const headers = { 'x-oss-copy-source': '/source/a.jpg' };
    expect(refusal(await service.owner('PUT', 'boxes/parts', { query, headers }))).toBe(FULL);
  });

  test('nothing that needs no room', async () => {
    expect((await service.owner('PUT', 'boxes/folder/', { body: '' })).status).toBe(200);
    expect((await service.owner('DELETE', 'boxes/folder/')).status).toBe(204);
    expect((await service.owner('GET', 'boxes')).status).toBe(200);
  });
});
