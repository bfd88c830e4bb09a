import { randomFillSync } from 'node:crypto';

const BYTES = 12;

/** Request ids as the SDKs check them: 24 upper-case hex digits. Random bytes are drawn for many ids at a time. */
export class RequestIds {
  readonly #pool = Buffer.alloc(BYTES * 256);
  #used = this.#pool.length;

  next(): string {
    if (this.#used === this.#pool.length) {
      randomFillSync(this.#pool);
      this.#used = 0;
    }
    const start = this.#used;
    this.#used += BYTES;
    return this.#pool.toString('hex', start, this.#used).toUpperCase();
  }
}
