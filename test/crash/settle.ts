/** What a crash left in a data directory, once everything that nobody uses has been swept out of it. */
import { ObjectStore } from '#src/store/objects.js';
import { directoryProblems } from './directory.js';

export interface Settled {
  readonly problems: readonly string[];
  /** Files that crashes left without a row. */
  readonly adopted: number;
  readonly removed: number;
}

const TWO_RETENTIONS_MS = 2 * 3_600_000;

/** Nobody may have the directory open. */
export async function settle(directory: string): Promise<Settled> {
  let ahead = TWO_RETENTIONS_MS;
  const store = await ObjectStore.open({ directory, clock: () => Date.now() + ahead });
  const first = await store.sweep();
  ahead += TWO_RETENTIONS_MS;
  const second = await store.sweep();
  await store.close();
  return {
    problems: directoryProblems(directory),
    adopted: first.adopted,
    removed: first.removed + second.removed,
  };
}
