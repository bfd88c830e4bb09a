/**
 * What a bucket holds, counted key by key: a counter would make every write of a bucket wait for one row. Where there is
 * a quota, it does (quota-steps.ts).
 */
import { setImmediate as others } from 'node:timers/promises';
import type { ClassUsage } from '../records.js';
import { later } from './keys.js';

export interface TallyRow {
  readonly storage_class: string;
  readonly objects: number;
  readonly bytes: number;
  /** The last key of the class. */
  readonly last: string;
}

/** Keys of one step: a few milliseconds, and then it is somebody else's turn. */
const STEP = 5000;

/** `tally` gives the next so many keys behind a key, by storage class. */
export async function usageOf(
  tally: (after: string, limit: number) => Promise<readonly TallyRow[]>,
): Promise<readonly ClassUsage[]> {
  const classes = new Map<string, ClassUsage>();
  let after = '';
  for (;;) {
    const rows = await tally(after, STEP);
    let counted = 0;
    for (const { storage_class: storageClass, objects, bytes, last } of rows) {
      const before = classes.get(storageClass) ?? { objects: 0, bytes: 0 };
      classes.set(storageClass, { storageClass, objects: before.objects + objects, bytes: before.bytes + bytes });
      counted += objects;
      after = later(after, last);
    }
    if (counted < STEP) return [...classes.values()];
    await others();
  }
}
