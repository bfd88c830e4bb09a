/** What a crash left in a data directory, once everything that nobody uses has been swept out of it. */
import { ObjectStore } from '#src/store/objects.js';
import { directoryProblems } from './directory.js';
import type { Engines } from './engines.js';

export interface Settled {
  readonly problems: readonly string[];
  /** Files that crashes left without a row. */
  readonly adopted: number;
  readonly removed: number;
}

const TWO_RETENTIONS_MS = 2 * 3_600_000;

/** Nobody may have the directory open. */
export async function settle(directory: string, engines: Engines = {}): Promise<Settled> {
  let ahead = TWO_RETENTIONS_MS;
  const store = await ObjectStore.open({ directory, ...engines, clock: () => Date.now() + ahead });
  const first = await store.sweep();
  ahead += TWO_RETENTIONS_MS;
  const second = await store.sweep();
  const problems = engines.s3 ? await engineProblems(store) : directoryProblems(directory);
  await store.close();
  return {
    problems,
    adopted: first.adopted,
    removed: first.removed + second.removed,
  };
}

/** Of bytes that are not in the directory. */
async function engineProblems(store: ObjectStore): Promise<string[]> {
  const { damage, loose } = await store.scrub();
  const damaged = damage.map(({ blob, kind, users }) => `${blob} is ${kind}: ${users}`);
  return loose === 0 ? damaged : [...damaged, `${loose} blobs without a row after two sweeps`];
}
