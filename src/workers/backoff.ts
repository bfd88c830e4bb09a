/** When the next worker may be started, after workers died without having done anything. */

const FIRST_DELAY = 100;
const LONGEST_DELAY = 10_000;
/** Milliseconds of peace after which a new failure is the first of a new series. */
const FORGIVEN_AFTER = 5000;

export class Backoff {
  readonly #now: () => number;
  #failures = 0;
  #failedAt = Number.NEGATIVE_INFINITY;
  #longest = LONGEST_DELAY;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Failures in a row; 0 when all is well. */
  get failures(): number {
    return this.#failures;
  }

  /** Milliseconds to wait before the next start. */
  get wait(): number {
    return Math.max(0, this.#failedAt + this.#delay() - this.#now());
  }

  /**
   * `startedAt`: when the one that failed was started. A batch that was started together and dies together counts
   * once; false for all but its first. `longest`: milliseconds that the next delay does not exceed.
   */
  failed(startedAt: number, longest: number = LONGEST_DELAY): boolean {
    if (startedAt < this.#failedAt) return false;
    const forgiven = startedAt - this.#failedAt > this.#delay() + FORGIVEN_AFTER;
    this.#failures = forgiven ? 1 : this.#failures + 1;
    this.#failedAt = this.#now();
    this.#longest = longest;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  #delay(): number {
    return this.#failures === 0 ? 0 : Math.min(this.#longest, FIRST_DELAY * 2 ** (this.#failures - 1));
  }
}
