/** Marks that were drawn before: a worker puts the same few over every picture that it is given. */
import { LRUCache } from 'lru-cache';
import type { Raster } from '../canvas/raster.js';

/** Bytes of pixels: some 40 marks of 500 x 400. */
const MOST_BYTES = 32 * 1024 * 1024;
/** One mark may not push out all others. */
const LARGEST = MOST_BYTES / 4;

export class Marks {
  readonly #kept = new LRUCache<string, Raster>({
    maxSize: MOST_BYTES,
    maxEntrySize: LARGEST,
    // A raster of text is as long as its text is wide, but may be of no bytes at all.
    sizeCalculation: ({ data }) => Math.max(1, data.byteLength),
  });

  /**
   * The pixels that `draw` makes, from an earlier time if there was one. `key`: everything that they depend on;
   * undefined: that is not known, so they are always drawn. Nobody may change the pixels.
   */
  async of(key: string | undefined, draw: () => Promise<Raster>): Promise<Raster> {
    const kept = key === undefined ? undefined : this.#kept.get(key);
    if (kept) return kept;
    const drawn = await draw();
    if (key !== undefined) this.#kept.set(key, drawn);
    return drawn;
  }

  /** Pixels kept, in bytes. */
  get bytes(): number {
    return this.#kept.calculatedSize;
  }
}
