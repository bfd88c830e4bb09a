/** Repeatable randomness: one seed, one run. */
import type { Written } from './journal.js';

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 ≤ result < 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** 0 ≤ result < limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  fork(): Random {
    return new Random(this.below(2 ** 32));
  }
}

/** What an object that was written so has. */
export function bytesOf(key: string, { serial, size, pieces = 1, of = key }: Written): Buffer {
  return Buffer.concat(Array.from({ length: pieces }, (_, n) => contentOf(of, serial + n, size)));
}

/** The bytes of one write: they name it, and no other write has them. */
export function contentOf(key: string, serial: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let state = serial >>> 0;
  for (let n = 0; n + 4 <= size; n += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes.writeUInt32LE(state, n);
  }
  bytes.write(`${key} #${serial}\n`);
  return bytes;
}
