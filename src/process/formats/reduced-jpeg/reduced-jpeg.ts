/**
 * A JPEG at an eighth, a quarter or half of its size, in less time than libjpeg takes (docs/decisions/0042). What is not
 * for this decoder (progressive, CMYK, damaged) is libvips's.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import type { Size } from '../../geometry.js';
import type { Bytes } from '../../source.js';
import type { Factor } from '../shrink-on-load.js';
import { Decoder, type Eighths } from './decoder.js';
import { readHeader } from './header.js';
import type { Pixels } from './pixels.js';

export interface Reduced extends Pixels {
  readonly profile?: Buffer;
}

/** The first read: nearly every header. */
const HEAD = 16_384;
/** Of the result: three bytes each, all of them in memory, where libvips works row by row. */
const MOST_PIXELS = 16_000_000;

let decoder: Decoder | 'none' | undefined;

/**
 * undefined: not for us. `size` as the file's header says; `factor`: what libvips would ask of libjpeg. At once: a
 * process that does this has nothing else to do.
 */
export function reducedJpeg(bytes: Bytes, size: Size, factor: Exclude<Factor, 1>): Reduced | undefined {
  if ((size.width * size.height) / factor ** 2 > MOST_PIXELS) return undefined;
  decoder ??= newDecoder();
  if (decoder === undefined || decoder === 'none') return undefined;
  const file = openFile(bytes);
  try {
    return file && decodedBy(decoder, file, size, (8 / factor) as Eighths);
  } finally {
    file?.close();
  }
}

function decodedBy(decoder: Decoder, file: OpenFile, size: Size, eighths: Eighths): Reduced | undefined {
  const head = pieceOf(file, 0, HEAD);
  const header = readHeader((offset, length) =>
    offset + length <= head.length ? head.subarray(offset, offset + length) : pieceOf(file, offset, length),
  );
  if (header?.width !== size.width || header.height !== size.height) return undefined;
  let at = header.scan;
  const pixels = decoder.decode(header, eighths, (into) => {
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
