/**
 * How headers are read: a reader is a generator that asks for pieces of a file and never says where they come from.
 * One driver answers from memory, one from a file or an S3 range; the readers are the same code for both.
 */
import { OssError } from '../../errors.js';

/** A piece of a file, in bytes. */
export interface Range {
  readonly offset: number;
  readonly length: number;
}

/** Asks for ranges, is answered with their bytes, ends with a T. An answer may be short: the file ended there. */
export type Reading<T> = Generator<Range, T, Uint8Array>;

/** Where bytes come from: at most `length` of them from `offset` on, fewer only where the file ends. */
export type ReadAt = (offset: number, length: number) => Uint8Array | Promise<Uint8Array>;

/** Bytes read of any one file, whatever it says of itself; what is skipped costs nothing (architecture, Facts before pixels). */
export const HEAD_BYTES = 65536;

/** The first read of a file too large to be read whole: holds the header of nearly every photo, EXIF thumbnail included. */
const FIRST_READ = 16384;

/** Every later read counts as at least this much, so that the budget also bounds the number of reads (193). */
const HOP = 256;

export function readFromBytes<T>(reading: Reading<T>, bytes: Uint8Array): T {
  let step = reading.next();
  while (!step.done) {
    const { offset, length } = step.value;
    step = reading.next(bytes.subarray(offset, offset + length));
  }
  return step.value;
}

export async function readThrough<T>(reading: Reading<T>, readAt: ReadAt): Promise<T> {
  let step = reading.next();
  while (!step.done) step = reading.next(await readAt(step.value.offset, step.value.length));
  return step.value;
}

/** A picture of a known format whose header makes no sense. `reason` completes the sentence. */
export function damaged(reason: string): OssError {
  return new OssError('BadRequest', `The picture is damaged: ${reason}.`);
}

/** What was read of one file so far, and what may still be read. Shared by all its blocks. */
class Budget {
  readonly #fileSize: number;
  readonly #windows: { readonly offset: number; readonly bytes: Buffer }[] = [];
  #left = HEAD_BYTES;
  /** A read was refused because the budget is used up (or the bytes at hand are not the whole file). */
  spent = false;

  constructor(fileSize: number) {
    this.#fileSize = fileSize;
  }

  /** Fetches what `find` did not find. */
  *fetch(offset: number, length: number, ahead: number): Reading<Buffer | undefined> {
    if (offset + length > this.#fileSize) return undefined;
    if (this.#windows.length === 0) yield* this.#load(0, this.#fileSize <= HEAD_BYTES ? HEAD_BYTES : FIRST_READ);
    if (this.find(offset, length) === undefined) yield* this.#load(offset, Math.max(length, ahead));
    const fetched = this.find(offset, length);
    if (fetched === undefined) this.spent = true;
    return fetched;
  }

  /** The newest window first: readers move forwards. */
  find(offset: number, length: number): Buffer | undefined {
    for (let i = this.#windows.length - 1; i >= 0; i--) {
      const window = this.#windows[i];
      if (window === undefined || offset < window.offset) continue;
      const start = offset - window.offset;
      if (start + length <= window.bytes.length) return window.bytes.subarray(start, start + length);
    }
    return undefined;
  }

  /** As find, of one byte and without a Buffer for it. */
  byte(offset: number): number | undefined {
    for (let i = this.#windows.length - 1; i >= 0; i--) {
      const window = this.#windows[i];
      if (window === undefined || offset < window.offset) continue;
      if (offset - window.offset < window.bytes.length) return window.bytes[offset - window.offset];
    }
    return undefined;
  }

  *#load(offset: number, wanted: number): Reading<void> {
    const length = Math.min(wanted, this.#fileSize - offset, this.#left);
    if (length <= 0) return;
    this.#left -= Math.max(length, HOP);
    const answer = yield { offset, length };
    this.#windows.push({ offset, bytes: Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength) });
  }
}

/** A file, or a part of it that has offsets of its own (an EXIF block, a box). Reads outside it find nothing. */
export class Block {
  readonly size: number;
  readonly #start: number;
  readonly #budget: Budget;

  private constructor(budget: Budget, start: number, size: number) {
    this.#budget = budget;
    this.#start = start;
    this.size = size;
  }

  static ofFile(fileSize: number): Block {
    return new Block(new Budget(fileSize), 0, fileSize);
  }

  /** The part from `offset` on, cut off where this block ends. */
  part(offset: number, size = Number.POSITIVE_INFINITY): Block {
    const start = Math.min(offset, this.size);
    return new Block(this.#budget, this.#start + start, Math.max(0, Math.min(size, this.size - start)));
  }

  /** True once a read failed for want of budget; a `peek` that found nothing before that met the end of the block. */
  get spent(): boolean {
    return this.#budget.spent;
  }

  /** Exactly `length` bytes, or undefined. `ahead`: how much to fetch at once when what follows will be read too. */
  *peek(offset: number, length: number, ahead = HOP): Reading<Buffer | undefined> {
    if (offset + length > this.size) return undefined;
    if (length === 0) return Buffer.alloc(0);
    const at = this.#start + offset;
    return this.#budget.find(at, length) ?? (yield* this.#budget.fetch(at, length, ahead));
  }

  /** A byte that has been read already, or undefined: without a generator, for who asks for tens of thousands of them. */
  seen(offset: number): number | undefined {
    return offset < this.size ? this.#budget.byte(this.#start + offset) : undefined;
  }

  /** As peek, for what no picture can do without. Throws BadRequest. */
  *need(offset: number, length: number): Reading<Buffer> {
    const bytes = yield* this.peek(offset, length);
    if (bytes !== undefined) return bytes;
    throw damaged(this.spent ? 'its header is too long' : 'it ends inside its header');
  }
}
