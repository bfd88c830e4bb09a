import { beforeAll, describe, expect, test } from 'vitest';
import { configureText, textEngine } from '#src/process/text/engine.js';
import { findFaces } from '#src/process/text/faces.js';
import { FONT_NAMES, type FontName } from '#src/process/text/fonts.js';
import { legible } from '#src/process/text/legible.js';
import { bareFaces, inkOf, written } from './ink.js';

/** Every character of GB2312: rows 1 to 9 and 16 to 87 of 94 cells, of which the standard leaves some empty. */
function gb2312(): readonly string[] {
  const decoder = new TextDecoder('gb18030');
  const rows = Array.from({ length: 87 }, (_, row) => row + 1).filter((row) => row < 10 || row > 15);
  const cells = rows.flatMap((row) => Array.from({ length: 94 }, (_, cell) => [row, cell + 1] as const));
  const characters = cells.filter(([row, cell]) => !emptyCell(row, cell));
  return characters.map(([row, cell]) => decoder.decode(Uint8Array.of(row + 0xa0, cell + 0xa0)));
}

/** The last cells of a row, and the gaps of rows 2 and 6 (GB 2312-80). GBK filled some of them later. */
function emptyCell(row: number, cell: number): boolean {
  if (row === 2) return cell <= 16 || cell === 67 || cell === 68 || cell === 79 || cell === 80 || cell > 92;
  if (row === 6) return (cell > 24 && cell < 33) || cell > 56;
  if (row === 7) return (cell > 33 && cell < 49) || cell > 81;
  if (row === 8) return (cell > 26 && cell < 37) || cell > 73;
  if (row === 9) return cell < 4 || cell > 79;
  return cell > ({ 4: 83, 5: 86, 55: 89 }[row] ?? 94);
}

const CHARACTERS = gb2312();

test('GB2312 has 7445 characters', () => {
  expect(new Set(CHARACTERS).size).toBe(7445);
  expect(CHARACTERS).toEqual(expect.arrayContaining(['啊', '齄', '℃', 'ǎ', 'Ⅻ', '━', 'ㄅ', 'ん', 'Я', 'ω']));
  expect(CHARACTERS.join('')).not.toMatch(/[\ufffd\ue000-\uf8ff]/);
});

describe.each([
  ['no font installed', bareFaces()],
  ['the fonts of this machine', findFaces()],
])('with %s', (_, faces) => {
  beforeAll(() => configureText(faces));

  test.each(FONT_NAMES)('%s: some face has a drawing of every character of GB2312', async (name) => {
    const chain = (await textEngine()).typefaces.chain(name);
    const absent = CHARACTERS.filter((character) => legible(character, chain)[0]?.text !== character);
    expect(absent).toEqual([]);
  });

  test.each(FONT_NAMES)('%s: a sample of them is drawn, each in its own way', async (name) => {
    const sample = CHARACTERS.filter((character, index) => index % 101 === 0 && !/\p{Zs}/u.test(character));
    sample.push('℃', 'Ⅴ', 'Ⅹ', 'ǎ', 'ǐ');
    const drawn: string[] = [];
    for (const character of sample) {
      const raster = await written(character, { font: name, size: 24 });
      expect(inkOf(raster), character).toBeGreaterThan(4);
      drawn.push(Buffer.from(raster.data).toString('base64'));
    }
    expect(new Set(drawn).size).toBe(sample.length);
  });
});

describe('runs', () => {
  beforeAll(() => configureText(bareFaces()));

  const runsOf = async (text: string, name: FontName = 'wqy-zenhei') =>
    legible(text, (await textEngine()).typefaces.chain(name));
  const textOf = async (text: string) => (await runsOf(text)).map((run) => run.text).join('');

  test('a text of one face is one run in that face', async () => {
    const [run, ...others] = await runsOf('图片 Watermark');
    expect([run?.text, run?.faces.length, others]).toEqual(['图片 Watermark', 1, []]);
  });

  test('a face is there for what the one before lacks', async () => {
    const [run] = await runsOf('图 שלום');
    expect(run?.faces).toHaveLength(2);
  });

  test('emoji are asked of the colour font, also where another face has an outline', async () => {
    const [run] = await runsOf('😀');
    expect(run).toMatchObject({ text: '😀\ufe0f', faces: [{ emoji: true }] });
    const [outlined] = await runsOf('☎');
    expect(outlined?.faces.some(({ emoji }) => emoji)).toBe(false);
  });

  test.each([
    ['control characters', 'a\u0000b\tc', 'a b c'],
    ['unassigned and private characters', 'a\u{13000}\ue123\u{10fffd}b', 'ab'],
    ['lone surrogates', 'a\ud800b', 'ab'],
    ['accents on ideographs', '图\u0301', '图'],
    ['a mark that no face has beside its letter', 'q\u0323\u1dfa', 'q'],
    ['accents that a letter has composed', 'e\u0301', 'é'],
  ])('%s', async (_, text, expected) => {
    expect(await textOf(text)).toBe(expected);
  });
});
