/** What every store must do, with the metadata in a real PostgreSQL. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ObjectStore } from '#src/store/objects.js';
import { describeStore, type Open } from '../contract/store.js';
import { flip } from '../store/damage.js';
import { withPostgres } from './server.js';

const postgres = withPostgres();

const open: Open = async (options = {}) => {
  const directory = await mkdtemp(join(tmpdir(), 'tintype-store-'));
  let now = Date.now();
  const metadata = await postgres().newDatabase();
  const store = await ObjectStore.open({ directory, metadata, clock: () => now, ...options });
  return {
    store,
    advance: (milliseconds) => {
      now += milliseconds;
    },
    damage: async (object) => flip(store.localPath(object) ?? '', 3),
    dispose: async () => {
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
};

describeStore('PostgreSQL and files', open);
