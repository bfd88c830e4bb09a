/** Which colour of a palette looks most like another. */

/** Colours that were asked for last, by a hash of them. A power of two. */
const SLOTS = 16_384;
/**
 * Levels to this power are as far apart as they look to libimagequant, which libvips asks: of a thousand pixels 999 get
 * the same colour here.
 */
const POWER = 0.5499 / 0.45455;
/** Fine enough, and three squares of it fit into 31 bits. */
const WHITE = 16_384;
const LIGHT = Int32Array.from({ length: 256 }, (_, level) => Math.round(WHITE * (level / 255) ** POWER));

export class NearestColour {
  /** The palette by green: three coordinates of each colour, and its index. */
  readonly #colours: Int32Array;
  readonly #order: Uint8Array;
  /** For every level of green where in that order to begin. */
  readonly #starts: Uint8Array;
  readonly #asked = new Int32Array(SLOTS).fill(-1);
  readonly #answers = new Uint8Array(SLOTS);

  /** Red, green and blue of 1 to 256 colours. */
  constructor(palette: Uint8Array) {
    const green = (index: number) => palette[3 * index + 1] as number;
    this.#order = Uint8Array.from({ length: palette.length / 3 }, (_, index) => index);
    this.#order.sort((a, b) => green(a) - green(b) || a - b);
    const sorted = [...this.#order].flatMap((index) => [...palette.subarray(3 * index, 3 * index + 3)]);
    this.#colours = Int32Array.from(sorted, (level) => LIGHT[level] as number);
    const last = this.#order.length - 1;
    this.#starts = Uint8Array.from(LIGHT, (_, level) => {
      const start = this.#order.findIndex((index) => green(index) >= level);
      return start < 0 ? last : start;
    });
  }

  /** Its index in the palette. */
  of(red: number, green: number, blue: number): number {
    const colour = (red << 16) | (green << 8) | blue;
    const slot = (colour ^ (colour >> 7) ^ (colour >> 13)) & (SLOTS - 1);
    if (this.#asked[slot] !== colour) {
      this.#asked[slot] = colour;
      this.#answers[slot] = this.#search(LIGHT[red] as number, LIGHT[green] as number, LIGHT[blue] as number, green);
    }
    return this.#answers[slot] as number;
  }

  /** From those of the same green up and down, until green alone is further away than the best. */
  #search(red: number, green: number, blue: number, level: number): number {
    const colours = this.#colours;
    const start = 3 * (this.#starts[level] as number);
    let [best, least] = [start, Number.POSITIVE_INFINITY];
    for (const step of [3, -3]) {
      for (let at = step > 0 ? start : start - 3; at >= 0 && at < colours.length; at += step) {
        const g = (colours[at + 1] as number) - green;
        if (g * g >= least) break;
        const r = (colours[at] as number) - red;
        const b = (colours[at + 2] as number) - blue;
        const distance = r * r + g * g + b * b;
        if (distance < least) [best, least] = [at, distance];
      }
    }
    return this.#order[best / 3] as number;
  }
}
