/** Remembers for a while which plans cost a worker its life, so that a poison URL does not kill one per request. */
import { tooMuchMemory, unavailable } from './failure.js';

/**
 * 'crash' is refused from the second time on: the first may have been an accident of the machine. So is 'source', a file
 * on which other plans ran into the deadline: the first may have been the plan's fault.
 */
export type PoisonCause = 'deadline' | 'ceiling' | 'crash' | 'source';

const FORGIVEN_ONCE: readonly PoisonCause[] = ['crash', 'source'];

interface Entry {
  readonly cause: PoisonCause;
  readonly strikes: number;
  readonly until: number;
}

export interface PoisonOptions {
  /** Milliseconds that a plan is remembered. */
  readonly lifetime: number;
  /** Plans remembered at most; the oldest goes first. */
  readonly capacity: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

export class Poison {
  readonly #lifetime: number;
  readonly #capacity: number;
  readonly #now: () => number;
  /** Every entry lives equally long, so the order of insertion is the order of expiry. */
  readonly #entries = new Map<string, Entry>();

  constructor({ lifetime, capacity, now = () => performance.now() }: PoisonOptions) {
    this.#lifetime = lifetime;
    this.#capacity = capacity;
    this.#now = now;
  }

  get size(): number {
    this.#expire();
    return this.#entries.size;
  }

  remember(key: string, cause: PoisonCause): void {
    this.#expire();
    const strikes = (this.#entries.get(key)?.strikes ?? 0) + 1;
    this.#entries.delete(key);
    this.#entries.set(key, { cause, strikes, until: this.#now() + this.#lifetime });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#capacity && oldest !== undefined) this.#entries.delete(oldest);
  }

  /** The error to answer with, or undefined: try it. */
  refusal(key: string | undefined): Error | undefined {
    this.#expire();
    const entry = key === undefined ? undefined : this.#entries.get(key);
    if (entry === undefined || (FORGIVEN_ONCE.includes(entry.cause) && entry.strikes < 2)) return undefined;
    const cause = new Error(`refused (${entry.cause}): it cost a worker less than ${this.#lifetime} ms ago`);
    if (entry.cause === 'ceiling') return tooMuchMemory(cause);
    const seconds = (entry.until - this.#now()) / 1000;
    return unavailable('This picture could not be processed just now. Please try again later.', seconds, cause);
  }

  #expire(): void {
    const now = this.#now();
    for (const [key, entry] of this.#entries) {
      if (entry.until > now) return;
      this.#entries.delete(key);
    }
  }
}
