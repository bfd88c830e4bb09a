/** Is everything there that was acknowledged, whole, and nothing else? */
import { createHash } from 'node:crypto';
import { Crc64 } from '#src/store/blobs/crc64.js';
import type { Expectation, ExpectedUpload } from './expectations.js';
import type { Sighting } from './journal.js';
import { isState, styleNameOf, styleOf } from './states.js';
import { type Listed, PART, partsOf, type Seen, type Target } from './target.js';

export interface Verdict {
  readonly problems: readonly string[];
  /** What is there now, for the journals. */
  readonly seen: readonly Sighting[];
}

export async function verify(
  target: Target,
  expectations: readonly Expectation[],
  uploads: readonly ExpectedUpload[],
): Promise<Verdict> {
  const look = new Look(target, await Crc64.load());
  const queue = expectations.values();
  await Promise.all(Array.from({ length: AT_ONCE }, () => look.through(queue)));
  const { problems, seen, present } = look;
  return {
    problems: [...problems, ...(await listingProblems(target, present)), ...(await uploadProblems(target, uploads))],
    seen,
  };
}

const AT_ONCE = 6;

class Look {
  readonly problems: string[] = [];
  readonly seen: Sighting[] = [];
  readonly present: Listed[] = [];

  constructor(
    private readonly target: Target,
    private readonly crc64: Crc64,
  ) {}

  async through(expectations: Iterable<Expectation>): Promise<void> {
    for (const expectation of expectations) {
      const name = styleNameOf(expectation.key);
      try {
        if (name === undefined) await this.#object(expectation);
        else await this.#style(expectation, name);
      } catch (error) {
        this.problems.push(`${expectation.key} cannot be read: ${error}`);
      }
    }
  }

  async #object({ writer, key, states }: Expectation): Promise<void> {
    const found = await this.target.get(key);
    const state = states.findLast((one) => isState(key, found, one));
    if (state === undefined) this.problems.push(`${key} is ${shown(found)}, expected one of ${JSON.stringify(states)}`);
    else this.seen.push({ writer, key, state });
    if (found === undefined) return;
    this.problems.push(...disagreements(key, found, this.crc64));
    this.present.push({ key, size: found.size, etag: found.etag });
  }

  async #style({ writer, key, states }: Expectation, name: string): Promise<void> {
    const found = await this.target.style(name);
    const state = states.findLast((one) => (one === 'absent' ? undefined : styleOf(one)) === found);
    if (state === undefined) this.problems.push(`${key} is ${found}, expected one of ${JSON.stringify(states)}`);
    else this.seen.push({ writer, key, state });
  }
}

/** Bytes against what is said of them. */
export function disagreements(key: string, { bytes, size, type, etag, crc64 }: Seen, engine: Crc64): string[] {
  const run = engine.start();
  run.update(bytes);
  const expected = etagOf(bytes, type);
  return [
    ...(bytes.length === size ? [] : [`${key} has ${bytes.length} bytes, its size is said to be ${size}`]),
    ...((expected ?? etag) === etag ? [] : [`${key} should have the ETag ${expected}, it is ${etag}`]),
    ...(run.digest() === crc64 ? [] : [`${key} does not have the CRC that is said of it`]),
  ];
}

/** undefined for an object that grew: its ETag is made of the writes, one by one. */
function etagOf(bytes: Buffer, type: string): string | undefined {
  const md5 = (part: Buffer) => createHash('md5').update(part).digest();
  const hex = (digest: Buffer) => digest.toString('hex').toUpperCase();
  if (type === 'Normal') return hex(md5(bytes));
  if (type !== 'Multipart') return undefined;
  const parts = partsOf(bytes);
  return `${hex(md5(Buffer.concat(parts.map(md5))))}-${parts.length}`;
}

/** Every part that was acknowledged is there, whole; and every upload that is left can be aborted. */
async function uploadProblems(target: Target, expected: readonly ExpectedUpload[]): Promise<string[]> {
  const problems: string[] = [];
  for (const { key, upload, parts } of expected) {
    const there = await target.parts(key, upload).catch((error) => String(error));
    const whole =
      typeof there === 'string' ? [] : there.filter(({ size }) => size === PART).map(({ number }) => number);
    const lost = parts.filter((number) => !whole.includes(number));
    if (lost.length > 0) problems.push(`${key} lacks the parts ${lost} of ${upload}: ${JSON.stringify(there)}`);
  }
  for (const { key, upload } of await target.uploads()) await target.abortUpload(key, upload);
  const left = await target.uploads();
  if (left.length > 0) problems.push(`uploads that were aborted are there: ${JSON.stringify(left)}`);
  return problems;
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
