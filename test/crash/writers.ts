/** Writers at once, each with keys of its own, until the process is killed. */
import { Journal, readJournals, type State } from './journal.js';
import { contentOf, Random } from './random.js';
import type { Target } from './target.js';

const KEYS_PER_WRITER = 12;

export interface WritersOptions {
  readonly journal: string;
  readonly seed: number;
  readonly writers: number;
}

/** Never resolves; rejects when an operation is refused. */
export async function runWriters(target: Target, { journal, seed, writers }: WritersOptions): Promise<never> {
  const random = new Random(seed);
  const all = Array.from({ length: writers }, (_, n) => new CrashWriter(target, journal, n, random.fork()).run());
  return Promise.race(all);
}

class CrashWriter {
  readonly #target: Target;
  readonly #number: number;
  readonly #random: Random;
  readonly #journal: Journal;
  #serial: number;

  constructor(target: Target, directory: string, number: number, random: Random) {
    this.#target = target;
    this.#number = number;
    this.#random = random;
    this.#journal = new Journal(directory, number);
    this.#serial = lastSerial(directory, number);
  }

  async run(): Promise<never> {
    for (;;) await this.#step();
  }

  async #step(): Promise<void> {
    const key = `writer-${this.#number}/key-${this.#random.below(KEYS_PER_WRITER)}`;
    const choice = this.#random.next();
    if (choice < 0.2) {
      await this.#journaled(key, 'absent', () => this.#target.delete(key));
      return;
    }
    const size = this.#size();
    const serial = ++this.#serial;
    const bytes = contentOf(key, serial, size);
    if (choice < 0.3) await this.#target.abort(key, bytes);
    else await this.#journaled(key, { serial, size }, () => this.#target.put(key, bytes));
  }

  async #journaled(key: string, state: State, operation: () => Promise<void>): Promise<void> {
    this.#journal.add({ event: 'begun', key, state });
    await operation();
    this.#journal.add({ event: 'acknowledged', key });
  }

  /** Mostly small, some of several writes. */
  #size(): number {
    const choice = this.#random.next();
    const limit = choice < 0.6 ? 4 << 10 : choice < 0.9 ? 300 << 10 : 3 << 20;
    return 64 + this.#random.below(limit);
  }
}

/** Serials of uploads that were broken off are in no journal, so the next run starts well behind the last one written. */
function lastSerial(directory: string, writer: number): number {
  const serials = (readJournals(directory).get(writer) ?? []).map((entry) =>
    'state' in entry && entry.state !== 'absent' ? entry.state.serial : 0,
  );
  return serials.reduce((a, b) => Math.max(a, b), 0) + 1_000_000;
}
