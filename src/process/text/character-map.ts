/** Which characters a face has: the table `cmap` (OpenType 1.9), of which the glyphs' numbers do not matter here. */

export interface CharacterMap {
  has(codePoint: number): boolean;
}

const CODE_POINTS = 0x110000;
/** Of several subtables the one that HarfBuzz takes: platform * 256 + encoding, the best first. */
const PREFERRED = [0x30a, 6, 4, 0x301, 3, 2, 1, 0];

/** `cmap`: the table; undefined, damaged or of unknown formats alone: a face without characters. */
export function characterMap(cmap: Buffer | undefined): CharacterMap {
  const bits = new Uint8Array(CODE_POINTS / 8);
  const add = (codePoint: number): void => {
    const at = codePoint >> 3;
    bits[at] = (bits[at] ?? 0) | (1 << (codePoint & 7));
  };
  try {
    const subtable = cmap && bestSubtable(cmap);
    if (subtable) readSubtable(subtable, add);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return { has: (codePoint) => ((bits[codePoint >> 3] ?? 0) & (1 << (codePoint & 7))) !== 0 };
}

function bestSubtable(cmap: Buffer): Buffer | undefined {
  const found = new Map<number, number>();
  for (let at = 4, end = at + cmap.readUInt16BE(2) * 8; at < end; at += 8) {
    found.set(cmap.readUInt16BE(at) * 256 + cmap.readUInt16BE(at + 2), cmap.readUInt32BE(at + 4));
  }
  const best = PREFERRED.find((encoding) => found.has(encoding));
  return best === undefined ? undefined : cmap.subarray(found.get(best));
}

function readSubtable(table: Buffer, add: (codePoint: number) => void): void {
  const format = table.readUInt16BE(0);
  if (format === 4) readSegments(table, add);
  if (format === 6) readTrimmed(table, add);
  if (format === 12 || format === 13) readGroups(table, format, add);
}

/** Format 4: runs of characters in 16 bits. */
function readSegments(table: Buffer, add: (codePoint: number) => void): void {
  const size = table.readUInt16BE(6);
  for (let at = 14; at < 14 + size; at += 2) {
    const end = table.readUInt16BE(at);
    const start = table.readUInt16BE(at + size + 2);
    const delta = table.readUInt16BE(at + 2 * size + 2);
    const rangeAt = at + 3 * size + 2;
    const range = table.readUInt16BE(rangeAt);
    for (let code = start; code <= end && code < 0xffff; code += 1) {
      const stored = range === 0 ? code : table.readUInt16BE(rangeAt + range + 2 * (code - start));
      const glyph = range !== 0 && stored === 0 ? 0 : (stored + delta) & 0xffff;
      if (glyph !== 0) add(code);
    }
  }
}

/** Format 6: one run. */
function readTrimmed(table: Buffer, add: (codePoint: number) => void): void {
  const first = table.readUInt16BE(6);
  const count = table.readUInt16BE(8);
  for (let i = 0; i < count; i += 1) if (table.readUInt16BE(10 + 2 * i) !== 0) add(first + i);
}

/** Formats 12 and 13: runs of characters in 32 bits, with a glyph each or one for all. */
function readGroups(table: Buffer, format: 12 | 13, add: (codePoint: number) => void): void {
  const count = table.readUInt32BE(12);
  for (let at = 16; at < 16 + count * 12; at += 12) {
    const start = table.readUInt32BE(at);
    const end = Math.min(table.readUInt32BE(at + 4), CODE_POINTS - 1);
    const glyph = table.readUInt32BE(at + 8);
    for (let code = start; code <= end; code += 1) if (glyph + (format === 12 ? code - start : 0) !== 0) add(code);
  }
}
