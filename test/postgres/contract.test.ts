/** What every store must do, with the metadata in a real PostgreSQL. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { ObjectStore } from '#src/store/objects.js';
import { Postgres } from '../../scripts/postgres.js';
import { describeStore, type Open } from '../contract/store.js';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await Postgres.start();
});
afterAll(() => postgres?.dispose());

const open: Open = async (options = {}) => {
  const directory = await mkdtemp(join(tmpdir(), 'tintype-store-'));
  let now = Date.now();
  const metadata = await postgres.newDatabase();
  const store = await ObjectStore.open({ directory, metadata, clock: () => now, ...options });
  return {
    store,
    advance: (milliseconds) => {
      now += milliseconds;
    },
    dispose: async () => {
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
};

describeStore('PostgreSQL and files', open);
