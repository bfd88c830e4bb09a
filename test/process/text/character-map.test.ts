import { describe, expect, test } from 'vitest';
import { characterMap } from '#src/process/text/character-map.js';

const words = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value & 0xffff, index * 2);
  return bytes;
};

type Subtable = readonly [platform: number, encoding: number, table: Buffer];

/** A `cmap` of subtables, each behind its platform and encoding. */
function cmap(...subtables: readonly Subtable[]): Buffer {
  let offset = 4 + subtables.length * 8;
  const records = subtables.map(([platform, encoding, table]) => {
    const record = words(platform, encoding, offset >> 16, offset);
    offset += table.length;
    return record;
  });
  return Buffer.concat([words(0, subtables.length), ...records, ...subtables.map(([, , table]) => table)]);
}

const tables = (found: Readonly<Record<string, Buffer>>) => ({ table: (tag: string) => found[tag] });
const charactersOf = (...subtables: readonly Subtable[]) => {
  const map = characterMap(tables({ cmap: cmap(...subtables) }));
  return Array.from({ length: 0x20000 }, (_, code) => code).filter((code) => map.has(code));
};

/** Segments 0x41–0x43 by a difference, 0x61–0x63 by a list whose second glyph is 0, and the end. */
const FORMAT_4 = words(4, 46, 0, 6, 0, 0, 0, 0x43, 0x63, 0xffff, 0, 0x41, 0x61, 0xffff, -0x40, 0, 1, 0, 4, 0, 7, 0, 9);
const FORMAT_6 = words(6, 16, 0, 0x30, 3, 5, 0, 6);
const FORMAT_12 = words(12, 0, 0, 40, 0, 0, 0, 2, 0, 0x41, 0, 0x42, 0, 1, 1, 0xf600, 1, 0xf601, 0, 0);
const FORMAT_13 = words(13, 0, 0, 28, 0, 0, 0, 1, 0, 0x100, 0, 0x102, 0, 3);

describe('formats', () => {
  test.each([
    ['4', FORMAT_4, [0x41, 0x42, 0x43, 0x61, 0x63]],
    ['6', FORMAT_6, [0x30, 0x32]],
    ['12, whose first glyph may be the missing one', FORMAT_12, [0x41, 0x42, 0x1f601]],
    ['13', FORMAT_13, [0x100, 0x101, 0x102]],
    ['0, which nobody uses for Unicode', words(0, 6, 0), []],
  ])('%s', (_, table, expected) => {
    expect(charactersOf([3, 1, table])).toEqual(expected);
  });

  test('the table for all of Unicode is taken before the one of 16 bits', () => {
    expect(charactersOf([3, 1, FORMAT_4], [3, 10, FORMAT_12])).toEqual([0x41, 0x42, 0x1f601]);
  });

  test('a font of symbols alone, an empty table and none have no characters', () => {
    expect(charactersOf([3, 0, FORMAT_4])).toEqual([]);
    expect(charactersOf()).toEqual([]);
    expect(characterMap(tables({})).has(0x41)).toBe(false);
  });

  test('a table that ends too early has what came before', () => {
    expect(charactersOf([3, 10, FORMAT_12.subarray(0, 30)])).toEqual([0x41, 0x42]);
  });
});

test('a glyph without an outline is claimed, not had; a blank may be empty', () => {
  const head = Buffer.alloc(54);
  const map = characterMap(
    tables({
      head,
      loca: words(0, 9, 9, 20, 20),
      cmap: cmap([3, 10, words(12, 0, 0, 40, 0, 0, 0, 2, 0, 0x20, 0, 0x20, 0, 1, 0, 0x41, 0, 0x43, 0, 1)]),
    }),
  );
  expect([0x20, 0x41, 0x42, 0x43].map((code) => [map.has(code), map.claims(code)])).toEqual([
    [true, true],
    [false, true],
    [true, true],
    [false, true],
  ]);
});
