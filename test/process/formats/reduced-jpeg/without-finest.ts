/**
 * A JPEG without the patterns that our decoder leaves out: what libjpeg makes of that is what ours makes of the file
 * itself. Read bit by bit, as T.81 has it, and by nothing that is tested here but the header.
 */
import { type Header, readHeader } from '#src/process/formats/reduced-jpeg/header.js';
import { type Block, unitsOf, withBlocks } from './encoder.js';

/**
 * Half waves of what is kept of a block of so many samples in a row: across and down in all, and in either direction. Of
 * one sample there is no choice.
 */
const KEPT: Readonly<Record<number, readonly [number, number]>> = { 1: [14, 7], 2: [3, 3], 4: [5, 4], 8: [6, 6] };

/** For 1/divisor. undefined: it is not a file that our decoder reads. */
export function withoutFinest(file: Buffer, divisor: 2 | 4 | 8): Buffer | undefined {
  const header = readHeader((offset, length) => file.subarray(offset, offset + length));
  if (!header) return undefined;
  const { width, height, across, down, restartInterval } = header;
  const components = header.components.length === 1 ? 1 : 3;
  const shape = { width, height, components, across, down, restartInterval } as const;
  const blocks = blocksOf(header, unitsOf(shape), new Bits(file, header.scan));
  return withBlocks(file, header.scan, shape, (component, unit, n) => {
    const size = (8 / divisor) * (component > 0 && down === 2 ? 2 : 1);
    const block = blocks.get(`${component} ${unit} ${n}`) ?? [];
    const [inAll, inEither] = KEPT[size] ?? [0, 0];
    const keeps = ([all, most]: Waves) => all <= inAll && most <= inEither;
    return block.map((number, k) => (keeps(WAVES[k] ?? [0, 0]) ? number : 0));
  });
}

/** Half waves across and down in all, and in the direction that has more. */
type Waves = readonly [number, number];

/** Of each coefficient: diagonals of 1, 2, ... 8, 7, ... 1. */
const WAVES: readonly Waves[] = Array.from({ length: 15 }, (_, all) => {
  const first = Math.max(0, all - 7);
  return Array.from({ length: all - 2 * first + 1 }, (_, i): Waves => [all, Math.max(first + i, all - first - i)]);
}).flat();

function blocksOf(header: Header, units: number, bits: Bits): Map<string, Block> {
  const tables = new Map(header.codes.map(({ ac, index, table }) => [`${ac} ${index}`, new Codes(table)]));
  const blocks = new Map<string, Block>();
  let last = [0, 0, 0];
  for (let unit = 0; unit < units; unit++) {
    if (header.restartInterval > 0 && unit > 0 && unit % header.restartInterval === 0) {
      bits.restart();
      last = [0, 0, 0];
    }
    header.components.forEach(({ dcTable, acTable }, i) => {
      for (let n = 0; n < (i === 0 ? header.across * header.down : 1); n++) {
        const [dc, ac] = [tables.get(`false ${dcTable}`), tables.get(`true ${acTable}`)];
        if (!dc || !ac) throw new RangeError('a table is missing');
        const block = blockOf(bits, dc, ac, last[i] ?? 0);
        last[i] = block[0] ?? 0;
        blocks.set(`${i} ${unit} ${n}`, block);
      }
    });
  }
  return blocks;
}

function blockOf(bits: Bits, dc: Codes, ac: Codes, last: number): Block {
  const block = new Array<number>(64).fill(0);
  block[0] = last + bits.number(dc.next(bits));
  for (let k = 1; k < 64; k++) {
    const symbol = ac.next(bits);
    if (symbol === 0) break;
    k += symbol >> 4;
    if (k > 63) throw new RangeError('a coefficient behind the last one');
    block[k] = bits.number(symbol & 15);
  }
  return block;
}

class Bits {
  readonly #file: Buffer;
  #at: number;
  #bit = 0;

  constructor(file: Buffer, at: number) {
    this.#file = file;
    this.#at = at;
  }

  next(): number {
    const byte = this.#file[this.#at];
    if (byte === undefined || (byte === 0xff && this.#file[this.#at + 1] !== 0)) throw new RangeError('the end');
    const bit = (byte >> (7 - this.#bit)) & 1;
    this.#bit = (this.#bit + 1) % 8;
    if (this.#bit === 0) this.#at += byte === 0xff ? 2 : 1;
    return bit;
  }

  /** Of so many bits; those that begin with 0 are negative. */
  number(size: number): number {
    let value = 0;
    for (let n = 0; n < size; n++) value = 2 * value + this.next();
    return size > 0 && value < 2 ** (size - 1) ? value - 2 ** size + 1 : value;
  }

  /** Behind the next marker. */
  restart(): void {
    while (this.#file[this.#at] !== 0xff || (this.#file[this.#at + 1] ?? 0) < 0xd0) this.#at++;
    this.#at += 2;
    this.#bit = 0;
  }
}

class Codes {
  /** By the bits of the code, with a one in front of them. */
  readonly #symbols = new Map<number, number>();

  /** As in a DHT segment: 16 counts, then the symbols. */
  constructor(table: Uint8Array) {
    let [code, at] = [0, 16];
    for (let length = 1; length <= 16; length++, code *= 2) {
      for (let n = table[length - 1] ?? 0; n > 0; n--) this.#symbols.set(2 ** length + code++, table[at++] ?? 0);
    }
  }

  next(bits: Bits): number {
    let code = 0;
    for (let length = 1; length <= 16; length++) {
      code = 2 * code + bits.next();
      const symbol = this.#symbols.get(2 ** length + code);
      if (symbol !== undefined) return symbol;
    }
    throw new RangeError('a code that does not exist');
  }
}
