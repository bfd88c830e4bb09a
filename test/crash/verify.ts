/** Is everything there that was acknowledged, whole, and nothing else? */
import { createHash } from 'node:crypto';
import { Crc64 } from '#src/store/blobs/crc64.js';
import type { Expectation } from './expectations.js';
import type { State } from './journal.js';
import { contentOf } from './random.js';
import type { Listed, Seen, Target } from './target.js';

export interface Verdict {
  readonly problems: readonly string[];
  /** What is there now, for the journals. */
  readonly seen: readonly { readonly writer: number; readonly key: string; readonly state: State }[];
}

export async function verify(target: Target, expectations: readonly Expectation[]): Promise<Verdict> {
  const crc64 = await Crc64.load();
  const problems: string[] = [];
  const seen: { writer: number; key: string; state: State }[] = [];
  const present: Listed[] = [];
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
    if (found) present.push({ key, size: found.size, etag: found.etag });
  }
  return { problems: [...problems, ...(await listingProblems(target, present))], seen };
}

function isState(key: string, found: Seen | undefined, state: State): boolean {
  if (state === 'absent' || found === undefined) return state === 'absent' && found === undefined;
  return found.bytes.equals(contentOf(key, state.serial, state.size));
}

/** Bytes against what is said of them. */
export function disagreements(key: string, { bytes, size, etag, crc64 }: Seen, engine: Crc64): string[] {
  const run = engine.start();
  run.update(bytes);
  const md5 = createHash('md5').update(bytes).digest('hex').toUpperCase();
  return [
    ...(bytes.length === size ? [] : [`${key} has ${bytes.length} bytes, its size is said to be ${size}`]),
    ...(md5 === etag ? [] : [`${key} has MD5 ${md5}, its ETag is ${etag}`]),
    ...(run.digest() === crc64 ? [] : [`${key} does not have the CRC that is said of it`]),
  ];
}

/** The listing names what GET finds, with the same size and ETag, and nothing else. */
async function listingProblems(target: Target, present: readonly Listed[]): Promise<string[]> {
  const lines = (all: readonly Listed[]) => all.map(({ key, size, etag }) => `${key} ${size} ${etag}`).sort();
  const [listed, found] = [lines(await target.list()), lines(present)];
  const only = (a: readonly string[], b: readonly string[]) => a.filter((line) => !b.includes(line)).join();
  if (listed.join() === found.join()) return [];
  return [`the listing alone has [${only(listed, found)}], GET alone finds [${only(found, listed)}]`];
}

function shown(found: Seen | undefined): string {
  return found ? JSON.stringify(found.bytes.subarray(0, 40).toString('latin1').split('\n')[0]) : 'absent';
}
