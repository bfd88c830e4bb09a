/** The module of assembly/ and how it is called: quantisation tables, strips of pixels, codes, bytes. */
import { readFileSync } from 'node:fs';
import { type QuantTable, tablesAt } from '../jpeg-tables.js';
import type { Pixels } from '../reduced-jpeg/pixels.js';
import { optimalCodes } from './optimal-codes.js';
import { ZIGZAG } from './zigzag.js';

interface Exports {
  readonly memory: WebAssembly.Memory;
  divisors(): number;
  places(): number;
  makeOrders(): void;
  begin(width: number, symbols: number): number;
  strip(): number;
  take(rows: number): void;
  counts(): number;
  codes(): number;
  beginWriting(): void;
  more(): number;
  written(): number;
}

/** Rows of pixels that are handed over at once. */
const STRIP = 16;
const SYMBOLS = 256;
const MARKER = { soi: 0xd8, sof0: 0xc0, dht: 0xc4, eoi: 0xd9, sos: 0xda, dqt: 0xdb } as const;
/** DC and AC of luma, then of chroma, as a DHT segment names them. */
const TABLES = [0x00, 0x10, 0x01, 0x11];
/** Samples of luma for one of chroma, across and down. */
const SAMPLING = [0x22, 0x11, 0x11];

/** One picture at a time; nothing of it is left for the next. */
export class Encoder {
  readonly #wasm: Exports;

  /** @throws where the processor has no SIMD */
  constructor() {
    const module = new WebAssembly.Module(readFileSync(new URL('./encoder.wasm', import.meta.url)));
    this.#wasm = new WebAssembly.Instance(module).exports as unknown as Exports;
    new Uint8Array(this.#wasm.memory.buffer, this.#wasm.places(), 64).set(ZIGZAG.map((place) => 2 * place));
    this.#wasm.makeOrders();
  }

  /** To the byte the file that libjpeg makes of it. undefined: there is not enough memory. `quality`: 1–100. */
  encode(picture: Pixels, quality: number): Buffer | undefined {
    const { width, height } = picture;
    const { luma, chroma } = tablesAt(quality);
    const quantisation = [luma, chroma];
    if (this.#wasm.begin(width, mostSymbols(picture)) === 0) return undefined;
    this.#divideBy(quantisation);
    this.#takeAll(picture);
    const codes = this.#codes();
    const head = [
      Buffer.from([0xff, MARKER.soi]),
      ...quantisation.map((table, i) => segment(MARKER.dqt, [i, ...table])),
      segment(MARKER.sof0, [
        8,
        ...two(height),
        ...two(width),
        3,
        ...SAMPLING.flatMap((each, i) => [i + 1, each, i > 0 ? 1 : 0]),
      ]),
      ...codes.map((table, i) => segment(MARKER.dht, [TABLES[i] ?? 0, ...table])),
      segment(MARKER.sos, [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]),
    ];
    return Buffer.concat([...head, ...this.#scan(), Buffer.from([0xff, MARKER.eoi])]);
  }

  #divideBy(tables: readonly QuantTable[]): void {
    const divisors = new Float32Array(this.#wasm.memory.buffer, this.#wasm.divisors(), tables.length * ZIGZAG.length);
    for (const [i, table] of tables.entries()) {
      // What comes out of the transform is eight times as large.
      for (const [k, place] of ZIGZAG.entries()) divisors[i * ZIGZAG.length + place] = 8 * (table[k] ?? 0);
    }
  }

  #takeAll({ data, width, height }: Pixels): void {
    const memory = new Uint8Array(this.#wasm.memory.buffer);
    for (let y = 0; y < height; y += STRIP) {
      const rows = Math.min(STRIP, height - y);
      memory.set(data.subarray(y * width * 3, (y + rows) * width * 3), this.#wasm.strip());
      this.#wasm.take(rows);
    }
  }

  /** Of DC and AC for luma, then for chroma; the module is told them, too. */
  #codes(): readonly Uint8Array[] {
    const { buffer } = this.#wasm.memory;
    const counts = new Uint32Array(buffer, this.#wasm.counts(), TABLES.length * SYMBOLS);
    const codes = new Uint32Array(buffer, this.#wasm.codes(), TABLES.length * SYMBOLS);
    return TABLES.map((_, index) => {
      const [from, to] = [index * SYMBOLS, (index + 1) * SYMBOLS];
      const table = optimalCodes(counts.subarray(from, to));
      tell(table, codes.subarray(from, to));
      return table;
    });
  }

  #scan(): Buffer[] {
    const pieces: Buffer[] = [];
    this.#wasm.beginWriting();
    for (let length = this.#wasm.more(); length > 0; length = this.#wasm.more()) {
      pieces.push(Buffer.from(new Uint8Array(this.#wasm.memory.buffer, this.#wasm.written(), length)));
    }
    return pieces;
  }
}

/** One for each number, and the end of each block. */
function mostSymbols({ width, height }: Pixels): number {
  return Math.ceil(width / 16) * Math.ceil(height / 16) * 6 * 64;
}

/** Codes of one length are numbers that follow one another, and of the next length twice as large (T.81, annex C). */
function tell(table: Uint8Array, into: Uint32Array): void {
  let code = 0;
  let at = 16;
  for (let length = 1; length <= 16; length++, code *= 2) {
    for (let n = table[length - 1] ?? 0; n > 0; n--) into[table[at++] ?? 0] = (code++ << 5) | length;
  }
}

const two = (value: number) => [value >> 8, value & 255];

const segment = (marker: number, body: readonly number[]) =>
  Buffer.from([0xff, marker, ...two(body.length + 2), ...body]);
