/** The module of assembly/ and how it is called: a header, pieces of the file, rows of pixels. */
import { readFileSync } from 'node:fs';
import type { Header } from './header.js';
import { lentPixels, type Pixels } from './pixels.js';

/** Samples of a row of each block of 8: the picture at 1/8, 1/4 or 1/2. */
export type Eighths = 1 | 2 | 4;

interface Exports {
  readonly memory: WebAssembly.Memory;
  handed(): number;
  setQuantisation(index: number): void;
  setCodes(index: number, ac: boolean): number;
  prepare(index: number, reading: boolean): void;
  begin(count: number, across: number, down: number, width: number, eighths: number, restartInterval: number): void;
  setComponent(index: number, dcTable: number, acTable: number, quantisation: number): void;
  rawRoom(): number;
  rawEnd(): number;
  fed(length: number, last: boolean): void;
  decodeRow(): number;
  toPixels(width: number, count: number): number;
  ended(): number;
}

/** What decodeRow() says. */
const DONE = 0;
const MORE = 1;

/** Reads the file on from where it stopped: bytes put into `into`, 0 at its end. */
export type ReadOn = (into: Uint8Array) => number;

/** One picture at a time; nothing of it is left for the next. */
export class Decoder {
  readonly #wasm: Exports;

  /** @throws where the processor has no SIMD */
  constructor() {
    const module = new WebAssembly.Module(readFileSync(new URL('./decoder.wasm', import.meta.url)));
    this.#wasm = new WebAssembly.Instance(module).exports as unknown as Exports;
  }

  /**
   * R, G and B of floor(width · eighths / 8) x floor(height · eighths / 8) pixels: to the bit those that libvips makes of
   * the file when it asks libjpeg for this size, but for the finest patterns of each block, which are left out. undefined:
   * the file is damaged, or more than a picture.
   */
  decode(header: Header, eighths: Eighths, readOn: ReadOn): Pixels | undefined {
    const { down } = header;
    const width = Math.floor((header.width * eighths) / 8);
    const height = Math.floor((header.height * eighths) / 8);
    if (!this.#begin(header, eighths)) return undefined;
    const pixels = lentPixels(width * height * 3);
    const rowsOfUnit = down * eighths;
    const units = Math.ceil(header.height / (8 * down));
    for (let unit = 0; unit < units; unit++) {
      if (!this.#decodeRow(readOn)) return undefined;
      const y = unit * rowsOfUnit;
      const count = Math.min(rowsOfUnit, height - y);
      const from = this.#wasm.toPixels(width, count);
      pixels.set(new Uint8Array(this.#wasm.memory.buffer, from, count * width * 3), y * width * 3);
    }
    return this.#wasm.ended() === 0 ? undefined : { data: pixels, width, height };
  }

  #begin(
    { width, components, across, down, restartInterval, quantisations, codes }: Header,
    eighths: Eighths,
  ): boolean {
    const wasm = this.#wasm;
    const memory = new Uint8Array(wasm.memory.buffer);
    for (const [index, factors] of quantisations) {
      memory.set(factors, wasm.handed());
      wasm.setQuantisation(index);
    }
    for (const { index, ac, table } of codes) {
      memory.set(table, wasm.handed());
      if (wasm.setCodes(index, ac) === 0) return false;
    }
    for (const acTable of new Set(components.map((each) => each.acTable))) {
      const reading = components.some((each, i) => each.acTable === acTable && (eighths > 1 || (i > 0 && down === 2)));
      wasm.prepare(acTable, reading);
    }
    wasm.begin(components.length, across, down, width, eighths, restartInterval);
    components.forEach(({ dcTable, acTable, quantisation }, i) => {
      wasm.setComponent(i, dcTable, acTable, quantisation);
    });
    return true;
  }

  /** A row of units, with as much of the file as it takes. False: it is damaged. */
  #decodeRow(readOn: ReadOn): boolean {
    for (;;) {
      const state = this.#wasm.decodeRow();
      if (state !== MORE) return state === DONE;
      const from = this.#wasm.rawRoom();
      const into = new Uint8Array(this.#wasm.memory.buffer, from, this.#wasm.rawEnd() - from);
      const length = readOn(into);
      this.#wasm.fed(length, length === 0);
    }
  }
}
