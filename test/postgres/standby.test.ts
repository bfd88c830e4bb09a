/** Servers that follow another one: those that this program does not read from, and one that a primary waits for. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PostgresMetadata } from '#src/store/metadata/postgres.js';
import { until } from '../until.js';
import { withPostgres } from './server.js';

const postgres = withPostgres();
let metadata: PostgresMetadata;

beforeAll(async () => {
  metadata = await PostgresMetadata.open(await postgres().newDatabase());
  await metadata.createBucket({ name: 'bucket', owner: 'owner', createdAt: 1 });
});
afterAll(() => metadata?.close());

const head = () => metadata.head('bucket', 'key', undefined);
const holdsOne = async () => (await head()).held !== undefined && metadata.othersStats().holdsLease;

async function waitFor(standbys: string): Promise<void> {
  await postgres().query(`alter system set synchronous_standby_names = '${standbys}'`);
  await postgres().query('select pg_reload_conf()');
}

test('a primary that waits for a standby which is away: what is kept is used as before', async () => {
  await until(holdsOne);
  await waitFor('away');
  try {
    const { questions } = metadata.othersStats();
    // Longer than a lease lasts that is not renewed.
    for (let times = 0; times < 35; times++) {
      await sleep(100);
      expect(await holdsOne()).toBe(true);
    }
    expect(metadata.othersStats().questions - questions).toBeLessThan(35);
  } finally {
    await waitFor('');
  }
});

test('nothing is read from a standby, which may learn late of what was committed', async () => {
  await postgres().stop();
  await postgres().start({ standby: true });
  await expect(metadata.bucket('bucket')).rejects.toMatchObject({ code: 'ServiceUnavailable' });
  await postgres().query('select pg_promote()');
  expect(await metadata.bucket('bucket')).toMatchObject({ name: 'bucket' });
  await until(holdsOne);
});
