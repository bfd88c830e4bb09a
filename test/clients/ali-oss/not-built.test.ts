/** What ali-oss can ask for and Tintype has not: it understands that it is told so. */
import type OSS from 'ali-oss';
import { beforeAll, describe, expect, test } from 'vitest';
import { useClients, WAYS } from './ways.js';

const clients = useClients();

const inventory = {
  id: 'daily',
  isEnabled: true,
  OSSBucketDestination: { format: 'CSV', accountId: '1', rolename: 'r', bucket: 'b' },
  frequency: 'Daily',
  includedObjectVersions: 'All',
};
const policy = { Version: '1', Statement: [] };

/** Methods and what stands behind the bucket's name. */
const OF_BUCKETS: readonly (readonly [method: string, ...rest: unknown[]])[] = [
  ['putBucketLogging', 'logs/'],
  ['getBucketLogging'],
  ['deleteBucketLogging'],
  ['putBucketWebsite', { index: 'index.html' }],
  ['putBucketEncryption', { SSEAlgorithm: 'AES256' }],
  ['getBucketEncryption'],
  ['deleteBucketEncryption'],
  ['putBucketVersioning', 'Enabled'],
  ['getBucketVersioning'],
  ['putBucketRequestPayment', 'Requester'],
  ['getBucketRequestPayment'],
  ['putBucketPolicy', policy],
  ['getBucketPolicy'],
  ['deleteBucketPolicy'],
  ['putBucketInventory', inventory],
  ['getBucketInventory', 'daily'],
  ['listBucketInventory'],
  ['deleteBucketInventory', 'daily'],
  ['initiateBucketWorm', '1'],
  ['getBucketWorm'],
  ['extendBucketWorm', '1', '2'],
  ['completeBucketWorm', '1'],
  ['abortBucketWorm'],
];

/** Of the client's own bucket. */
const OF_THE_CLIENT: typeof OF_BUCKETS = [
  ['getBucketVersions', {}],
  ['restore', 'photo.png'],
  ['postAsyncFetch', 'fetched', 'http://127.0.0.1/nothing'],
  ['getAsyncFetch', '1'],
  ['listChannels', {}],
  ['putChannel', 'c', { Description: 'd' }],
  ['getChannel', 'c'],
  ['getChannelStatus', 'c'],
  ['getChannelHistory', 'c'],
  ['putChannelStatus', 'c', 'disabled'],
  ['createVod', 'c', 'list.m3u8', { startTime: 1, endTime: 2 }],
  ['deleteChannel', 'c'],
];

describe.each(WAYS)('$place, $version', (way) => {
  const bucket = clients.bucket(way);
  let client: OSS;
  const call = (name: string, ...args: readonly unknown[]) =>
    (client as unknown as Record<string, (...args: readonly unknown[]) => Promise<unknown>>)[name]?.(...args);

  beforeAll(async () => {
    client = await clients.ready(way);
  });

  test.each([...OF_BUCKETS.map(([name, ...rest]) => [name, bucket, ...rest]), ...OF_THE_CLIENT])(
    '%s',
    async (name, ...args) => {
      // Four methods of the client give the status instead of throwing.
      const told = await Promise.resolve(call(String(name), ...args)).catch((error) => error);
      expect(told).toMatchObject({ status: 501 });
      expect((await client.list({})).objects?.map((each) => each.name)).toEqual(['photo.png']);
    },
  );
});
