/** What may be there after a crash, from the journals. */
import { type Entry, readJournals, type State } from './journal.js';

export interface Expectation {
  readonly writer: number;
  readonly key: string;
  /** What was acknowledged or seen last, and after it what was begun and not acknowledged: any one of them. */
  readonly states: readonly State[];
}

export function expectationsOf(directory: string): readonly Expectation[] {
  return [...readJournals(directory)].flatMap(([writer, entries]) =>
    [...statesByKey(entries)].map(([key, states]) => ({ writer, key, states })),
  );
}

function statesByKey(entries: readonly Entry[]): ReadonlyMap<string, readonly State[]> {
  const byKey = new Map<string, readonly State[]>();
  for (const entry of entries) {
    const states = byKey.get(entry.key) ?? ['absent' as const];
    if (entry.event === 'begun') byKey.set(entry.key, [...states, entry.state]);
    else if (entry.event === 'seen') byKey.set(entry.key, [entry.state]);
    else byKey.set(entry.key, states.slice(-1));
  }
  return byKey;
}
