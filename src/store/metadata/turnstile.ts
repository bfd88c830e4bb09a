/** Lets so many in at once; who comes later waits, in order, and not for ever. */
export class Turnstile {
  #room: number;
  readonly #patienceMs: number;
  readonly #waiting = new Set<() => void>();

  constructor(most: number, patienceMs: number) {
    this.#room = most;
    this.#patienceMs = patienceMs;
  }

  /** Gives what is to be called on the way out; more than once is once. @throws Error when no place came free in time */
  async enter(): Promise<() => void> {
    if (this.#room > 0) this.#room--;
    else await this.#turn();
    let inside = true;
    return () => {
      if (inside) this.#leave();
      inside = false;
    };
  }

  #turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(enter);
        reject(new Error(`no place came free within ${this.#patienceMs} ms`));
      }, this.#patienceMs);
      this.#waiting.add(enter);
    });
  }

  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#room++;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
