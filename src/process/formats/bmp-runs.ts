/**
 * Run-length encoded BMPs. The code may jump over pixels and end rows early; those pixels have the first colour of the
 * palette, as a bitmap in memory that was cleared before. A run that is longer than its row is cut off at its edge.
 */
import type { BmpHeader } from './bmp-header.js';
import { damaged } from './reading.js';

/** What the second byte means when the first, the length of a run, is 0. From 3 on: so many pixels follow as they are. */
const ESCAPE = { endOfRow: 0, endOfPicture: 1, jump: 2 } as const;

/**
 * The pixels in three channels. `palette`: three bytes for each of 256 colours.
 * @throws OssError BadRequest for a code that ends before the picture does
 */
export function unpackRuns(file: Uint8Array, header: BmpHeader, palette: Uint8Array): Uint8Array {
  const { width, height, topDown, packing, pixelsAt } = header;
  const plane = new Plane(width, height, topDown, palette);
  const perByte = packing === 'rle4' ? 2 : 1;
  let at = pixelsAt;
  while (!plane.full) {
    if (at + 2 > file.length) throw damaged('it ends before its last pixel');
    const [length = 0, code = 0] = [file[at], file[at + 1]];
    at += 2;
    if (length > 0) plane.run(length, perByte === 2 ? code >> 4 : code, perByte === 2 ? code & 15 : code);
    else if (code === ESCAPE.endOfRow) plane.endRow();
    else if (code === ESCAPE.endOfPicture) break;
    else if (code === ESCAPE.jump) {
      plane.jump(file[at] ?? 0, file[at + 1] ?? 0);
      at += 2;
    } else {
      const bytes = Math.ceil(code / perByte);
      if (at + bytes > file.length) throw damaged('it ends before its last pixel');
      for (let i = 0; i < code; i++) {
        const byte = file[at + Math.floor(i / perByte)] ?? 0;
        plane.run(1, perByte === 1 ? byte : i % 2 === 0 ? byte >> 4 : byte & 15);
      }
      at += bytes + (bytes % 2);
    }
  }
  return plane.pixels;
}

/** Draws from left to right, row after row. */
class Plane {
  readonly pixels: Uint8Array;
  readonly #width: number;
  readonly #height: number;
  readonly #topDown: boolean;
  readonly #palette: Uint8Array;
  #x = 0;
  #row = 0;

  constructor(width: number, height: number, topDown: boolean, palette: Uint8Array) {
    this.pixels = new Uint8Array(width * height * 3);
    this.#width = width;
    this.#height = height;
    this.#topDown = topDown;
    this.#palette = palette;
    const [red, green, blue] = palette;
    if (red || green || blue) for (let y = 0; y < height; y++, this.endRow()) this.run(width, 0);
    this.#row = 0;
  }

  /** No code can draw anything any more. The mark for the end of the last row or of the picture may be missing. */
  get full(): boolean {
    return this.#row >= this.#height || (this.#row === this.#height - 1 && this.#x >= this.#width);
  }

  /** `length` pixels, of two colours in turns. */
  run(length: number, first: number, second = first): void {
    const y = this.#topDown ? this.#row : this.#height - 1 - this.#row;
    const end = Math.min(this.#width, this.#x + length);
    for (let at = 3 * (y * this.#width + this.#x), x = this.#x, even = true; x < end; x++, at += 3, even = !even) {
      const colour = 3 * (even ? first : second);
      this.pixels[at] = this.#palette[colour] ?? 0;
      this.pixels[at + 1] = this.#palette[colour + 1] ?? 0;
      this.pixels[at + 2] = this.#palette[colour + 2] ?? 0;
    }
    this.#x += length;
  }

  endRow(): void {
    this.#x = 0;
    this.#row++;
  }

  jump(right: number, rows: number): void {
    this.#x += right;
    this.#row += rows;
  }
}
