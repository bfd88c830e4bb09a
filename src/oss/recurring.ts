/**
 * What was worked out of a text, kept from the second time on. Most texts come once; kept all the same, in a rush of new
 * ones they made a third of what V8 moves to its old objects, each to be thrown away there (decision 0034), and pushed
 * out those that come again and again.
 */
import { LRUCache } from 'lru-cache';
import { SeenOnce } from './seen-once.js';

interface RecurringOptions {
  /** Characters of texts, each with `overhead` for what was worked out of it. */
  readonly capacity: number;
  readonly overhead: number;
}

export class Recurring<V extends {}> {
  readonly #seen = new SeenOnce();
  readonly #kept: LRUCache<string, V>;

  constructor({ capacity, overhead }: RecurringOptions) {
    this.#kept = new LRUCache({ maxSize: capacity, sizeCalculation: (_, text) => text.length + overhead });
  }

  /** `make` is asked where it is not kept, with the same text; what it throws is thrown, each time. */
  of(text: string, make: (text: string) => V): V {
    const kept = this.#kept.get(text);
    if (kept !== undefined) return kept;
    if (!this.#seen.again(text)) return make(text);
    const own = copyOf(text);
    const made = make(own);
    this.#kept.set(own, made);
    return made;
  }
}

/** A part of a URL is a view of it to V8: with a few words of it 16 KB would be kept. JSON takes half a surrogate pair, too. */
function copyOf(text: string): string {
  return JSON.parse(JSON.stringify(text));
}
