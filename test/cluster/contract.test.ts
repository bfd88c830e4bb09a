/** What every store must do, with the metadata in a real PostgreSQL and the bytes in a real S3 engine. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { newClient } from '#src/store/blobs/s3-client.js';
import { ObjectStore } from '#src/store/objects.js';
import { describeStore, type Open } from '../contract/store.js';
import { newBucket, withEngines } from './engines.js';

const engines = withEngines();

const open: Open = async (options = {}) => {
  const { postgres, ceph } = engines();
  const directory = await mkdtemp(join(tmpdir(), 'tintype-store-'));
  let now = Date.now();
  const s3 = newBucket(ceph);
  const metadata = await postgres.newDatabase();
  const store = await ObjectStore.open({ directory, metadata, s3, clock: () => now, ...options });
  return {
    store,
    advance: (milliseconds) => {
      now += milliseconds;
    },
    damage: async (object) => {
      const at = { Bucket: s3.bucket, Key: `blobs/${object.segments[0]?.blob}` };
      const client: S3Client = newClient(s3);
      const { Body } = await client.send(new GetObjectCommand(at));
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
      bytes.writeUInt8(bytes.readUInt8(3) ^ 1, 3);
      await client.send(new PutObjectCommand({ ...at, Body: bytes }));
      client.destroy();
    },
    dispose: async () => {
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
};

describeStore('PostgreSQL and S3', open);
