/** Writers at once, each with keys of its own, until the target dies. */
import { expectationsOf } from './expectations.js';
import { Journal, readJournals, type State, type Written } from './journal.js';
import { contentOf, Random } from './random.js';
import { PART, PIECE, partsOf, type Target } from './target.js';

const KEYS_PER_WRITER = 12;
/** With the 65th piece a store joins them. */
const MANY_PIECES = 60;
const MOST_PIECES = 100;

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

/** Before anything is killed: one object is so long that its pieces are about to be joined. */
export async function prepare(target: Target, journal: string): Promise<void> {
  await new CrashWriter(target, { journal, seed: 0, writers: 1 }, 0, new Random(0)).growLong();
}

class CrashWriter {
  readonly #target: Target;
  readonly #number: number;
  readonly #random: Random;
  readonly #journal: Journal;
  readonly #onAcknowledged: () => void;
  #serial: number;
  /** What the object that grows is by now. */
  #log: State;

  constructor(target: Target, { journal, onAcknowledged }: WritersOptions, number: number, random: Random) {
    this.#target = target;
    this.#number = number;
    this.#random = random;
    this.#journal = new Journal(journal, number);
    this.#onAcknowledged = onAcknowledged ?? (() => {});
    this.#serial = lastSerial(journal, number);
    this.#log = logOf(journal, this.#logKey);
  }

  async growLong(): Promise<void> {
    while (this.#log === 'absent' || (this.#log.pieces ?? 0) < MANY_PIECES) await this.#grow();
    this.#journal.close();
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
    // Of the first mostly, whose object is long already.
    if (choice > (this.#number === 0 ? 0.5 : 0.85)) {
      await this.#grow();
      return;
    }
    if (choice < 0.2) {
      await this.#journaled(key, 'absent', () => this.#target.delete(key));
      return;
    }
    const size = this.#size();
    const serial = ++this.#serial;
    const bytes = contentOf(key, serial, size);
    if (choice < 0.3) await this.#target.abort(key, bytes);
    else if (choice < 0.4) await this.#putInParts(key, serial);
    else await this.#journaled(key, { serial, size }, () => this.#target.put(key, bytes));
  }

  get #logKey(): string {
    return `writer-${this.#number}/log`;
  }

  /** One append; an object that has grown long, or of which nobody knows how long it is, begins anew. */
  async #grow(): Promise<void> {
    const key = this.#logKey;
    if (this.#log !== 'absent' && (this.#log.pieces ?? 0) >= MOST_PIECES) {
      await this.#journaled(key, 'absent', () => this.#target.delete(key));
      this.#log = 'absent';
    }
    const { serial, pieces = 0 }: Written =
      this.#log === 'absent' ? { serial: this.#serial + 1, size: PIECE } : this.#log;
    const grown: Written = { serial, size: PIECE, pieces: pieces + 1 };
    this.#serial = Math.max(this.#serial, serial + MOST_PIECES);
    const bytes = contentOf(key, serial + pieces, PIECE);
    await this.#journaled(key, grown, () => this.#target.append(key, pieces * PIECE, bytes));
    this.#log = grown;
  }

  /** Some are left where they are, some are aborted. */
  async #putInParts(key: string, serial: number): Promise<void> {
    const size = 64 + this.#random.below(600 << 10);
    const fate = this.#random.next();
    const upload = await this.#target.initiate(key);
    for (const [n, part] of partsOf(contentOf(key, serial, size)).entries()) {
      await this.#target.putPart(key, upload, n + 1, part);
      this.#onAcknowledged();
      if (part.length === PART) this.#journal.add({ event: 'part', key, upload, number: n + 1 });
    }
    if (fate < 0.2) return;
    this.#journal.add({ event: 'ending', key, upload });
    if (fate < 0.4) await this.#target.abortUpload(key, upload);
    else await this.#journaled(key, { serial, size }, () => this.#target.complete(key, upload));
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

/** A check comes between two runs, and leaves one state. */
function logOf(directory: string, key: string): State {
  return (
    expectationsOf(directory)
      .find((expectation) => expectation.key === key)
      ?.states.at(-1) ?? 'absent'
  );
}

/** Serials of uploads that were broken off are in no journal, so the next run starts well behind the last one written. */
function lastSerial(directory: string, writer: number): number {
  const serials = (readJournals(directory).get(writer) ?? []).map((entry) =>
    'state' in entry && entry.state !== 'absent' ? entry.state.serial : 0,
  );
  return serials.reduce((a, b) => Math.max(a, b), 0) + 1_000_000;
}
