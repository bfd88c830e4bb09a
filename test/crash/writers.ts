/** Writers at once, each with keys of its own, until the target dies. */
import { Random } from './random.js';
import type { Target } from './target.js';
import { CrashWriter } from './writer.js';

export interface WritersOptions {
  readonly journal: string;
  readonly seed: number;
  readonly writers: number;
  /** Called at every acknowledgement, before it is journaled. */
  readonly onAcknowledged?: () => void;
}

/** Resolves with the failures that ended it when no writer writes any more: the first failure stops them all. */
export async function runWriters(target: Target, options: WritersOptions): Promise<Error[]> {
  const random = new Random(options.seed);
  const stop = new AbortController();
  const all = Array.from({ length: options.writers }, async (_, n) => {
    const error = await new CrashWriter(target, options, n, random.fork()).run(stop.signal);
    stop.abort();
    return error;
  });
  return (await Promise.all(all)).filter((error) => error !== undefined);
}

/** Before anything is killed: one object is so long that its pieces are about to be joined. */
export async function prepare(target: Target, journal: string): Promise<void> {
  await new CrashWriter(target, { journal }, 0, new Random(0)).growLong();
}
