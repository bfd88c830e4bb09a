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
  /** The channel in which the palette differs most: sorted by another, colours that share it are all looked at. */
  readonly #axis: number;
  /** The palette by that channel: three coordinates of each colour, that channel's first, and its index. */
  readonly #colours: Int32Array;
  readonly #order: Uint8Array;
  /** For every level of that channel where in that order to begin. */
  readonly #starts: Uint8Array;
  readonly #asked = new Int32Array(SLOTS).fill(-1);
  readonly #answers = new Uint8Array(SLOTS);

  /** Red, green and blue of 1 to 256 colours. */
  constructor(palette: Uint8Array) {
    const axis = widest(palette);
    const level = (index: number) => palette[3 * index + axis] as number;
    this.#axis = axis;
    this.#order = Uint8Array.from({ length: palette.length / 3 }, (_, index) => index);
    this.#order.sort((a, b) => level(a) - level(b) || a - b);
    const channels = [axis, (axis + 1) % 3, (axis + 2) % 3];
    const sorted = [...this.#order].flatMap((index) =>
      channels.map((channel) => palette[3 * index + channel] as number),
    );
    this.#colours = Int32Array.from(sorted, (level) => LIGHT[level] as number);
    const last = this.#order.length - 1;
    this.#starts = Uint8Array.from(LIGHT, (_, wanted) => {
      const start = this.#order.findIndex((index) => level(index) >= wanted);
      return start < 0 ? last : start;
    });
  }

  /** Its index in the palette. */
  of(red: number, green: number, blue: number): number {
    const colour = (red << 16) | (green << 8) | blue;
    const slot = (colour ^ (colour >> 7) ^ (colour >> 13)) & (SLOTS - 1);
    if (this.#asked[slot] !== colour) {
      this.#asked[slot] = colour;
      this.#answers[slot] = this.#searchFrom(red, green, blue);
    }
    return this.#answers[slot] as number;
  }

  #searchFrom(red: number, green: number, blue: number): number {
    if (this.#axis === 0) return this.#search(red, green, blue);
    return this.#axis === 1 ? this.#search(green, blue, red) : this.#search(blue, red, green);
  }

  /** From those of the same `level` up and down, until that channel alone is further away than the best. */
  #search(level: number, second: number, third: number): number {
    const colours = this.#colours;
    const [x, y, z] = [LIGHT[level] as number, LIGHT[second] as number, LIGHT[third] as number];
    const start = 3 * (this.#starts[level] as number);
    let [best, least] = [start, Number.POSITIVE_INFINITY];
    for (const step of [3, -3]) {
      for (let at = step > 0 ? start : start - 3; at >= 0 && at < colours.length; at += step) {
        const a = (colours[at] as number) - x;
        if (a * a >= least) break;
        const b = (colours[at + 1] as number) - y;
        const c = (colours[at + 2] as number) - z;
        const distance = a * a + b * b + c * c;
        if (distance < least) [best, least] = [at, distance];
      }
    }
    return this.#order[best / 3] as number;
  }
}

/** The channel of the largest variance. */
function widest(palette: Uint8Array): number {
  const variances = [0, 1, 2].map((channel) => {
    const levels = palette.filter((_, at) => at % 3 === channel);
    const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
    return levels.reduce((sum, level) => sum + (level - mean) ** 2, 0);
  });
  return variances.indexOf(Math.max(...variances));
}
