/**
 * In a rush requests are answered in rounds. One that comes alone, between pictures that leave nothing of the front in the
 * processor's caches, takes half as long again as one behind another, and wakes a thread at both ends (decision 0034).
 */

/** Milliseconds from the first who waits to the round; more when the event loop is busy. */
const WAIT = 2;

export class Rounds {
  #next: Promise<void> | undefined;

  /** Resolves with the next round, for all who wait for it in the order in which they came. */
  next(): Promise<void> {
    this.#next ??= new Promise((resolve) => {
      setTimeout(() => {
        this.#next = undefined;
        resolve();
      }, WAIT);
    });
    return this.#next;
  }
}
