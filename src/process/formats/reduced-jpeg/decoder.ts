/** The module of assembly/ and how it is called: a header, pieces of the file, rows of the result. */
import { readFileSync } from 'node:fs';
import type { Header } from './header.js';
import type { Weights } from './lanczos.js';
import { lentPixels, type Pixels } from './pixels.js';
import { chromaSamples, type PlaneScaling, pairsKept, rowsOfUnits, type Scaling, unitsFor } from './scaling.js';

/** Samples of a row of each block of 8: the picture at 1/8, 1/4 or 1/2. */
export type Eighths = 1 | 2 | 4;

interface Exports {
  readonly memory: WebAssembly.Memory;
  handed(): number;
  setQuantisation(index: number): void;
  setCodes(index: number, ac: boolean): number;
  prepare(index: number, reading: boolean): void;
  begin(
    count: number,
    across: number,
    down: number,
    width: number,
    eighths: number,
    chroma: number,
    restartInterval: number,
  ): void;
  setComponent(index: number, dcTable: number, acTable: number, quantisation: number): void;
  /** For luma and for chroma: taps across, pairs of rows down, pairs that are kept. */
  layOut(columns: number, ...each: [number, number, number, number, number, number]): number;
  acrossStarts(component: number): number;
  acrossWeights(component: number): number;
  downWeights(component: number): number;
  rawRoom(): number;
  rawEnd(): number;
  fed(length: number, last: boolean): void;
  decodeRow(): number;
  gather(): void;
  draw(lumaPair: number, chromaPair: number): number;
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
   * R, G and B of the result. What is scaled is, to the bit, what libjpeg makes of the file at eighths / 8 of its size, but
   * for the finest patterns of each block, which are left out. undefined: the file is damaged, or more than a picture; or
   * the picture is too wide for our memory.
   */
  decode(header: Header, eighths: Eighths, scaling: Scaling, readOn: ReadOn): Pixels | undefined {
    const { width, height, luma, chroma } = scaling;
    const rows = rowsOfUnits(header, eighths, scaling);
    const units = unitsFor(scaling, rows);
    if (!this.#begin(header, eighths, scaling)) return undefined;
    if (
      !this.#layOut(
        width,
        { ...luma, kept: pairsKept(luma.down, rows.luma, units) },
        { ...chroma, kept: pairsKept(chroma.down, rows.chroma, units) },
      )
    )
      return undefined;
    const result = new Rows(this.#wasm, header, scaling);
    const pixels = lentPixels(width * height * 3);
    let y = 0;
    for (let unit = 1; unit <= Math.ceil(header.height / (8 * header.down)); unit++) {
      if (!this.#decodeRow(readOn)) return undefined;
      this.#wasm.gather();
      for (; y < height && (units[y] ?? 0) <= unit; y++) result.draw(y, pixels);
    }
    return this.#wasm.ended() === 0 ? undefined : { data: pixels, width, height };
  }

  #begin(
    { width, components, across, down, restartInterval, quantisations, codes }: Header,
    eighths: Eighths,
    scaling: Scaling,
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
    const chroma = chromaSamples(eighths, scaling);
    for (const acTable of new Set(components.map((each) => each.acTable))) {
      const reading = components.some((each, i) => each.acTable === acTable && (i === 0 ? eighths : chroma) > 1);
      wasm.prepare(acTable, reading);
    }
    wasm.begin(components.length, across, down, width, eighths, chroma, restartInterval);
    components.forEach(({ dcTable, acTable, quantisation }, i) => {
      wasm.setComponent(i, dcTable, acTable, quantisation);
    });
    return true;
  }

  /** False: there is not enough memory. */
  #layOut(width: number, luma: Kept, chroma: Kept): boolean {
    const numbersOf = ({ across, down, kept }: Kept) => [across.taps, down.taps / 2, kept] as const;
    return this.#wasm.layOut(width, ...numbersOf(luma), ...numbersOf(chroma)) !== 0;
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

/** With how many pairs of its rows are kept. */
type Kept = PlaneScaling & { readonly kept: number };

/** The rows of the result, one by one. */
class Rows {
  readonly #wasm: Exports;
  readonly #bytes: Uint8Array;
  readonly #length: number;
  readonly #planes: readonly PlaneRows[];

  constructor(wasm: Exports, { components }: Header, { width, luma, chroma }: Scaling) {
    this.#wasm = wasm;
    this.#bytes = new Uint8Array(wasm.memory.buffer);
    this.#length = width * 3;
    this.#planes = (components.length === 1 ? [luma] : [luma, chroma]).map(
      (scaling, component) => new PlaneRows(wasm, component, scaling),
    );
  }

  draw(y: number, into: Uint8Array): void {
    const [lumaPair = 0, chromaPair = 0] = this.#planes.map((plane) => plane.prepare(y));
    const from = this.#wasm.draw(lumaPair, chromaPair);
    into.set(this.#bytes.subarray(from, from + this.#length), y * this.#length);
  }
}

/** What the module is told of luma, or of chroma. */
class PlaneRows {
  readonly #starts: Int32Array;
  /** Of two rows each. */
  readonly #weights: Int32Array;
  readonly #pairs: number;
  /** Weights of the row that is drawn next, and between them what is the module's own. */
  readonly #next: Int32Array;

  constructor(wasm: Exports, component: number, { across, down }: PlaneScaling) {
    const { buffer } = wasm.memory;
    new Int32Array(buffer, wasm.acrossStarts(component), across.starts.length).set(across.starts);
    new Int16Array(buffer, wasm.acrossWeights(component), across.weights.length).set(across.weights);
    this.#starts = down.starts;
    this.#weights = inPairs(down);
    this.#pairs = down.taps / 2;
    this.#next = new Int32Array(buffer, wasm.downWeights(component), 2 * this.#pairs);
  }

  /** The first pair of row `y`. */
  prepare(y: number): number {
    for (let n = 0; n < this.#pairs; n++) this.#next[2 * n] = this.#weights[y * this.#pairs + n] ?? 0;
    return (this.#starts[y] ?? 0) / 2;
  }
}

const inPairs = ({ weights }: Weights): Int32Array => new Int32Array(weights.buffer);
