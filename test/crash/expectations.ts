/** What may be there after a crash, from the journals. */
import { type Entry, journalOf, readJournals, type State } from './journal.js';

export interface Expectation {
  readonly writer: number;
  readonly key: string;
  /** What was acknowledged or seen last, and after it what was begun and not acknowledged: any one of them. */
  readonly states: readonly State[];
}

/** An upload that nobody has begun to end, and the parts of it that were acknowledged. */
export interface ExpectedUpload {
  readonly writer: number;
  readonly key: string;
  readonly upload: string;
  readonly parts: readonly number[];
}

export function uploadsOf(directory: string): readonly ExpectedUpload[] {
  const open = new Map<string, ExpectedUpload>();
  for (const [writer, entries] of readJournals(directory)) {
    for (const entry of entries) {
      if (entry.event === 'ending') open.delete(entry.upload);
      if (entry.event !== 'part') continue;
      const { key, upload, number } = entry;
      open.set(upload, { writer, key, upload, parts: [...(open.get(upload)?.parts ?? []), number] });
    }
  }
  return [...open.values()];
}

export function expectationsOf(directory: string): readonly Expectation[] {
  return [...readJournals(directory)].flatMap(([writer, entries]) =>
    [...statesByKey(entries)].map(([key, states]) => ({ writer, key, states })),
  );
}

/** Of one writer: what its keys are, where a check has left no doubt. */
export function settledStates(directory: string, writer: number): Map<string, State> {
  const states = [...statesByKey(journalOf(directory, writer))];
  return new Map(states.flatMap(([key, all]) => (all.length === 1 && all[0] !== undefined ? [[key, all[0]]] : [])));
}

function statesByKey(entries: readonly Entry[]): ReadonlyMap<string, readonly State[]> {
  const byKey = new Map<string, readonly State[]>();
  for (const entry of entries) {
    if (!('key' in entry) || entry.event === 'part' || entry.event === 'ending') continue;
    const states = byKey.get(entry.key) ?? ['absent' as const];
    if (entry.event === 'begun') byKey.set(entry.key, [...states, entry.state]);
    else if (entry.event === 'seen') byKey.set(entry.key, [entry.state]);
    else byKey.set(entry.key, states.slice(-1));
  }
  return byKey;
}
