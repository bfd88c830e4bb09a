/** How often somebody may try: a bucket of tokens for each name, filled anew with time. */
import { LRUCache } from 'lru-cache';

export interface AttemptLimits {
  /** At once. */
  readonly burst: number;
  /** Until one more is there. */
  readonly everyMs: number;
}

/** So many names are remembered; who uses more addresses than that pays with the limit of the key. */
const REMEMBERED = 20_000;

interface Tokens {
  left: number;
  at: number;
}

export class Attempts {
  readonly #limits: AttemptLimits;
  readonly #clock: () => number;
  readonly #tokens = new LRUCache<string, Tokens>({ max: REMEMBERED });

  constructor(limits: AttemptLimits, clock: () => number) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Milliseconds until one is free; 0: now. Takes nothing. */
  waitFor(name: string): number {
    const left = this.#left(name);
    return left >= 1 ? 0 : Math.ceil((1 - left) * this.#limits.everyMs);
  }

  take(name: string): void {
    this.#tokens.set(name, { left: this.#left(name) - 1, at: this.#clock() });
  }

  /** An attempt that was right costs nothing. */
  giveBack(name: string): void {
    this.#tokens.set(name, { left: Math.min(this.#limits.burst, this.#left(name) + 1), at: this.#clock() });
  }

  #left(name: string): number {
    const { burst, everyMs } = this.#limits;
    const tokens = this.#tokens.get(name);
    if (tokens === undefined) return burst;
    return Math.min(burst, tokens.left + (this.#clock() - tokens.at) / everyMs);
  }
}
