import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emoji, kai, sans, scripts, serif } from '#src/process/text/bundled.js';
import { CHARACTER_TABLES, characterMap } from '#src/process/text/character-map.js';
import { fullName } from '#src/process/text/face-name.js';
import { FontError, readFont } from '#src/process/text/font-file.js';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tintype-font-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function written(bytes: Buffer): string {
  const path = join(directory, 'font');
  writeFileSync(path, bytes);
  return path;
}

const has = (path: string, character: string) =>
  characterMap(readFont(path, CHARACTER_TABLES)).has(character.codePointAt(0) ?? 0);

describe.each([
  ['TTF', scripts(), 'DejaVu Sans', 'ש', '图'],
  ['TTF of many groups', serif('400Regular'), 'Noto Serif SC Regular', '图', 'ש'],
  ['OTF', sans('Regular'), 'Noto Sans S Chinese Regular', '图', 'ש'],
  ['WOFF', kai(), 'LXGW WenKai', '图', 'ש'],
  ['WOFF2', emoji()[0] ?? '', undefined, '🇨', '图'],
])('%s', (_, path, name, present, absent) => {
  test('its characters and its name are read', () => {
    expect([has(path, present), has(path, absent)]).toEqual([true, false]);
    if (name !== undefined) expect(fullName(readFont(path, ['name']).table('name'))).toBe(name);
  });

  test('damage is told or costs characters, never more', () => {
    const bytes = readFileSync(path).subarray(0, 400_000);
    for (let at = 0; at < 600; at += 13) {
      const damaged = Buffer.from(bytes);
      damaged[at] = 255 - (damaged[at] ?? 0);
      const file = written(damaged);
      try {
        characterMap(readFont(file, CHARACTER_TABLES));
        fullName(readFont(file, ['name']).table('name'));
      } catch (error) {
        expect(error).toBeInstanceOf(FontError);
      }
    }
  });
});

test('of a collection the first face is read', () => {
  const face = readFileSync(scripts());
  const header = Buffer.from('ttcf\0\x01\0\0\0\0\0\x01\0\0\0\0', 'latin1');
  header.writeUInt32BE(16, 12);
  // Offsets count from the start of the file.
  const moved = Buffer.from(face);
  for (let entry = 0; entry < moved.readUInt16BE(4); entry += 1) {
    moved.writeUInt32BE(moved.readUInt32BE(12 + entry * 16 + 8) + 16, 12 + entry * 16 + 8);
  }
  expect(has(written(Buffer.concat([header, moved])), 'ש')).toBe(true);
});

test.each([0, 3, 11, 100])('a file of %i bytes is no font', (size) => {
  expect(() => readFont(written(readFileSync(scripts()).subarray(0, size)), ['cmap'])).toThrow(FontError);
});

test('the digest follows the tables', () => {
  const bytes = readFileSync(scripts());
  const same = readFont(written(bytes), []).digest;
  expect(same).toBe(readFont(scripts(), ['cmap']).digest);
  const other = Buffer.from(bytes);
  // The checksum of the first table.
  other.writeUInt32BE(1, 16);
  expect(readFont(written(other), []).digest).not.toBe(same);
});
