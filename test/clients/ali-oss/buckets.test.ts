/** Buckets through ali-oss. */
import type OSS from 'ali-oss';
import { beforeAll, describe, expect, test } from 'vitest';
import { useClients, WAYS } from './ways.js';

const clients = useClients();

describe.each(WAYS)('$place, $version', (way) => {
  const bucket = clients.bucket(way);
  let client: OSS;

  beforeAll(async () => {
    client = await clients.ready(way);
  });

  test('the bucket and what is said of it', async () => {
    const { bucket: info } = await client.getBucketInfo(bucket);
    expect(info).toMatchObject({ Name: bucket, Location: 'oss-cn-hangzhou' });
    expect((await client.getBucketLocation(bucket)).location).toBe('oss-cn-hangzhou');
    expect((await client.getBucketStat(bucket)).stat).toMatchObject({ ObjectCount: '1', MultipartUploadCount: '0' });
    await client.putBucketACL(bucket, 'public-read');
    expect((await client.getBucketACL(bucket)).acl).toBe('public-read');
    await client.putBucketACL(bucket, 'private');
    // To an IP address the client asks for its buckets as if one were called 'undefined'.
    if (way.place !== 'IP') {
      const { buckets } = await clients.of(way).listBuckets({ prefix: bucket });
      expect(buckets?.map(({ name }) => name)).toEqual([bucket]);
    }
  });

  test('lifecycle rules', async () => {
    await expect(client.getBucketLifecycle(bucket)).rejects.toMatchObject({ code: 'NoSuchLifecycle', status: 404 });
    const rules = [
      { id: 'logs', prefix: 'logs/', status: 'Enabled', expiration: { days: '7' } },
      { id: 'old', prefix: 'old/', status: 'Disabled', expiration: { createdBeforeDate: '2020-01-01T00:00:00.000Z' } },
      { id: 'parts', prefix: 'parts/', status: 'Enabled', abortMultipartUpload: { days: '1' } },
    ];
    // The client changes what it is given.
    await client.putBucketLifecycle(bucket, structuredClone(rules));
    expect((await client.getBucketLifecycle(bucket)).rules).toEqual(rules);
    await client.deleteBucketLifecycle(bucket);
    await expect(client.getBucketLifecycle(bucket)).rejects.toMatchObject({ code: 'NoSuchLifecycle' });
  });

  test('rules that mirror, of which the client can put none: it always wants an index page', async () => {
    const none = { code: 'NoSuchWebsiteConfiguration', status: 404 };
    await expect(client.getBucketWebsite(bucket)).rejects.toMatchObject(none);
    expect((await client.deleteBucketWebsite(bucket)).res.status).toBe(204);
  });

  test('a bucket goes when it is empty', async () => {
    const name = `${bucket}-empty`;
    const other = clients.of(way, { bucket: name });
    await other.putBucket(name);
    expect((await other.deleteBucket(name)).res.status).toBe(204);
    await expect(other.getBucketInfo(name)).rejects.toMatchObject({ code: 'NoSuchBucket' });
  });
});
