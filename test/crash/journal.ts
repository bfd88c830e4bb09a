/** What a writer meant to do and what was acknowledged, kept apart from the store and flushed line by line. */
import {
  appendFileSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
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
  /** Of a copy: the key that its bytes were written under. */
  readonly of?: string;
  /** A picture that the server drew, of sides that tell the serial. */
  readonly drawn?: true;
}

/** How much was written, or a run of nothing would pass: operations, parts, pieces of the longest object that grew. */
export interface Amounts {
  readonly acknowledged: number;
  readonly parts: number;
  readonly pieces: number;
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
  | { readonly event: 'seen'; readonly key: string; readonly state: State }
  /** What was in the journal before a check made it short. */
  | { readonly event: 'before'; readonly serial: number; readonly amounts: Amounts };

export class Journal {
  readonly #file: number;

  constructor(directory: string, writer: number) {
    mkdirSync(directory, { recursive: true });
    const path = pathOf(directory, writer);
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

export interface Sighting {
  readonly writer: number;
  readonly key: string;
  readonly state: State;
}

/**
 * What a check found is what the next crash must not lose. It takes the place of all that was written before, uploads
 * too, which the check has aborted: or hundreds of rounds would each read what all before them wrote.
 */
export function recordSeen(directory: string, seen: readonly Sighting[]): void {
  for (const [writer, entries] of readJournals(directory)) {
    const states = seen.filter((one) => one.writer === writer);
    const kept: Entry[] = [
      { event: 'before', serial: lastSerialIn(entries), amounts: amountsOf(entries) },
      ...states.map(({ key, state }) => ({ event: 'seen', key, state }) as const),
    ];
    writeFileSync(pathOf(directory, writer), kept.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  }
}

export function amountsIn(directory: string): Amounts {
  return amountsOf([...readJournals(directory).values()].flat());
}

function amountsOf(entries: readonly Entry[]): Amounts {
  const before = entries.flatMap((entry) => (entry.event === 'before' ? [entry.amounts] : []));
  const count = (event: Entry['event']) => entries.filter((entry) => entry.event === event).length;
  const sum = (name: 'acknowledged' | 'parts') => before.reduce((all, amounts) => all + amounts[name], 0);
  const pieces = entries.map((entry) => ('state' in entry && entry.state !== 'absent' ? (entry.state.pieces ?? 0) : 0));
  return {
    acknowledged: sum('acknowledged') + count('acknowledged'),
    parts: sum('parts') + count('part'),
    pieces: Math.max(0, ...before.map((amounts) => amounts.pieces), ...pieces),
  };
}

export function lastSerialIn(entries: readonly Entry[]): number {
  const serials = entries.map((entry) => {
    if (entry.event === 'before') return entry.serial;
    return 'state' in entry && entry.state !== 'absent' ? entry.state.serial : 0;
  });
  return serials.reduce((a, b) => Math.max(a, b), 0);
}

/** The entries of each writer, in order, by the writer's number. */
export function readJournals(directory: string): ReadonlyMap<number, readonly Entry[]> {
  const names = readdirSync(directory);
  return new Map(names.map((name) => [Number(/\d+/.exec(name)), readJournal(join(directory, name))]));
}

export function journalOf(directory: string, writer: number): readonly Entry[] {
  return readJournal(pathOf(directory, writer));
}

function pathOf(directory: string, writer: number): string {
  return join(directory, `writer-${writer}.log`);
}

function readJournal(path: string): readonly Entry[] {
  return readFileSync(path, 'utf8').split('\n').flatMap(entryOf);
}

function entryOf(line: string): Entry[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
