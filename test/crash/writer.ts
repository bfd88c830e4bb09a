/** One writer: what it does next, and what it writes down of it. */
import { settledStates } from './expectations.js';
import { Journal, journalOf, lastSerialIn, type State, type Written } from './journal.js';
import { contentOf, type Random } from './random.js';
import { sizeOf, styleKey, styleOf } from './states.js';
import { PART, PIECE, partsOf, type Target } from './target.js';

const KEYS_PER_WRITER = 12;
const STYLES_PER_WRITER = 2;
/** With the 65th piece a store joins them. */
const MANY_PIECES = 60;
const MOST_PIECES = 100;

export interface WriterOptions {
  readonly journal: string;
  readonly onAcknowledged?: () => void;
}

export class CrashWriter {
  readonly #target: Target;
  readonly #number: number;
  readonly #random: Random;
  readonly #journal: Journal;
  readonly #onAcknowledged: () => void;
  /** What its keys are, where that is certain. */
  readonly #now: Map<string, State>;
  #serial: number;

  constructor(target: Target, { journal, onAcknowledged }: WriterOptions, number: number, random: Random) {
    this.#target = target;
    this.#number = number;
    this.#random = random;
    this.#journal = new Journal(journal, number);
    this.#onAcknowledged = onAcknowledged ?? (() => {});
    // Serials of uploads that were broken off are in no journal, so the next run starts well behind the last one written.
    this.#serial = lastSerialIn(journalOf(journal, number)) + 100_000;
    this.#now = settledStates(journal, number);
  }

  async growLong(): Promise<void> {
    while ((this.#log?.pieces ?? 0) < MANY_PIECES) await this.#grow();
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

  #step(): Promise<void> {
    // Of the first mostly, whose object is long already.
    if (this.#random.next() < (this.#number === 0 ? 0.5 : 0.15)) return this.#grow();
    const choice = this.#random.next();
    if (choice < 0.15) return this.#remove(this.#someKey());
    if (choice < 0.24) return this.#breakOff(this.#someKey());
    if (choice < 0.36) return this.#putInParts(this.#someKey());
    if (choice < 0.48) return this.#copy(this.#someKey());
    if (choice < 0.58) return this.#save(this.#someKey());
    if (choice < 0.7) return this.#changeStyle();
    return this.#put(this.#someKey());
  }

  #someKey(): string {
    return `writer-${this.#number}/key-${this.#random.below(KEYS_PER_WRITER)}`;
  }

  get #logKey(): string {
    return `writer-${this.#number}/log`;
  }

  /** What the object that grows is by now. */
  get #log(): Written | undefined {
    const state = this.#now.get(this.#logKey) ?? 'absent';
    return state === 'absent' ? undefined : state;
  }

  #remove(key: string): Promise<void> {
    return this.#journaled(key, 'absent', () => this.#target.delete(key));
  }

  async #breakOff(key: string): Promise<void> {
    await this.#target.abort(key, contentOf(key, ++this.#serial, this.#size()));
  }

  #put(key: string): Promise<void> {
    const [serial, size] = [++this.#serial, this.#size()];
    return this.#journaled(key, { serial, size }, () => this.#target.put(key, contentOf(key, serial, size)));
  }

  /** One append; an object that has grown long begins anew. */
  async #grow(): Promise<void> {
    const key = this.#logKey;
    if ((this.#log?.pieces ?? 0) >= MOST_PIECES) await this.#remove(key);
    const { serial, pieces = 0 } = this.#log ?? { serial: this.#serial + 1 };
    const grown: Written = { serial, size: PIECE, pieces: pieces + 1 };
    this.#serial = Math.max(this.#serial, serial + MOST_PIECES);
    const bytes = contentOf(key, serial + pieces, PIECE);
    await this.#journaled(key, grown, () => this.#target.append(key, pieces * PIECE, bytes));
  }

  /** Some are left where they are, some are aborted. */
  async #putInParts(key: string): Promise<void> {
    const [serial, size] = [++this.#serial, 64 + this.#random.below(600 << 10)];
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

  /** What a copy is made of has to be known, or nobody could say what it has to be. */
  async #copy(key: string): Promise<void> {
    const from = this.#someKey();
    const source = this.#now.get(from);
    if (source === undefined || source === 'absent' || from === key) return this.#put(key);
    await this.#journaled(key, { of: from, ...source }, () => this.#target.copy(from, key));
  }

  async #save(key: string): Promise<void> {
    if (this.#target.save === undefined) return this.#put(key);
    const state = { serial: ++this.#serial, size: 0, drawn: true } as const;
    await this.#journaled(key, state, async () => this.#target.save?.(key, sizeOf(state)));
  }

  #changeStyle(): Promise<void> {
    const name = `writer-${this.#number}-${this.#random.below(STYLES_PER_WRITER)}`;
    const state = { serial: ++this.#serial, size: 0 };
    const key = styleKey(name);
    if (this.#random.next() < 0.3) return this.#journaled(key, 'absent', () => this.#target.deleteStyle(name));
    return this.#journaled(key, state, () => this.#target.putStyle(name, styleOf(state)));
  }

  async #journaled(key: string, state: State, operation: () => Promise<void>): Promise<void> {
    this.#journal.add({ event: 'begun', key, state });
    this.#now.delete(key);
    await operation();
    this.#onAcknowledged();
    this.#journal.add({ event: 'acknowledged', key });
    this.#now.set(key, state);
  }

  /** Mostly small, some of several writes. */
  #size(): number {
    const choice = this.#random.next();
    const limit = choice < 0.6 ? 4 << 10 : choice < 0.95 ? 300 << 10 : 3 << 20;
    return 64 + this.#random.below(limit);
  }
}
