/** The directories (IFDs) of a TIFF file, which are also those of an EXIF block. Never throws: what is broken is absent. */
import type { Block, Reading } from './reading.js';

export interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Bytes of the value; 0 for a type that does not exist. */
  readonly size: number;
  /** The entry's own last field: the value when it fits, else where the value lies. */
  readonly field: Buffer;
}

export interface Directory {
  readonly entries: readonly Entry[];
  /** Where the next directory lies; 0: there is none. */
  readonly next: number;
}

export const TYPE = {
  byte: 1,
  ascii: 2,
  short: 3,
  long: 4,
  rational: 5,
  sbyte: 6,
  undefined: 7,
  sshort: 8,
  slong: 9,
  srational: 10,
  float: 11,
  double: 12,
  ifd: 13,
  long8: 16,
} as const;

const TYPE_SIZES: Readonly<Record<number, number>> = {
  [TYPE.byte]: 1,
  [TYPE.ascii]: 1,
  [TYPE.short]: 2,
  [TYPE.long]: 4,
  [TYPE.rational]: 8,
  [TYPE.sbyte]: 1,
  [TYPE.undefined]: 1,
  [TYPE.sshort]: 2,
  [TYPE.slong]: 4,
  [TYPE.srational]: 8,
  [TYPE.float]: 4,
  [TYPE.double]: 8,
  [TYPE.ifd]: 4,
  [TYPE.long8]: 8,
};

const { byte, short, long, sbyte, sshort, slong, ifd, long8 } = TYPE;
const INTEGERS: readonly number[] = [byte, short, long, sbyte, sshort, slong, ifd, long8];

/** Bytes of one value; 0 for a type that does not exist. */
export function typeSize(type: number): number {
  return TYPE_SIZES[type] ?? 0;
}

/** More than any writer puts into one directory; a damaged count may say 65535 (or, in a BigTIFF, anything). */
const MAX_ENTRIES = 2048;

const TAG_ORIENTATION = 0x0112;

/** An open TIFF structure: its byte order, and whether it is a BigTIFF (8-byte offsets and counts). */
export class Tiff {
  /** Where the first directory lies. */
  readonly first: number;
  readonly #block: Block;
  readonly littleEndian: boolean;
  readonly #big: boolean;

  private constructor(block: Block, header: Buffer) {
    this.#block = block;
    this.littleEndian = header[0] === 0x49;
    this.#big = this.#uint(header, 2, 2) === 43;
    this.first = this.#big ? this.#uint(header, 8, 8) : this.#uint(header, 4, 4);
  }

  /** Undefined when the block does not begin as a TIFF does. */
  static *open(block: Block): Reading<Tiff | undefined> {
    const header = (yield* block.peek(0, 16)) ?? (yield* block.peek(0, 8));
    if (header === undefined) return undefined;
    const mark = header.toString('latin1', 0, 4);
    const big = mark === 'II+\0' || mark === 'MM\0+';
    if (mark !== 'II*\0' && mark !== 'MM\0*' && !(big && header.length === 16)) return undefined;
    return new Tiff(block, header);
  }

  /** A directory whose end is cut off keeps the entries that are there. */
  *directory(at: number): Reading<Directory | undefined> {
    const countSize = this.#big ? 8 : 2;
    const entrySize = this.#big ? 20 : 12;
    const head = yield* this.#block.peek(at, countSize);
    if (at === 0 || head === undefined) return undefined;
    const start = at + countSize;
    const said = this.#uint(head, 0, countSize);
    const count = Math.min(said, MAX_ENTRIES, Math.floor((this.#block.size - start) / entrySize));
    const bytes = yield* this.#block.peek(start, count * entrySize);
    if (bytes === undefined) return undefined;
    const entries: Entry[] = [];
    for (let i = 0; i < count; i++) entries.push(this.#entry(bytes.subarray(i * entrySize, (i + 1) * entrySize)));
    const wordSize = this.#wordSize;
    const next = count === said ? yield* this.#block.peek(start + count * entrySize, wordSize) : undefined;
    return { entries, next: next === undefined ? 0 : this.#uint(next, 0, wordSize) };
  }

  /** Whether the whole value lies inside the block; its type exists and it has at least one item. */
  holds(entry: Entry): boolean {
    return entry.size > 0 && (fitsInEntry(entry) || this.#offset(entry) + entry.size <= this.#block.size);
  }

  /** The bytes of a value, at most `limit` of them. Undefined: not inside the block, or past the budget. */
  *value(entry: Entry, limit: number): Reading<Buffer | undefined> {
    if (!this.holds(entry)) return undefined;
    const length = Math.min(entry.size, limit);
    return fitsInEntry(entry) ? entry.field.subarray(0, length) : yield* this.#block.peek(this.#offset(entry), length);
  }

  /** The first whole number of a value, whatever integer type it was written with. */
  *integer(entry: Entry | undefined): Reading<number | undefined> {
    const unit = entry === undefined ? undefined : TYPE_SIZES[entry.type];
    if (entry === undefined || unit === undefined || entry.count < 1 || !INTEGERS.includes(entry.type))
      return undefined;
    const bytes = yield* this.value(entry, unit);
    return bytes === undefined ? undefined : this.#uint(bytes, 0, unit);
  }

  /** The number at an offset of `bytes`; of a rational, one of its two halves. */
  number(type: number, bytes: Buffer, offset: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    switch (type) {
      case TYPE.sbyte:
        return view.getInt8(offset);
      case TYPE.sshort:
        return view.getInt16(offset, this.littleEndian);
      case TYPE.slong:
      case TYPE.srational:
        return view.getInt32(offset, this.littleEndian);
      case TYPE.float:
        // Seven digits are all that it holds: 0.1 is not to become 0.10000000149011612.
        return Number(view.getFloat32(offset, this.littleEndian).toPrecision(7));
      case TYPE.double:
        return view.getFloat64(offset, this.littleEndian);
      case TYPE.rational:
        return this.#uint(bytes, offset, 4);
      default:
        return this.#uint(bytes, offset, typeSize(type));
    }
  }

  #entry(bytes: Buffer): Entry {
    const wordSize = this.#wordSize;
    const type = this.#uint(bytes, 2, 2);
    const count = this.#uint(bytes, 4, wordSize);
    const size = typeSize(type) * count;
    return { tag: this.#uint(bytes, 0, 2), type, count, size, field: bytes.subarray(4 + wordSize) };
  }

  #offset(entry: Entry): number {
    return this.#uint(entry.field, 0, this.#wordSize);
  }

  get #wordSize(): number {
    return this.#big ? 8 : 4;
  }

  #uint(bytes: Buffer, offset: number, size: number): number {
    if (size < 8) return this.littleEndian ? bytes.readUIntLE(offset, size) : bytes.readUIntBE(offset, size);
    // Past 2^53 the number is inexact, and far outside any file either way.
    return Number(this.littleEndian ? bytes.readBigUInt64LE(offset) : bytes.readBigUInt64BE(offset));
  }
}

function fitsInEntry(entry: Entry): boolean {
  return entry.size <= entry.field.length;
}

/** The EXIF orientation 1–8 in a directory; 1 when absent or nonsense. */
export function* orientationIn(tiff: Tiff, directory: Directory): Reading<number> {
  const value = yield* tiff.integer(directory.entries.find((entry) => entry.tag === TAG_ORIENTATION));
  return value !== undefined && value >= 1 && value <= 8 ? value : 1;
}

/** The same of an EXIF block, undefined for none at all. */
export function* orientationOf(exif: Block | undefined): Reading<number> {
  const tiff = exif === undefined ? undefined : yield* Tiff.open(exif);
  const directory = tiff === undefined ? undefined : yield* tiff.directory(tiff.first);
  return tiff === undefined || directory === undefined ? 1 : yield* orientationIn(tiff, directory);
}
