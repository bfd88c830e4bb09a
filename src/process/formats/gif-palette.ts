/**
 * The colours that a GIF really uses. A drawing in its own palette comes out half as large and in a tenth of the time of
 * one whose colours are chosen anew for every frame.
 */

/** What a GIF's table can hold. */
const MOST = 256;
/** Which colours meet is told by every fourth row of the first few frames. */
const ROWS = 4;
const FRAMES = 4;
/** Where between two colours that meet there are shades, first things first. */
const SHADES = [4, 2, 6, 1, 7, 3, 5].map((eighths) => eighths / 8);

/** Pixels of three channels, or four, of which those of alpha 0 do not count. */
interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly channels: 3 | 4;
}

/** Gathers the colours of frames. Past 256 of them it gives up: then there is no palette to keep. */
export class UsedColours {
  readonly #found = new Set<number>();
  /** For each of 4096 slots the colour last seen there: asking it is ten times as fast as asking the set. */
  readonly #seen = new Int32Array(4096).fill(-1);
  /** How often two colours lie side by side; the two numbers are one key. */
  readonly #meetings = new Map<number, number>();
  #frames = 0;

  /** `before`: the frame before it, where there is one at hand. */
  add(pixels: Pixels, before?: Pixels): void {
    const { data, width, channels } = pixels;
    const length = width * channels;
    for (let from = 0; from < data.length && this.#found.size <= MOST; from += length) {
      const row = data.subarray(from, from + length);
      // In most animations most rows stand still; comparing them takes a tenth of the time of looking at them.
      const still = before !== undefined && Buffer.compare(row, before.data.subarray(from, from + length)) === 0;
      if (!still) this.#addColours(row, channels);
    }
    // With more colours there is little room for shades, and little need.
    if (this.#frames++ < FRAMES && this.#found.size <= MOST / 2) this.#addMeetings(pixels);
  }

  /** undefined when there are too many. */
  get count(): number | undefined {
    return this.#found.size > MOST ? undefined : this.#found.size;
  }

  /**
   * Red, green and blue of each, and of shades between those that often meet, `most` in all: what is scaled has soft
   * edges.
   */
  palette(most: number): Uint8Array {
    const colours = new Set(this.#found);
    for (const colour of this.#shades()) {
      if (colours.size >= Math.min(most, MOST)) break;
      colours.add(colour);
    }
    const palette = Buffer.alloc(3 * colours.size);
    for (const [index, colour] of [...colours].entries()) palette.writeUIntBE(colour, 3 * index, 3);
    return palette;
  }

  #addColours(data: Uint8Array, channels: 3 | 4): void {
    const seen = this.#seen;
    for (let at = 0; at < data.length; at += channels) {
      if (channels === 4 && data[at + 3] === 0) continue;
      const colour = colourAt(data, at);
      const slot = (colour ^ (colour >> 7) ^ (colour >> 13)) & 4095;
      if (seen[slot] === colour) continue;
      seen[slot] = colour;
      this.#found.add(colour);
    }
  }

  #addMeetings({ data, width, channels }: Pixels): void {
    const row = width * channels;
    for (let y = 0; y < data.length; y += ROWS * row) {
      for (let at = y + channels; at < y + row; at += channels) {
        const [left, right] = [colourAt(data, at - channels), colourAt(data, at)];
        if (left === right || (channels === 4 && (data[at + 3] === 0 || data[at - 1] === 0))) continue;
        const key = Math.min(left, right) * 2 ** 24 + Math.max(left, right);
        this.#meetings.set(key, (this.#meetings.get(key) ?? 0) + 1);
      }
    }
  }

  *#shades(): Generator<number> {
    const often = [...this.#meetings].sort(([, a], [, b]) => b - a);
    for (const part of SHADES) {
      for (const [key] of often) yield between(Math.floor(key / 2 ** 24), key % 2 ** 24, part);
    }
  }
}

/** Of two colours or more all but one: the one for which another can stand best, of a pair the later. */
export function withoutOne(palette: Uint8Array): Uint8Array {
  let [spared, least] = [0, Number.POSITIVE_INFINITY];
  for (let one = 3; one < palette.length; one += 3) {
    for (let other = 0; other < one; other += 3) {
      const distance = distanceOf(palette, one, other);
      if (distance <= least) [spared, least] = [one, distance];
    }
  }
  return Buffer.concat([palette.subarray(0, spared), palette.subarray(spared + 3)]);
}

function distanceOf(palette: Uint8Array, one: number, other: number): number {
  const square = (channel: number) => ((palette[one + channel] ?? 0) - (palette[other + channel] ?? 0)) ** 2;
  return square(0) + square(1) + square(2);
}

function colourAt(data: Uint8Array, at: number): number {
  return ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
}

function between(first: number, second: number, part: number): number {
  const channel = (shift: number) => {
    const [a, b] = [(first >> shift) & 255, (second >> shift) & 255];
    return Math.round(a + (b - a) * part) << shift;
  };
  return channel(16) | channel(8) | channel(0);
}
