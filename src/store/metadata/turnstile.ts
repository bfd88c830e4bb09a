/** Lets so many in at once; who comes later waits, in order. */
export class Turnstile {
  #room: number;
  readonly #waiting: (() => void)[] = [];

  constructor(most: number) {
    this.#room = most;
  }

  /** Gives what is to be called on the way out; more than once is once. */
  async enter(): Promise<() => void> {
    if (this.#room > 0) this.#room--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let inside = true;
    return () => {
      if (inside) this.#leave();
      inside = false;
    };
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#room++;
    else next();
  }
}
