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
export type State = { readonly serial: number; readonly size: number } | 'absent';

export type Entry =
  /** Written before the operation begins. */
  | { readonly event: 'begun'; readonly key: string; readonly state: State }
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
    if (entry.event === 'acknowledged') fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** What a check found is what the next crash must not lose. */
export function recordSeen(directory: string, seen: readonly { writer: number; key: string; state: State }[]): void {
  for (const { writer, key, state } of seen) {
    const journal = new Journal(directory, writer);
    journal.add({ event: 'seen', key, state });
    journal.close();
  }
}

export function acknowledgedIn(directory: string): number {
  const entries = [...readJournals(directory).values()].flat();
  return entries.filter(({ event }) => event === 'acknowledged').length;
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
