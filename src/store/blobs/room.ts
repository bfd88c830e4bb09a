/** Memory that many share: who wants some waits until there is, in the order of asking. */
export class Room {
  readonly #all: number;
  #taken = 0;
  readonly #waiting: { readonly bytes: number; readonly go: () => void }[] = [];

  constructor(bytes: number) {
    this.#all = bytes;
  }

  get taken(): number {
    return this.#taken;
  }

  /** @returns what gives it back; calling that twice is calling it once. More than there is counts as all there is. */
  async take(wanted: number): Promise<() => void> {
    const bytes = Math.min(wanted, this.#all);
    if (this.#waiting.length > 0 || this.#taken + bytes > this.#all) {
      await new Promise<void>((go) => this.#waiting.push({ bytes, go }));
    } else this.#taken += bytes;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#taken -= bytes;
      this.#next();
    };
  }

  #next(): void {
    for (let first = this.#waiting[0]; first && this.#taken + first.bytes <= this.#all; first = this.#waiting[0]) {
      this.#waiting.shift();
      this.#taken += first.bytes;
      first.go();
    }
  }
}
