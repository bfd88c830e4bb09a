/** The compression of GIFs: colour indices to codes of 3 to 12 bits, in blocks of at most 255 bytes. */

const MOST_CODES = 4096;
const MOST_BITS = 12;
/** Twice as many as there are codes, so that a free one is always near. A power of two. */
const SLOTS = 2 * MOST_CODES;
const BLOCK = 255;

/** Of a key: above the code (12 bits) and the index (8). */
const TABLE = 1 << 20;
const TABLES = 2 ** 11;

/** Compresses image after image with the same memory. */
export class GifLzw {
  /** Known runs of indices: the code of all but its last one, and that one. Above both, which table it belongs to. */
  readonly #keys = new Int32Array(SLOTS);
  readonly #codes = new Uint16Array(SLOTS);
  #table = 0;

  /** What follows the image's descriptor. Every index is below 2 ** `depth`, which is 1–8. */
  compressed(indices: Uint8Array, depth: number): Buffer {
    // GIF knows no codes for less than four colours.
    const bits = Math.max(2, depth);
    return blocksOf(this.#packed(indices, bits), bits);
  }

  #packed(indices: Uint8Array, bits: number): Uint8Array {
    const [keys, codes, clear] = [this.#keys, this.#codes, 1 << bits];
    const sink = new CodeSink(indices.length);
    let [table, next, width] = [this.#nextTable(), clear + 2, bits + 1];
    sink.put(clear, width);
    let run = indices[0] ?? 0;
    for (let at = 1; at < indices.length; at++) {
      const index = indices[at] as number;
      const key = table | (run << 8) | index;
      const slot = this.#slotOf(key, table);
      if (keys[slot] === key) {
        run = codes[slot] as number;
        continue;
      }
      sink.put(run, width);
      run = index;
      if (next < MOST_CODES) {
        keys[slot] = key;
        codes[slot] = next;
        width = widthFor(next++, width);
      } else {
        sink.put(clear, width);
        [table, next, width] = [this.#nextTable(), clear + 2, bits + 1];
      }
    }
    sink.put(run, width);
    sink.put(clear + 1, widthFor(next, width));
    return sink.end();
  }

  /** Where the key is, or belongs. */
  #slotOf(key: number, table: number): number {
    const keys = this.#keys;
    let slot = (Math.imul(key, 0x9e3779b1) >>> 19) & (SLOTS - 1);
    while (keys[slot] !== key && (keys[slot] as number) >= table) slot = (slot + 1) & (SLOTS - 1);
    return slot;
  }

  /** Its keys are larger than those of any before it: what they left behind counts as free. */
  #nextTable(): number {
    if (++this.#table === TABLES) {
      this.#keys.fill(0);
      this.#table = 1;
    }
    return this.#table * TABLE;
  }
}

/** A code needs one bit more as soon as the decoder may know one so large. */
function widthFor(code: number, width: number): number {
  return code >> width === 0 ? width : Math.min(MOST_BITS, width + 1);
}

/** Codes one behind the other, lowest bits first. */
class CodeSink {
  readonly #bytes: Uint8Array;
  #length = 0;
  #pending = 0;
  #filled = 0;

  /** At worst every index is a code of its own, with one in a few thousand to clear the table. */
  constructor(indices: number) {
    this.#bytes = Buffer.allocUnsafe(Math.ceil((indices * MOST_BITS) / 8) + (indices >> 8) + 16);
  }

  put(code: number, width: number): void {
    let pending = this.#pending | (code << this.#filled);
    let filled = this.#filled + width;
    for (; filled >= 8; filled -= 8, pending >>>= 8) this.#bytes[this.#length++] = pending;
    this.#pending = pending;
    this.#filled = filled;
  }

  end(): Uint8Array {
    if (this.#filled > 0) this.#bytes[this.#length++] = this.#pending;
    return this.#bytes.subarray(0, this.#length);
  }
}

function blocksOf(codes: Uint8Array, bits: number): Buffer {
  const result = Buffer.allocUnsafe(codes.length + Math.ceil(codes.length / BLOCK) + 2);
  result[0] = bits;
  let to = 1;
  for (let from = 0; from < codes.length; from += BLOCK) {
    const block = codes.subarray(from, from + BLOCK);
    result[to] = block.length;
    result.set(block, to + 1);
    to += 1 + block.length;
  }
  result[to] = 0;
  return result;
}
