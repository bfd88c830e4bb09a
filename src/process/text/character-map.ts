/** Which characters a face has: the table `cmap` (OpenType 1.9). */
import type { FontFile } from './font-file.js';

export interface CharacterMap {
  /** It has a drawing, or the character is a blank. */
  has(codePoint: number): boolean;
  /** It has a glyph, which may be empty: WenQuanYi Micro Hei says so of ℃ and ǎ. */
  claims(codePoint: number): boolean;
}

/** The tables that are read. */
export const CHARACTER_TABLES = ['cmap', 'head', 'loca'] as const;

const CODE_POINTS = 0x110000;
/** Of several subtables the one that HarfBuzz takes: platform * 256 + encoding, the best first. */
const PREFERRED = [0x30a, 6, 4, 0x301, 3, 2, 1, 0];
const BLANK = /[\p{Zs}\p{Default_Ignorable_Code_Point}]/u;

/** A face whose table is missing, damaged or of unknown formats alone has no characters. */
export function characterMap(font: Pick<FontFile, 'table'>): CharacterMap {
  const [drawn, claimed] = [new CodePoints(), new CodePoints()];
  const isEmpty = emptyGlyphs(font);
  const add = (codePoint: number, glyph: number): void => {
    if (glyph === 0) return;
    claimed.add(codePoint);
    if (!isEmpty(glyph) || BLANK.test(String.fromCodePoint(codePoint))) drawn.add(codePoint);
  };
  try {
    const cmap = font.table('cmap');
    const subtable = cmap && bestSubtable(cmap);
    if (subtable) readSubtable(subtable, add);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return { has: (codePoint) => drawn.has(codePoint), claims: (codePoint) => claimed.has(codePoint) };
}

class CodePoints {
  readonly #bits = new Uint8Array(CODE_POINTS / 8);

  add(codePoint: number): void {
    this.#bits[codePoint >> 3] = (this.#bits[codePoint >> 3] ?? 0) | (1 << (codePoint & 7));
  }

  has(codePoint: number): boolean {
    return ((this.#bits[codePoint >> 3] ?? 0) & (1 << (codePoint & 7))) !== 0;
  }
}

/** In TrueType an empty glyph is one that ends where it begins. Other outlines are taken at their word. */
function emptyGlyphs({ table }: Pick<FontFile, 'table'>): (glyph: number) => boolean {
  const [head, loca] = [table('head'), table('loca')];
  if (head === undefined || head.length < 52 || loca === undefined) return () => false;
  const places = head.readUInt16BE(50) === 0 ? loca.length / 2 : loca.length / 4;
  const at = (glyph: number) =>
    places * 2 === loca.length ? loca.readUInt16BE(glyph * 2) : loca.readUInt32BE(glyph * 4);
  return (glyph) => glyph + 1 < places && at(glyph) === at(glyph + 1);
}

type Add = (codePoint: number, glyph: number) => void;

function bestSubtable(cmap: Buffer): Buffer | undefined {
  const found = new Map<number, number>();
  for (let at = 4, end = at + cmap.readUInt16BE(2) * 8; at < end; at += 8) {
    found.set(cmap.readUInt16BE(at) * 256 + cmap.readUInt16BE(at + 2), cmap.readUInt32BE(at + 4));
  }
  const best = PREFERRED.find((encoding) => found.has(encoding));
  return best === undefined ? undefined : cmap.subarray(found.get(best));
}

function readSubtable(table: Buffer, add: Add): void {
  const format = table.readUInt16BE(0);
  if (format === 4) readSegments(table, add);
  if (format === 6) readTrimmed(table, add);
  if (format === 12 || format === 13) readGroups(table, format, add);
}

/** Format 4: runs of characters in 16 bits. */
function readSegments(table: Buffer, add: Add): void {
  const size = table.readUInt16BE(6);
  for (let at = 14; at < 14 + size; at += 2) {
    const end = table.readUInt16BE(at);
    const start = table.readUInt16BE(at + size + 2);
    const delta = table.readUInt16BE(at + 2 * size + 2);
    const rangeAt = at + 3 * size + 2;
    const range = table.readUInt16BE(rangeAt);
    for (let code = start; code <= end && code < 0xffff; code += 1) {
      const stored = range === 0 ? code : table.readUInt16BE(rangeAt + range + 2 * (code - start));
      add(code, range !== 0 && stored === 0 ? 0 : (stored + delta) & 0xffff);
    }
  }
}

/** Format 6: one run. */
function readTrimmed(table: Buffer, add: Add): void {
  const first = table.readUInt16BE(6);
  const count = table.readUInt16BE(8);
  for (let i = 0; i < count; i += 1) add(first + i, table.readUInt16BE(10 + 2 * i));
}

/** Formats 12 and 13: runs of characters in 32 bits, with a glyph each or one for all. */
function readGroups(table: Buffer, format: 12 | 13, add: Add): void {
  const count = table.readUInt32BE(12);
  for (let at = 16; at < 16 + count * 12; at += 12) {
    const start = table.readUInt32BE(at);
    const end = Math.min(table.readUInt32BE(at + 4), CODE_POINTS - 1);
    const glyph = table.readUInt32BE(at + 8);
    for (let code = start; code <= end; code += 1) {
      add(code, glyph + (format === 12 ? code - start : 0));
    }
  }
}
