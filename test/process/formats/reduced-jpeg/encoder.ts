/** JPEGs of given coefficients and codes: what no encoder at hand would write, but other people's do. */

/** A block: 64 numbers in the order of the file, the first one being the DC value itself. */
export type Block = readonly number[];

export interface Shape {
  readonly width: number;
  readonly height: number;
  readonly components: 1 | 3;
  /** Blocks of luma in a unit. */
  readonly across: number;
  readonly down: number;
  /** Units between two restart markers. */
  readonly restartInterval?: number;
  /** Lengths of codes: all of 8 bits, or from 2 to 16; or with one of ones alone, which T.81 does not allow. */
  readonly codes: 'flat' | 'steep' | 'complete';
  readonly quantisation: (k: number) => number;
}

/** The number of bits that a number takes (T.81, F.1.2.1). */
const sizeOf = (value: number) => 32 - Math.clz32(Math.abs(value));

const DC_SYMBOLS = Array.from({ length: 12 }, (_, size) => size);
const AC_SYMBOLS = [0x00, 0xf0, ...Array.from({ length: 160 }, (_, i) => ((i % 16) << 4) | (1 + Math.floor(i / 16)))];

interface Code {
  readonly bits: number;
  readonly length: number;
}

interface Codes {
  /** As in a DHT segment: 16 counts, then the symbols. */
  readonly table: readonly number[];
  readonly of: ReadonlyMap<number, Code>;
}

const LENGTHS: Readonly<Record<Shape['codes'], (i: number, last: number) => number>> = {
  flat: () => 8,
  steep: (i) => Math.min(16, i + 2),
  complete: (i, last) => Math.min(i + 1, last),
};

function codesOf(symbols: readonly number[], kind: Shape['codes']): Codes {
  const lengths = symbols.map((_, i) => LENGTHS[kind](i, symbols.length - 1));
  const of = new Map<number, Code>();
  let [bits, before] = [0, lengths[0] ?? 1];
  symbols.forEach((symbol, i) => {
    const length = lengths[i] ?? 16;
    bits <<= length - before;
    before = length;
    of.set(symbol, { bits: bits++, length });
  });
  const counts = Array.from({ length: 16 }, (_, i) => lengths.filter((length) => length === i + 1).length);
  return { table: [...counts, ...symbols], of };
}

/** Bits to bytes, with the zeros that stand behind a byte of ones. */
class Bits {
  readonly bytes: number[] = [];
  #byte = 0;
  #count = 0;

  write(value: number, length: number): void {
    for (let i = length - 1; i >= 0; i--) {
      this.#byte = (this.#byte << 1) | ((value >> i) & 1);
      if (++this.#count === 8) this.#flush();
    }
  }

  /** The rest of a byte is ones. */
  end(): void {
    while (this.#count > 0) this.write(1, 1);
  }

  #flush(): void {
    this.bytes.push(this.#byte);
    if (this.#byte === 0xff) this.bytes.push(0);
    this.#byte = 0;
    this.#count = 0;
  }
}

/** The n-th block of a component in a unit. */
export type BlockOf = (component: number, unit: number, n: number) => Block;

export function jpegOf(shape: Shape, blockOf: BlockOf): Buffer {
  const { width, height, components, across, down, restartInterval = 0, quantisation } = shape;
  const dc = codesOf(DC_SYMBOLS, shape.codes);
  const ac = codesOf(AC_SYMBOLS, shape.codes === 'complete' ? 'steep' : shape.codes);
  const numbers = Array.from({ length: components }, (_, i) => i);
  const sampling = (i: number) => (i === 0 && components === 3 ? (across << 4) | down : 0x11);
  const head = [
    0xff,
    0xd8,
    ...segment(0xdb, [0, ...Array.from({ length: 64 }, (_, k) => quantisation(k))]),
    ...segment(0xc0, [
      8,
      ...two(height),
      ...two(width),
      components,
      ...numbers.flatMap((i) => [i + 1, sampling(i), 0]),
    ]),
    ...segment(0xc4, [0x00, ...dc.table]),
    ...segment(0xc4, [0x10, ...ac.table]),
    ...(restartInterval > 0 ? segment(0xdd, two(restartInterval)) : []),
    ...segment(0xda, [components, ...numbers.flatMap((i) => [i + 1, 0]), 0, 63, 0]),
  ];
  return Buffer.from([...head, ...scanOf(shape, blockOf, dc, ac), 0xff, 0xd9]);
}

type Scan = Pick<Shape, 'width' | 'height' | 'components' | 'across' | 'down' | 'restartInterval'>;

export function unitsOf({ width, height, across, down }: Scan): number {
  return Math.ceil(width / (8 * across)) * Math.ceil(height / (8 * down));
}

function scanOf(scan: Scan, blockOf: BlockOf, dc: Codes, ac: Codes): number[] {
  const { components, across, down, restartInterval = 0 } = scan;
  const data: number[] = [];
  let bits = new Bits();
  let last = [0, 0, 0];
  for (let unit = 0; unit < unitsOf(scan); unit++) {
    if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) {
      bits.end();
      for (const byte of bits.bytes) data.push(byte);
      data.push(0xff, 0xd0 + ((unit / restartInterval - 1) % 8));
      bits = new Bits();
      last = [0, 0, 0];
    }
    for (let i = 0; i < components; i++) {
      for (let n = 0; n < (i === 0 ? across * down : 1); n++) {
        const block = blockOf(i, unit, n);
        writeBlock(bits, block, (block[0] ?? 0) - (last[i] ?? 0), dc, ac);
        last[i] = block[0] ?? 0;
      }
    }
  }
  bits.end();
  for (const byte of bits.bytes) data.push(byte);
  return data;
}

/** The same headers in front of other blocks, with codes for any of them. `scan`: where its data begins, in `file`. */
export function withBlocks(file: Buffer, scan: number, shape: Scan, blockOf: BlockOf): Buffer {
  const [dc, ac] = [codesOf(DC_SYMBOLS, 'flat'), codesOf(AC_SYMBOLS, 'flat')];
  const head = scan - (8 + 2 * shape.components);
  const tables = [0, 1].flatMap((id) => [
    ...segment(0xc4, [id, ...dc.table]),
    ...segment(0xc4, [16 + id, ...ac.table]),
  ]);
  const data = Buffer.from([...scanOf(shape, blockOf, dc, ac), 0xff, 0xd9]);
  return Buffer.concat([file.subarray(0, head), Buffer.from(tables), file.subarray(head, scan), data]);
}

const two = (value: number) => [value >> 8, value & 255];

const segment = (marker: number, body: readonly number[]) => [0xff, marker, ...two(body.length + 2), ...body];

function writeBlock(bits: Bits, block: Block, difference: number, dc: Codes, ac: Codes): void {
  writeNumber(bits, dc, 0, difference);
  let run = 0;
  for (let k = 1; k < 64; k++) {
    const value = block[k] ?? 0;
    if (value === 0) {
      run++;
      continue;
    }
    for (; run > 15; run -= 16) writeNumber(bits, ac, 15, 0);
    writeNumber(bits, ac, run, value);
    run = 0;
  }
  if (run > 0) writeNumber(bits, ac, 0, 0);
}

function writeNumber(bits: Bits, { of }: Codes, run: number, value: number): void {
  const size = sizeOf(value);
  const code = of.get((run << 4) | size);
  if (!code) throw new RangeError(`no code for ${value}`);
  bits.write(code.bits, code.length);
  bits.write(value < 0 ? value - 1 : value, size);
}
