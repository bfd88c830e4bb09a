/** Reads while others write: whatever is visible, at any time, is one whole write, or whole writes one after the other. */
import { Crc64 } from '#src/store/blobs/crc64.js';
import type { Random } from './random.js';
import { isSomeState } from './states.js';
import { type Target, UnexpectedAnswer } from './target.js';
import { disagreements } from './verify.js';

export interface Watch {
  readonly problems: readonly string[];
  /** Objects that were looked at. */
  readonly looks: number;
}

const LOOKS_PER_LISTING = 8;

/** Resolves when the target dies, or when it is told to stop. */
export async function watch(target: Target, random: Random, stop: AbortSignal): Promise<Watch> {
  const crc64 = await Crc64.load();
  const problems: string[] = [];
  let looks = 0;
  try {
    while (!stop.aborted) {
      const listed = await target.list();
      for (let n = 0; n < LOOKS_PER_LISTING && listed.length > 0; n++) {
        const key = String(listed[random.below(listed.length)]?.key);
        const found = await target.get(key);
        if (!found) continue;
        looks++;
        problems.push(...disagreements(key, found, crc64));
        if (!isSomeState(key, found)) problems.push(`${key} was seen with the bytes of no write`);
      }
    }
  } catch (error) {
    if (error instanceof UnexpectedAnswer) problems.push(error.message);
  }
  return { problems, looks };
}
