/**
 * What was forgotten lately, for whoever reads a row, waits for it and then wants to keep it: a change that was forgotten
 * meanwhile must not be kept as it was before.
 */
import { LRUCache } from 'lru-cache';

/** Names. Of what was forgotten before these it is not known what it was. */
const REMEMBERED = 2000;

export class Forgotten {
  #count = 0;
  /** All that was asked for up to this count may have been forgotten since. */
  #unknownUntil = 0;
  readonly #held = new Map<string, number>();
  #allHeld = 0;
  readonly #at = new LRUCache<string, number>({
    max: REMEMBERED,
    dispose: (count, _, reason) => {
      if (reason === 'evict') this.#unknownUntil = Math.max(this.#unknownUntil, count);
    },
  });

  /** To be asked for before the reading begins. */
  now(): number {
    return this.#count;
  }

  add(name: string): void {
    this.#at.set(name, ++this.#count);
  }

  addAll(): void {
    this.#unknownUntil = ++this.#count;
    this.#at.clear();
  }

  /** Forgotten again and again, until it is released as often: somebody is changing it. */
  hold(name: string): void {
    this.#held.set(name, (this.#held.get(name) ?? 0) + 1);
  }

  release(name: string): void {
    const left = (this.#held.get(name) ?? 0) - 1;
    if (left > 0) this.#held.set(name, left);
    else this.#held.delete(name);
  }

  holdAll(): void {
    this.#allHeld++;
  }

  releaseAll(): void {
    this.#allHeld--;
  }

  since(name: string, then: number): boolean {
    if (this.#allHeld > 0 || this.#held.has(name)) return true;
    return then < this.#unknownUntil || then < (this.#at.get(name) ?? 0);
  }
}
