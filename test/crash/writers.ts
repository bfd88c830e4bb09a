/** Writers at once, each with keys of its own, until the target dies. */
import { Journal, readJournals, type State } from './journal.js';
import { contentOf, Random } from './random.js';
import type { Target } from './target.js';

const KEYS_PER_WRITER = 12;

export interface WritersOptions {
  readonly journal: string;
  readonly seed: number;
  readonly writers: number;
  /** Called at every acknowledgement, before it is journaled. */
  readonly onAcknowledged?: () => void;
}

/** Resolves with the failures that ended it when no writer writes any more: the first failure stops them all. */
export async function runWriters(target: Target, options: WritersOptions): Promise<Error[]> {
  const random = new Random(options.seed);
  const stop = new AbortController();
  const all = Array.from({ length: options.writers }, async (_, n) => {
    const error = await new CrashWriter(target, options, n, random.fork()).run(stop.signal);
    stop.abort();
    return error;
  });
  return (await Promise.all(all)).filter((error) => error !== undefined);
}

class CrashWriter {
  readonly #target: Target;
  readonly #number: number;
  readonly #random: Random;
  readonly #journal: Journal;
  readonly #onAcknowledged: () => void;
  #serial: number;

  constructor(target: Target, { journal, onAcknowledged }: WritersOptions, number: number, random: Random) {
    this.#target = target;
    this.#number = number;
    this.#random = random;
    this.#journal = new Journal(journal, number);
    this.#onAcknowledged = onAcknowledged ?? (() => {});
    this.#serial = lastSerial(journal, number);
  }

  /** Resolves with the failure that ended it, if one did. */
  async run(stop: AbortSignal): Promise<Error | undefined> {
    try {
      while (!stop.aborted) await this.#step();
      return undefined;
    } catch (error) {
      return error as Error;
    } finally {
      this.#journal.close();
    }
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
    this.#onAcknowledged();
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
