/** Where a store has its rows and its bytes, when not in its directory; handed to processes in a variable. */
import type { StoreOptions } from '#src/store/store-options.js';

export type Engines = Pick<StoreOptions, 'metadata' | 's3'>;

export function enginesOf({ CRASH_ENGINES = '{}' }: NodeJS.ProcessEnv): Engines {
  return JSON.parse(CRASH_ENGINES);
}
