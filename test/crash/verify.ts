/** Is everything there that was acknowledged, whole, and nothing else? */
import { createHash } from 'node:crypto';
import { Crc64 } from '#src/store/blobs/crc64.js';
import type { Expectation } from './expectations.js';
import type { State } from './journal.js';
import { contentOf } from './random.js';
import type { Seen, Target } from './target.js';

export interface Verdict {
  readonly problems: readonly string[];
  /** What is there now, for the journals. */
  readonly seen: readonly { readonly writer: number; readonly key: string; readonly state: State }[];
}

export async function verify(target: Target, expectations: readonly Expectation[]): Promise<Verdict> {
  const crc64 = await Crc64.load();
  const problems: string[] = [];
  const seen: { writer: number; key: string; state: State }[] = [];
  for (const { writer, key, states } of expectations) {
    const found = await target.get(key).catch((error) => String(error));
    if (typeof found === 'string') {
      problems.push(`${key} cannot be read: ${found}`);
      continue;
    }
    const state = states.findLast((one) => isState(key, found, one));
    if (state === undefined) problems.push(`${key} is ${shown(found)}, expected one of ${JSON.stringify(states)}`);
    else seen.push({ writer, key, state });
    if (found) problems.push(...disagreements(key, found, crc64));
  }
  return { problems: [...problems, ...(await listingProblems(target, seen))], seen };
}

function isState(key: string, found: Seen | undefined, state: State): boolean {
  if (state === 'absent' || found === undefined) return state === 'absent' && found === undefined;
  return found.bytes.equals(contentOf(key, state.serial, state.size));
}

/** Bytes against what the row says of them. */
function disagreements(key: string, { bytes, size, etag, crc64 }: Seen, engine: Crc64): string[] {
  const run = engine.start();
  run.update(bytes);
  const md5 = createHash('md5').update(bytes).digest('hex').toUpperCase();
  return [
    ...(bytes.length === size ? [] : [`${key} has ${bytes.length} bytes, its row says ${size}`]),
    ...(md5 === etag ? [] : [`${key} has MD5 ${md5}, its row says ${etag}`]),
    ...(run.digest() === crc64 ? [] : [`${key} does not have the CRC of its row`]),
  ];
}

async function listingProblems(target: Target, seen: Verdict['seen']): Promise<string[]> {
  const listed = [...(await target.list())].sort();
  const present = seen.filter(({ state }) => state !== 'absent').map(({ key }) => key);
  const same = JSON.stringify(listed) === JSON.stringify(present.sort());
  return same ? [] : [`the listing has ${listed.join()}, heads find ${present.join()}`];
}

function shown(found: Seen | undefined): string {
  return found ? JSON.stringify(found.bytes.subarray(0, 40).toString('latin1').split('\n')[0]) : 'absent';
}
