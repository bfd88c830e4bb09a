/**
 * Tables out of a font file: TTF, OTF, TTC (its first face), WOFF and WOFF2. A few tables of a few kilobytes are all that
 * is wanted of files of 15 MB, so they are read by place. fontkit reads whole files and brings 6 MB in ten packages.
 */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { type NamedBytes, woff2Tables } from './woff2.js';

/** Says what is wrong with a file, without its path. */
export class FontError extends Error {
  override readonly name = 'FontError';
}

export interface FontFile {
  /** Changes with every table of the face. 40 hex digits. */
  readonly digest: string;
  table(tag: string): Buffer | undefined;
}

/** No table that is asked for comes near to this; a broken length must not become an allocation. */
const MOST_BYTES = 16 * 1024 * 1024;
const SIGNATURES = ['\0\x01\0\0', 'OTTO', 'true'];

/** Reads the tables called `tags`, as far as there are such. @throws FontError, or an error of the file system */
export function readFont(path: string, tags: readonly string[]): FontFile {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    return fontOf((at, length) => readAt(file, at, length, size), size, tags);
  } finally {
    closeSync(file);
  }
}

type Read = (at: number, length: number) => Buffer;

function readAt(file: number, at: number, length: number, size: number): Buffer {
  if (length > MOST_BYTES || at + length > size) throw new FontError('is damaged: a table ends beyond the file');
  const bytes = Buffer.alloc(length);
  if (readSync(file, bytes, 0, length, at) !== length) throw new FontError('is damaged: it ends too early');
  return bytes;
}

function fontOf(read: Read, size: number, tags: readonly string[]): FontFile {
  if (size < 12) throw new FontError(NO_FONT);
  const signature = read(0, 4).toString('latin1');
  if (signature === 'wOF2') return ofWoff2(read(0, size), tags);
  if (signature === 'wOFF') return ofDirectory(woffDirectory(read), read, tags);
  // Offsets in a collection count from the start of the file, so its faces are read like any other.
  const start = signature === 'ttcf' ? read(12, 4).readUInt32BE() : 0;
  if (!SIGNATURES.includes(read(start, 4).toString('latin1'))) throw new FontError(NO_FONT);
  return ofDirectory(sfntDirectory(read, start), read, tags);
}

const NO_FONT = 'is no font file of the kinds TTF, OTF, TTC, WOFF and WOFF2';

interface Entry {
  readonly offset: number;
  /** In the file. */
  readonly length: number;
  /** Once inflated; the same where it is not deflated. */
  readonly fullLength: number;
}

interface Directory {
  readonly bytes: Buffer;
  readonly entries: ReadonlyMap<string, Entry>;
}

function sfntDirectory(read: Read, start: number): Directory {
  const bytes = read(start + 12, read(start + 4, 2).readUInt16BE() * 16);
  return directoryOf(bytes, 16, (at) => {
    const length = bytes.readUInt32BE(at + 12);
    return { offset: bytes.readUInt32BE(at + 8), length, fullLength: length };
  });
}

function woffDirectory(read: Read): Directory {
  const bytes = read(44, read(12, 2).readUInt16BE() * 20);
  return directoryOf(bytes, 20, (at) => ({
    offset: bytes.readUInt32BE(at + 4),
    length: bytes.readUInt32BE(at + 8),
    fullLength: bytes.readUInt32BE(at + 12),
  }));
}

function directoryOf(bytes: Buffer, entrySize: number, entryAt: (at: number) => Entry): Directory {
  const entries = new Map<string, Entry>();
  for (let at = 0; at < bytes.length; at += entrySize) {
    entries.set(bytes.toString('latin1', at, at + 4), entryAt(at));
  }
  return { bytes, entries };
}

/** The directory holds a checksum of every table, and `head` the day of the last change: no need to read all. */
function ofDirectory({ bytes, entries }: Directory, read: Read, tags: readonly string[]): FontFile {
  const tables = new Map<string, Buffer>();
  for (const tag of new Set(['head', ...tags])) {
    const entry = entries.get(tag);
    if (entry) tables.set(tag, inflated(read(entry.offset, entry.length), entry));
  }
  return fontWith(tables, [bytes, tables.get('head') ?? Buffer.of()]);
}

function inflated(bytes: Buffer, { length, fullLength }: Entry): Buffer {
  if (length === fullLength) return bytes;
  try {
    return inflateSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch {
    throw new FontError('is damaged: a table cannot be inflated');
  }
}

function ofWoff2(bytes: Buffer, tags: readonly string[]): FontFile {
  let tables: NamedBytes = new Map();
  try {
    // Everything is in one compressed stream, so nothing is looked at unless it is asked for.
    if (tags.length > 0) tables = woff2Tables(bytes, tags);
  } catch {
    throw new FontError('is a damaged WOFF2 file');
  }
  return fontWith(tables, [bytes]);
}

function fontWith(tables: NamedBytes, digested: readonly Buffer[]): FontFile {
  const hash = createHash('sha1');
  for (const bytes of digested) hash.update(bytes);
  return { digest: hash.digest('hex'), table: (tag) => tables.get(tag) };
}
