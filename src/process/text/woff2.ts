/** The tables of a WOFF2 file (W3C recommendation, sections 4 and 5) that are stored as they are; not the outlines. */
import { brotliDecompressSync } from 'node:zlib';

export type NamedBytes = ReadonlyMap<string, Buffer>;

/** Section 5.2, as far as it is asked for here; the others count only by their length. */
const KNOWN_TAGS: Readonly<Record<number, string>> = { 0: 'cmap', 1: 'head', 5: 'name', 10: 'glyf', 11: 'loca' };
const OWN_TAG = 63;
const MOST_BYTES = 64 * 1024 * 1024;

/** @throws when the file is damaged */
export function woff2Tables(file: Buffer, tags: readonly string[]): NamedBytes {
  const count = file.readUInt16BE(12);
  const { entries, end } = readEntries(file, count);
  const compressed = file.subarray(end, end + file.readUInt32BE(20));
  const bytes = brotliDecompressSync(compressed, { maxOutputLength: MOST_BYTES });
  const tables = new Map<string, Buffer>();
  let offset = 0;
  for (const { tag, length, transformed } of entries) {
    if (tags.includes(tag) && !transformed) tables.set(tag, bytes.subarray(offset, offset + length));
    offset += length;
  }
  return tables;
}

interface Entry {
  readonly tag: string;
  /** In the decompressed stream. */
  readonly length: number;
  readonly transformed: boolean;
}

function readEntries(file: Buffer, count: number): { entries: readonly Entry[]; end: number } {
  const entries: Entry[] = [];
  let at = 48;
  const number = (): number => {
    let value = 0;
    for (let digits = 0; digits < 5; digits += 1) {
      const byte = file.readUInt8(at++);
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
    throw new RangeError('a number of more than five bytes');
  };
  for (let i = 0; i < count; i += 1) {
    const flags = file.readUInt8(at++);
    const known = flags & 63;
    const tag = known === OWN_TAG ? file.toString('latin1', at, at + 4) : (KNOWN_TAGS[known] ?? '');
    if (known === OWN_TAG) at += 4;
    // Outlines are transformed unless version 3 says otherwise, all other tables only when a version says so.
    const version = flags >> 6;
    const transformed = tag === 'glyf' || tag === 'loca' ? version !== 3 : version !== 0;
    const plain = number();
    entries.push({ tag, length: transformed ? number() : plain, transformed });
  }
  return { entries, end: at };
}
