/** So many pieces of work at once and no more, and when a run of them ends. */

/** So many failures in a row, without one that succeeds: it is not the objects. */
export const GIVE_UP_AFTER = 100;

/** How a run ends. 'given up': GIVE_UP_AFTER failed in a row. */
export type Ending = 'all tried' | 'stopped' | 'given up';

export class Lanes {
  readonly #most: number;
  readonly #busy = new Set<Promise<void>>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves when the work has begun. `work` must not reject. */
  async run(work: () => Promise<void>): Promise<void> {
    while (this.#busy.size >= this.#most) await Promise.race(this.#busy);
    const lane = work().finally(() => this.#busy.delete(lane));
    this.#busy.add(lane);
  }

  async idle(): Promise<void> {
    await Promise.all(this.#busy);
  }
}
