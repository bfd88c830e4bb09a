/** What a writer meant to do and what was acknowledged, kept apart from the store and flushed line by line. */
import {
  appendFileSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** One write of a key, or its deletion; serials are never used twice. */
export type State = Written | 'absent';

export interface Written {
  readonly serial: number;
  readonly size: number;
  /** Of an object that grew: how many writes of that size, each with the next serial, are in it. */
  readonly pieces?: number;
}

export type Entry =
  /** Written before the operation begins. */
  | { readonly event: 'begun'; readonly key: string; readonly state: State }
  /** Written after a part of an upload was acknowledged. */
  | { readonly event: 'part'; readonly key: string; readonly upload: string; readonly number: number }
  /** Written before an upload is completed or aborted: from then on it may be gone. */
  | { readonly event: 'ending'; readonly key: string; readonly upload: string }
  /** Written after the operation was acknowledged. */
  | { readonly event: 'acknowledged'; readonly key: string }
  /** Written by a check: what was there after a crash must still be there after the next. */
  | { readonly event: 'seen'; readonly key: string; readonly state: State };

export class Journal {
  readonly #file: number;

  constructor(directory: string, writer: number) {
    mkdirSync(directory, { recursive: true });
    const path = join(directory, `writer-${writer}.log`);
    // A crash may have cut the last line; an empty line is none.
    appendFileSync(path, '\n');
    this.#file = openSync(path, 'a');
  }

  add(entry: Entry): void {
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
    if (entry.event === 'acknowledged' || entry.event === 'part') fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** What a check found is what the next crash must not lose. */
export function recordSeen(directory: string, seen: readonly { writer: number; key: string; state: State }[]): void {
  for (const { writer, key, state } of seen) addTo(directory, writer, { event: 'seen', key, state });
}

/** Uploads that a check has aborted. */
export function recordEnded(
  directory: string,
  uploads: readonly { writer: number; key: string; upload: string }[],
): void {
  for (const { writer, key, upload } of uploads) addTo(directory, writer, { event: 'ending', key, upload });
}

function addTo(directory: string, writer: number, entry: Entry): void {
  const journal = new Journal(directory, writer);
  journal.add(entry);
  journal.close();
}

/** How much was written, or a run of nothing would pass: operations, parts, and the pieces of the longest object that grew. */
export function amountsIn(directory: string): { acknowledged: number; parts: number; pieces: number } {
  const entries = [...readJournals(directory).values()].flat();
  const count = (event: Entry['event']) => entries.filter((entry) => entry.event === event).length;
  const pieces = entries.map((entry) => ('state' in entry && entry.state !== 'absent' ? (entry.state.pieces ?? 0) : 0));
  return { acknowledged: count('acknowledged'), parts: count('part'), pieces: Math.max(0, ...pieces) };
}

/** The entries of each writer, in order, by the writer's number. */
export function readJournals(directory: string): ReadonlyMap<number, readonly Entry[]> {
  const journals = new Map<number, readonly Entry[]>();
  for (const name of readdirSync(directory)) {
    const lines = readFileSync(join(directory, name), 'utf8').split('\n');
    journals.set(Number(/\d+/.exec(name)), lines.flatMap(entryOf));
  }
  return journals;
}

function entryOf(line: string): Entry[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
