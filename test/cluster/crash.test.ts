/** A process that writes to PostgreSQL and an S3 engine and is killed: all that was acknowledged is there, and no more. */
import { test } from 'vitest';
import { crashStore } from '../crash/store-rounds.js';
import { newBucket, withEngines } from './engines.js';

const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 2 ** 32);
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 3);

const engines = withEngines();

test(`${ROUNDS} crashes, seed ${SEED}`, async () => {
  const { postgres, ceph } = engines();
  await crashStore(ROUNDS, SEED, { metadata: await postgres.newDatabase(), s3: newBucket(ceph) });
});
