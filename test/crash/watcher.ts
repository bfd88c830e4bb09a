/** Reads while others write: whatever is visible, at any time, is one whole write. */
import { Crc64 } from '#src/store/blobs/crc64.js';
import { contentOf, type Random } from './random.js';
import { type Target, UnexpectedAnswer } from './target.js';
import { disagreements } from './verify.js';

export interface Watch {
  readonly problems: readonly string[];
  /** Objects that were looked at. */
  readonly looks: number;
}

const LOOKS_PER_LISTING = 8;

/** Resolves when the target dies. */
export async function watch(target: Target, random: Random): Promise<Watch> {
  const crc64 = await Crc64.load();
  const problems: string[] = [];
  let looks = 0;
  try {
    for (;;) {
      const listed = await target.list();
      for (let n = 0; n < LOOKS_PER_LISTING && listed.length > 0; n++) {
        const key = String(listed[random.below(listed.length)]?.key);
        const found = await target.get(key);
        if (!found) continue;
        looks++;
        problems.push(...disagreements(key, found, crc64));
        if (!isOneWrite(key, found.bytes)) problems.push(`${key} was seen with the bytes of no write`);
      }
    }
  } catch (error) {
    if (error instanceof UnexpectedAnswer) problems.push(error.message);
  }
  return { problems, looks };
}

function isOneWrite(key: string, bytes: Buffer): boolean {
  const [, name, serial] = /^(\S+) #(\d+)\n/.exec(bytes.subarray(0, 64).toString('latin1')) ?? [];
  return name === key && bytes.equals(contentOf(key, Number(serial), bytes.length));
}
