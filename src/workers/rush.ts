/**
 * A rush: somebody was refused for want of room less than a second ago, and others will be. What is done differently
 * meanwhile, docs/decisions/0034 says.
 */

/** Milliseconds. */
const LASTS = 1000;

export class Rush {
  readonly #changed: (rush: boolean) => void;
  #until = Number.NEGATIVE_INFINITY;
  #ending: NodeJS.Timeout | undefined;

  /** `changed`: told when one begins, with true, and soon after it has ended, with false. */
  constructor(changed: (rush: boolean) => void) {
    this.#changed = changed;
  }

  get on(): boolean {
    return performance.now() < this.#until;
  }

  refused(): void {
    this.#until = performance.now() + LASTS;
    if (this.#ending !== undefined) return;
    this.#changed(true);
    this.#endIn(LASTS);
  }

  /** One timer for all who are refused: at its end it is known who came meanwhile. */
  #endIn(milliseconds: number): void {
    this.#ending = setTimeout(() => {
      const left = this.#until - performance.now();
      if (left > 0) return this.#endIn(left);
      this.#ending = undefined;
      this.#changed(false);
    }, milliseconds).unref();
  }
}
