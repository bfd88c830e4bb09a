/** PostgreSQL and Ceph for the tests of a file. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import type { S3Options } from '#src/store/blobs/s3-options.js';
import { Ceph } from '../../scripts/ceph.js';
import { Postgres } from '../../scripts/postgres.js';

export interface Engines {
  readonly postgres: Postgres;
  readonly ceph: Ceph;
}

export function withEngines(): () => Engines {
  let engines: Engines | undefined;
  beforeAll(async () => {
    engines = { postgres: await Postgres.start(), ceph: await Ceph.start() };
  });
  afterAll(async () => {
    await engines?.ceph.dispose();
    await engines?.postgres.dispose();
  });
  return () => {
    if (!engines) throw new Error('the engines are started before the first test');
    return engines;
  };
}

/** A bucket that nobody has used, which its user makes. */
export function newBucket({ endpoint, key }: Ceph): S3Options {
  const bucket = `tintype-${randomBytes(8).toString('hex')}`;
  return { endpoint, bucket, region: 'us-east-1', pathStyle: true, accessKey: key };
}
