/** Errors as ali-oss understands them. */
import type OSS from 'ali-oss';
import { beforeAll, describe, expect, test } from 'vitest';
import { PICTURE, useClients, WAYS } from './ways.js';

const clients = useClients();

describe.each(WAYS)('$place, $version', (way) => {
  const bucket = clients.bucket(way);
  let client: OSS;

  beforeAll(async () => {
    client = await clients.ready(way);
  });

  test('errors by their codes', async () => {
    await expect(client.get('missing')).rejects.toMatchObject({
      status: 404,
      code: 'NoSuchKey',
      ecCode: '0026-00000001',
    });
    await expect(client.head('missing')).rejects.toMatchObject({ status: 404, code: 'NoSuchKey' });
    await expect(clients.of(way, { bucket: 'nobodys' }).get('k')).rejects.toMatchObject({
      status: 404,
      code: 'NoSuchBucket',
    });
    await expect(client.deleteBucket(bucket)).rejects.toMatchObject({ status: 409, code: 'BucketNotEmpty' });
    const wrong = clients.of(way, { bucket, secret: 'wrong' });
    await expect(wrong.get('photo.png')).rejects.toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
    const unknown = clients.of(way, { bucket, id: 'nobody' });
    await expect(unknown.get('photo.png')).rejects.toMatchObject({ status: 403, code: 'InvalidAccessKeyId' });
    const headers = { 'x-oss-forbid-overwrite': 'true' };
    await expect(client.put('photo.png', PICTURE, { headers })).rejects.toMatchObject({
      status: 409,
      code: 'FileAlreadyExists',
    });
    const corrupt = { headers: { 'Content-MD5': 'AAAAAAAAAAAAAAAAAAAAAA==' } };
    await expect(client.put('corrupt.png', PICTURE, corrupt)).rejects.toMatchObject({
      status: 400,
      code: 'InvalidDigest',
    });
    // The client parses the error of a HEAD from x-oss-err.
    await expect(wrong.head('photo.png')).rejects.toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
  });

  test.runIf(way.version === 'V4')('another region is told so', async () => {
    await expect(clients.of(way, { bucket, region: 'oss-cn-beijing' }).get('photo.png')).rejects.toMatchObject({
      status: 400,
      code: 'InvalidArgument',
      message: 'Invalid signing region in Authorization header.',
      ecCode: '0002-00000226',
    });
  });
});
