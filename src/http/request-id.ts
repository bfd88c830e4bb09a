import { randomBytes } from 'node:crypto';

const DIGITS = 24;
const AT_A_TIME = 256;

/** Request ids as the SDKs check them: 24 upper-case hex digits. They are drawn, and written, many at a time. */
export class RequestIds {
  #drawn = '';
  #used = 0;

  next(): string {
    if (this.#used === this.#drawn.length) {
      this.#drawn = randomBytes((DIGITS / 2) * AT_A_TIME)
        .toString('hex')
        .toUpperCase();
      this.#used = 0;
    }
    const start = this.#used;
    this.#used += DIGITS;
    return this.#drawn.slice(start, this.#used);
  }
}
