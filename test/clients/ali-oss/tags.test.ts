/** Tags of objects and buckets through ali-oss. */
import type OSS from 'ali-oss';
import { beforeAll, describe, expect, test } from 'vitest';
import { useClients, WAYS } from './ways.js';

const clients = useClients();
const NONE = {};
const ONE = { team: 'pictures' };
const TWO = { ...ONE, 'cost centre': '42' };

describe.each(WAYS)('$place, $version', (way) => {
  const bucket = clients.bucket(way);
  let client: OSS;
  beforeAll(async () => {
    client = await clients.ready(way);
  });

  test('of an object: none, one, two, replaced, gone', async () => {
    await client.put('tagged', Buffer.from('x'), { headers: { 'x-oss-tagging': 'from=put' } });
    expect((await client.getObjectTagging('tagged')).tag).toEqual({ from: 'put' });
    for (const tags of [TWO, ONE]) {
      expect((await client.putObjectTagging('tagged', tags)).status).toBe(200);
      expect((await client.getObjectTagging('tagged')).tag).toEqual(tags);
    }
    expect((await client.get('tagged')).res.headers['x-oss-tagging-count']).toBe('1');
    await client.copy('tagged-copy', 'tagged');
    expect((await client.getObjectTagging('tagged-copy')).tag).toEqual(ONE);
    expect((await client.deleteObjectTagging('tagged')).status).toBe(204);
    expect((await client.getObjectTagging('tagged')).tag).toEqual(NONE);
  });

  test('of a bucket', async () => {
    for (const tags of [TWO, ONE]) {
      expect((await client.putBucketTags(bucket, tags)).status).toBe(200);
      expect((await client.getBucketTags(bucket)).tag).toEqual(tags);
    }
    expect((await client.deleteBucketTags(bucket)).status).toBe(204);
    expect((await client.getBucketTags(bucket)).tag).toEqual(NONE);
  });
});
