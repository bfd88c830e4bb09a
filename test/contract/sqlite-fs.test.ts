import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ObjectStore } from '#src/store/objects.js';
import { flip } from '../store/damage.js';
import { describeStore, type Open } from './store.js';

const open: Open = async (options = {}) => {
  const directory = await mkdtemp(join(tmpdir(), 'tintype-store-'));
  let now = Date.now();
  const store = await ObjectStore.open({ directory, clock: () => now, ...options });
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

describeStore('SQLite and files', open);
