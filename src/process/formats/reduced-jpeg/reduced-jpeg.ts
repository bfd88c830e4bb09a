/**
 * A JPEG scaled to less than its half, in less time than libjpeg and libvips take (docs/decisions/0042). What is not for
 * this decoder (progressive, CMYK, damaged) is theirs.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import type { Size } from '../../geometry.js';
import type { Bytes } from '../../source.js';
import type { Factor } from '../shrink-on-load.js';
import { Decoder, type Eighths } from './decoder.js';
import { readHeader } from './header.js';
import type { Pixels } from './pixels.js';
import { scalingTo } from './scaling.js';

export interface Reduced extends Pixels {
  readonly profile?: Buffer;
}

/** The first read: nearly every header. */
const HEAD = 16_384;

let decoder: Decoder | 'none' | undefined;

/** How a JPEG becomes smaller: first by `factor`, as it is decoded, then by Lanczos. */
export interface Reduction {
  /** As the file's header says. */
  readonly from: Size;
  /** What libvips would ask of libjpeg. */
  readonly factor: Exclude<Factor, 1>;
  readonly to: Size;
}

/** undefined: not for us. At once: a process that does this has nothing else to do. */
export function reducedJpeg(bytes: Bytes, reduction: Reduction): Reduced | undefined {
  decoder ??= newDecoder();
  if (decoder === undefined || decoder === 'none') return undefined;
  const file = openFile(bytes);
  try {
    return file && decodedBy(decoder, file, reduction);
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    // An address outside of its memory: a mistake of ours. The picture is not damaged, and the next one gets a decoder
    // without what this one left.
    decoder = undefined;
    process.emitWarning(error);
    return undefined;
  } finally {
    file?.close();
  }
}

function decodedBy(decoder: Decoder, file: OpenFile, { from, factor, to }: Reduction): Reduced | undefined {
  const head = pieceOf(file, 0, HEAD);
  const header = readHeader((offset, length) =>
    offset + length <= head.length ? head.subarray(offset, offset + length) : pieceOf(file, offset, length),
  );
  if (header?.width !== from.width || header.height !== from.height) return undefined;
  const eighths = (8 / factor) as Eighths;
  const scaling = scalingTo(to, header, eighths);
  let at = header.scan;
  const pixels =
    scaling &&
    decoder.decode(header, eighths, scaling, (into) => {
      const length = file.read(into, at);
      at += length;
      return length;
    });
  return pixels && { ...pixels, ...(header.profile && { profile: header.profile }) };
}

/** Shorter where the file ends. */
function pieceOf(file: OpenFile, position: number, length: number): Buffer {
  const into = Buffer.allocUnsafe(Math.max(0, length));
  return into.subarray(0, file.read(into, position));
}

/** undefined: there is no memory for it now, which the next picture may find. */
function newDecoder(): Decoder | 'none' | undefined {
  try {
    return new Decoder();
  } catch (error) {
    return error instanceof RangeError ? undefined : 'none'; // an old processor without SIMD
  }
}

interface OpenFile {
  /** Bytes read; 0 at the end, and where nothing can be read: libvips will meet the same, and says so. */
  read(into: Uint8Array, position: number): number;
  close(): void;
}

function openFile(bytes: Bytes): OpenFile | undefined {
  if ('bytes' in bytes) return { read: (into, position) => copied(bytes.bytes, into, position), close() {} };
  try {
    const file = openSync(bytes.path, 'r');
    return { read: (into, position) => readFrom(file, into, position), close: () => closeSync(file) };
  } catch {
    return undefined;
  }
}

function readFrom(file: number, into: Uint8Array, position: number): number {
  try {
    return into.length === 0 ? 0 : readSync(file, into, 0, into.length, position);
  } catch {
    return 0;
  }
}

function copied(bytes: Uint8Array, into: Uint8Array, position: number): number {
  const part = bytes.subarray(position, position + into.length);
  into.set(part);
  return part.length;
}
