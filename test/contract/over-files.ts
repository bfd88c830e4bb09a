/** A store whose bytes are files of a directory of its own, and whose clock the test sets. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ObjectStore } from '#src/store/objects.js';
import { flip } from '../store/damage.js';
import type { Open } from './store.js';

/** `newDatabase`: the URL of one where the rows are; without it they are in SQLite. */
export function overFiles(newDatabase?: () => Promise<string>): Open {
  return async (options = {}) => {
    const directory = await mkdtemp(join(tmpdir(), 'tintype-store-'));
    const elsewhere = newDatabase && { metadata: await newDatabase() };
    let now = Date.now();
    const store = await ObjectStore.open({ directory, ...elsewhere, clock: () => now, ...options });
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
}
