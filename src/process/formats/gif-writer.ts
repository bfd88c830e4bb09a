/**
 * GIFs in colours that are known already. libvips looks for the nearest colour of every pixel of every frame; here it is
 * looked for where a frame differs from the one before, and in most animations most stands still (decision 0016).
 */
import type { Rect, Size } from '../geometry.js';
import { control, DISPOSAL, type Disposal, descriptor, header, looping, MOST, TRAILER } from './gif-blocks.js';
import { GifLzw } from './gif-lzw.js';
import { NearestColour } from './gif-nearest.js';
import { withoutOne } from './gif-palette.js';

/** Below this a pixel is not seen at all: GIF knows nothing in between. */
const SEEN_ALPHA = 128;
const MOST_COLOURS = 256;
const NO_COLOUR = -1;
/** The least a frame can be. */
const ONE_PIXEL: Rect = { left: 0, top: 0, width: 1, height: 1 };

/** A frame's pixels, of the size of the GIF. */
export interface GifPixels {
  readonly data: Uint8Array;
  readonly channels: 3 | 4;
}

export interface GifSettings extends Size {
  /** Red, green and blue of 1 to 256 colours. */
  readonly palette: Uint8Array;
  /** Whether frames may have pixels that are not seen: then of 256 colours one that others stand for is not used. */
  readonly holes: boolean;
  /** A pixel is not drawn again for a colour at most so many levels away. */
  readonly tolerance: number;
  /** How often it plays, 0 for ever; absent for a still picture. */
  readonly loop?: number;
}

/** A frame that waits for the next one, which may want it cleared, or may look the same. */
interface Waiting {
  /** All that it changes lies in here. */
  readonly box: Rect;
  /** Hundredths of a second. */
  readonly delay: number;
}

export class GifWriter {
  readonly #whole: Rect;
  readonly #tolerance: number;
  readonly #nearest: NearestColour;
  readonly #lzw = new GifLzw();
  /** Bits of an index. */
  readonly #depth: number;
  /** The index of what is not drawn; undefined where the colours leave no room for it. */
  readonly #hole: number | undefined;
  readonly #parts: Buffer[];
  #waiting: Waiting | undefined;
  /** Indices of what is shown with the waiting frame, and of what is shown below it. */
  readonly #shown: Uint8Array;
  readonly #below: Uint8Array;
  /** The colours for which those of `shown` stand. */
  readonly #colours: Int32Array;
  #last: GifPixels | undefined;

  constructor({ width, height, palette, holes, tolerance, loop }: GifSettings) {
    const colours = holes && palette.length === 3 * MOST_COLOURS ? withoutOne(palette) : palette;
    const count = colours.length / 3;
    this.#whole = { left: 0, top: 0, width, height };
    this.#tolerance = tolerance;
    this.#nearest = new NearestColour(colours);
    this.#hole = (holes || loop !== undefined) && count < MOST_COLOURS ? count : undefined;
    this.#depth = Math.max(1, Math.ceil(Math.log2(this.#hole === undefined ? count : count + 1)));
    this.#parts = [header(this.#whole, colours, this.#depth), ...(loop === undefined ? [] : [looping(loop)])];
    this.#shown = new Uint8Array(width * height);
    this.#below = new Uint8Array(width * height);
    this.#colours = new Int32Array(width * height);
    this.#clear();
  }

  /** The next frame, shown for `delay` milliseconds. Its pixels must not change before the one after it is there. */
  add(frame: GifPixels, delay = 0): void {
    const hundredths = Math.min(Math.round(delay / 10), MOST);
    const isFirst = this.#last === undefined;
    if (this.#waiting && this.#uncovers(frame)) {
      this.#write({ ...this.#waiting, box: this.#whole }, DISPOSAL.isCleared);
      this.#clear();
    }
    const changed = this.#draw(frame);
    this.#last = frame;
    // Drawing has settled it where anything changed: what still waits looks the same.
    if (this.#waiting) {
      const longer = this.#waiting.delay + hundredths;
      if (longer <= MOST) {
        this.#waiting = { ...this.#waiting, delay: longer };
        return;
      }
      this.#settle();
    }
    this.#waiting = { box: isFirst ? this.#whole : (changed ?? ONE_PIXEL), delay: hundredths };
  }

  /** The file. Nothing can be added any more. */
  end(): Buffer {
    this.#settle();
    return Buffer.concat([...this.#parts, TRAILER]);
  }

  /** Draws what differs from what is shown. @returns where that is; undefined when all looks the same */
  #draw({ data, channels }: GifPixels): Rect | undefined {
    const { width, height } = this.#whole;
    const before = this.#last?.channels === channels ? this.#last.data : undefined;
    const length = width * channels;
    const box = new Box();
    for (let y = 0, from = 0; y < height; y++, from += length) {
      const end = from + length;
      if (before && Buffer.compare(data.subarray(from, end), before.subarray(from, end)) === 0) continue;
      for (let x = 0, at = from, to = y * width; x < width; x++, at += channels, to++) {
        const seen = channels === 3 || (data[at + 3] as number) >= SEEN_ALPHA;
        const [red, green, blue] = [data[at] as number, data[at + 1] as number, data[at + 2] as number];
        const colour = seen ? (red << 16) | (green << 8) | blue : NO_COLOUR;
        if (this.#looksLike(colour, this.#colours[to] as number)) continue;
        this.#colours[to] = colour;
        const index = seen ? this.#nearest.of(red, green, blue) : (this.#hole ?? 0);
        if (index === this.#shown[to]) continue;
        if (box.isEmpty) this.#settle();
        this.#shown[to] = index;
        box.add(x, y);
      }
    }
    return box.rect;
  }

  #looksLike(one: number, other: number): boolean {
    if (one === other) return true;
    if (this.#tolerance === 0 || one === NO_COLOUR || other === NO_COLOUR) return false;
    const [red, green, blue] = [
      (one >> 16) - (other >> 16),
      ((one >> 8) & 255) - ((other >> 8) & 255),
      (one & 255) - (other & 255),
    ];
    return red * red + green * green + blue * blue <= this.#tolerance ** 2;
  }

  /** Whether something is shown where the frame has a hole. */
  #uncovers({ data, channels }: GifPixels): boolean {
    if (channels === 3) return false;
    return this.#colours.some((colour, at) => colour !== NO_COLOUR && (data[4 * at + 3] as number) < SEEN_ALPHA);
  }

  #clear(): void {
    this.#waiting = undefined;
    this.#last = undefined;
    this.#shown.fill(this.#hole ?? 0);
    this.#below.fill(this.#hole ?? 0);
    this.#colours.fill(NO_COLOUR);
  }

  /** What waits is what the next frame is drawn on. */
  #settle(): void {
    if (this.#waiting) this.#write(this.#waiting, DISPOSAL.stays);
    this.#waiting = undefined;
    this.#below.set(this.#shown);
  }

  #write({ box, delay }: Waiting, disposal: Disposal): void {
    const data = this.#lzw.compressed(this.#indicesIn(box), this.#depth);
    this.#parts.push(control(delay, disposal, this.#hole), descriptor(box), data);
  }

  /** With holes where nothing changes, unless that makes more and shorter runs, as it does of noise. */
  #indicesIn({ left, top, width, height }: Rect): Uint8Array {
    const [shown, below, hole] = [this.#shown, this.#below, this.#hole];
    const [plain, sparse] = [Buffer.allocUnsafe(width * height), Buffer.allocUnsafe(width * height)];
    let [to, runs, sparseRuns] = [0, 0, 0];
    let [last, sparseLast] = [-1, -1];
    for (let y = top; y < top + height; y++) {
      const start = y * this.#whole.width + left;
      for (let at = start; at < start + width; at++, to++) {
        const index = shown[at] as number;
        const orHole = hole !== undefined && index === below[at] ? hole : index;
        if (index !== last) runs++;
        if (orHole !== sparseLast) sparseRuns++;
        plain[to] = last = index;
        sparse[to] = sparseLast = orHole;
      }
    }
    return sparseRuns < runs ? sparse : plain;
  }
}

/** Grows around points. */
class Box {
  #left = Number.POSITIVE_INFINITY;
  #top = Number.POSITIVE_INFINITY;
  #right = -1;
  #bottom = -1;

  get isEmpty(): boolean {
    return this.#right < 0;
  }

  get rect(): Rect | undefined {
    if (this.isEmpty) return undefined;
    const [left, top] = [this.#left, this.#top];
    return { left, top, width: this.#right + 1 - left, height: this.#bottom + 1 - top };
  }

  add(x: number, y: number): void {
    if (x < this.#left) this.#left = x;
    if (x > this.#right) this.#right = x;
    if (y < this.#top) this.#top = y;
    this.#bottom = y;
  }
}
