import { beforeAll, describe, expect, test } from 'vitest';
import type { Raster } from '#src/process/canvas.js';
import { drawText, laidOutText } from '#src/process/text/draw-text.js';
import { configureText } from '#src/process/text/engine.js';
import { FONT_NAMES } from '#src/process/text/fonts.js';
import { alphaAt, alphas, bareFaces, colours, inkAtBorder, inkBox, inkOf, written } from './ink.js';

beforeAll(() => configureText(bareFaces()));

/** The largest, pixel by pixel. */
function difference(one: readonly number[], other: readonly number[] = []): number {
  return one.reduce((most, alpha, at) => Math.max(most, Math.abs(alpha - (other[at] ?? 0))), 0);
}

describe('faces', () => {
  test('with no font installed every name draws, and no two draw alike', async () => {
    const drawn = await Promise.all(FONT_NAMES.map((font) => written('图片 agj', { font })));
    expect(new Set(drawn.map(({ data }) => Buffer.from(data).toString('base64'))).size).toBe(FONT_NAMES.length);
    for (const raster of drawn) expect(inkOf(raster)).toBeGreaterThan(400);
  });

  test.each(FONT_NAMES)('%s is of one height, whatever is written', async (font) => {
    const drawn = await Promise.all(
      ['ace', 'agj', '图片', 'ÄÉ', '“”', 'שלום', '😀'].map((text) => written(text, { font })),
    );
    expect(drawn.map(({ height }) => height)).toEqual(drawn.map(() => 52));
  });
});

describe('the line', () => {
  test.each(FONT_NAMES)('%s: ace and agj stand on one baseline', async (font) => {
    const [ace, agj] = [await written('ace', { font, size: 60 }), await written('agj', { font, size: 60 })];
    const letter = 24;
    expect(alphas(ace, 0, letter)).toEqual(alphas(agj, 0, letter));
    expect(inkBox(agj).bottom).toBeGreaterThan(inkBox(ace).bottom + 8);
    expect(inkBox(ace).bottom).toBeGreaterThanOrEqual(60);
    expect(inkBox(ace).bottom).toBeLessThanOrEqual(62);
  });

  test('the size is that of the em square: 图 is almost as wide and as high', async () => {
    for (const size of [20, 40, 100, 400]) {
      const raster = await written('图', { size });
      const { left, top, right, bottom } = inkBox(raster);
      expect([raster.width, raster.height]).toEqual([size, size + Math.ceil(size * 0.28)]);
      expect((right - left) / size).toBeGreaterThan(0.75);
      expect((right - left) / size).toBeLessThan(0.95);
      expect((bottom - top) / size).toBeGreaterThan(0.8);
      expect((bottom - top) / size).toBeLessThan(1);
    }
  });

  test('16 characters are 16 em squares wide', async () => {
    const { width } = await written('水印'.repeat(8));
    expect(width).toBe(16 * 40);
  });

  test('blanks count, at both ends too', async () => {
    const [plain, padded] = [await written('水印'), await written('\u3000水印\u3000')];
    expect(padded.width).toBe(plain.width + 80);
    expect(inkBox(padded).left).toBe(inkBox(plain).left + 40);
    expect((await written('a ')).width).toBeGreaterThan((await written('a')).width + 5);
  });

  test('line ends and tabs are blanks: it never wraps', async () => {
    const [one, two] = [await written('a b c d'), await written('a\nb\tc\u2028d')];
    expect(alphas(two)).toEqual(alphas(one));
  });

  test.each([9, 999, 1000])('size %i', async (size) => {
    const raster = await written('国', { size });
    expect([raster.width, raster.height]).toEqual([size, size + Math.ceil(size * 0.28)]);
    expect(inkOf(raster)).toBeGreaterThan(0.2 * size * size);
  });
});

describe('ink', () => {
  test.each(['ff0000', '12ab9f', '000000', 'ffffff'])(
    'every pixel, also at the edges, is of the colour %s',
    async (color) => {
      expect([...colours(await written('图片 agj', { color }))]).toEqual([color]);
    },
  );

  test.each(['j', 'f', 'Ä', 'q̈', '》', 'ế', '(|)', '😀', 'ש'])('%s is not cut off', async (text) => {
    for (const font of FONT_NAMES) {
      const alone = await written(text, { font, size: 61 });
      const seen = inkBox(alone, 1);
      const whole = inkBox(await written(`  ${text}  `, { font, size: 61 }), 1);
      // Letters begin anywhere between two pixels.
      expect(seen.right - seen.left, font).toBeGreaterThanOrEqual(whole.right - whole.left - 1);
      expect(seen.bottom - seen.top, font).toBeGreaterThanOrEqual(whole.bottom - whole.top - 1);
    }
  });

  test('a pile of accents makes the box higher', async () => {
    const raster = await written(`a${'\u0302'.repeat(12)}`);
    expect(raster.height).toBeGreaterThan(80);
    expect(inkOf(raster)).toBeGreaterThan(inkOf(await written('a')) * 2);
  });

  test('a text wider than one tile has no seams', async () => {
    const size = 300;
    const raster = await written('口'.repeat(15), { size });
    const [first, ...others] = Array.from({ length: 15 }, (_, index) => alphas(raster, index * size, size));
    for (const other of others) expect(difference(other, first)).toBeLessThan(6);
  });
});

describe('a part', () => {
  test.each([
    [0, '图片 agj שלום'],
    [70, '图片 agj'],
    [100, '😀国'],
  ])('with a shadow of %d is that of the whole', async (shadow, text) => {
    const mark = { text, font: 'wqy-zenhei', color: '12ab9f', size: 60, shadow } as const;
    const whole = await drawText(mark);
    const rect = { left: 31, top: 17, width: 83, height: 44 };
    const part = (await laidOutText(mark)).part(rect);
    expect([part.width, part.height]).toEqual([83, 44]);
    const expected = Array.from({ length: 44 }, (_, y) => alphas(whole, 31, 83).slice((y + 17) * 83, (y + 18) * 83));
    expect(difference(alphas(part), expected.flat())).toBeLessThanOrEqual(2);
    expect(inkOf(part)).toBeGreaterThan(200);
  });

  test('beyond the first tile is as good', async () => {
    const mark = { text: '口'.repeat(40), font: 'wqy-zenhei', color: '000000', size: 100, shadow: 60 } as const;
    const { part } = await laidOutText(mark);
    const [early, late] = [200, 3500].map((left) => part({ left, top: 0, width: 300, height: 128 }));
    expect(difference(alphas(late as Raster), alphas(early as Raster))).toBeLessThan(4);
  });

  test('at the end of the longest line is there, too', async () => {
    // 63 dashes of more than two ems.
    const text = `${'\u2e3b'.repeat(63)}■`;
    const mark = { text, font: 'wqy-zenhei', color: 'ff0000', size: 1000, shadow: 0 } as const;
    const { width, part } = await laidOutText(mark);
    expect(width).toBe(100_000);
    const upper = (left: number) => inkOf(part({ left, top: 300, width: 1000, height: 200 }));
    expect([upper(98_000), upper(99_000) > 10_000]).toEqual([0, true]);
  });
});

describe('what is data stays data', () => {
  test.each(['<b>x</b>', '&lt;&#65;', '<span foreground="red">x</span>', '%s $(x)', '</text><image href="x"/>'])(
    '%s is drawn letter by letter',
    async (text) => {
      const color = '0000ff';
      const [drawn, letters] = [
        await written(text, { color }),
        await Promise.all([...text].map((letter) => written(letter))),
      ];
      const ink = letters.reduce((sum, letter) => sum + inkOf(letter), 0);
      expect(Math.abs(inkOf(drawn) / ink - 1)).toBeLessThan(0.02);
      expect([...colours(drawn)]).toEqual([color]);
    },
  );
});

describe('scripts', () => {
  test('a text that begins with a letter from right to left is laid out so', async () => {
    const [abc, first, last] = [await written('abc '), await written('שלום abc'), await written('abc שלום')];
    const letters = abc.width - 12;
    expect(alphas(first, 0, letters)).toEqual(alphas(abc, 0, letters));
    expect(alphas(last, 0, letters)).toEqual(alphas(abc, 0, letters));
    expect(alphas(await written('שלום, abc'), 0, letters)).toEqual(alphas(abc, 0, letters));
    expect(alphas(await written('abc, שלום'), abc.width)).not.toEqual(alphas(await written('שלום, abc'), abc.width));
  });

  test('Arabic letters join', async () => {
    const [joined, apart] = [await written('سلام'), await written('س ل ا م')];
    expect(joined.width).toBeLessThan(apart.width * 0.75);
    expect(inkOf(joined)).toBeGreaterThan(100);
  });

  test('a mark stands above its letter, composed or not', async () => {
    const [plain, marked] = [await written('q'), await written('q\u0308')];
    expect(inkBox(marked).top).toBeLessThan(inkBox(plain).top - 3);
    expect(alphas(await written('e\u0301'))).toEqual(alphas(await written('é')));
  });

  test('emoji are as large as letters, in colours of their own', async () => {
    for (const [size, text] of [
      [40, '😀'],
      [80, '😀'],
      [80, '👩‍💻'],
      [80, '🇨🇳'],
      [80, '❤️'],
    ] as const) {
      const raster = await written(text, { size, color: '123456' });
      const { top, bottom } = inkBox(raster);
      expect((bottom - top) / size).toBeGreaterThan(0.55);
      expect((bottom - top) / size).toBeLessThan(1.2);
      expect(raster.width / size).toBeLessThan(1.3);
      expect(colours(raster).size).toBeGreaterThan(20);
    }
  });

  test('an emoji beside letters leaves them their colour', async () => {
    const [letters, both] = [await written('图', { color: '12ab9f' }), await written('图😀', { color: '12ab9f' })];
    for (let y = 0; y < 52; y += 1) {
      for (let x = 0; x < 38; x += 1) expect(alphaAt(both, x, y)).toBe(alphaAt(letters, x, y));
    }
    expect(colours(both)).toContain('12ab9f');
  });

  test('what no face has is left out, and is never a box', async () => {
    const nothing = await written('\u{13000}\u{10ffff}\ue000');
    expect([nothing.width, inkOf(nothing)]).toEqual([1, 0]);
    expect(alphas(await written('图\u{13000}片\ud800'))).toEqual(alphas(await written('图片')));
    expect(alphas(await written('图\u0301'))).toEqual(alphas(await written('图')));
  });
});

describe('shadow', () => {
  const block = (shadow: number, size = 200) => written('■', { shadow, size, color: 'ff0000' });

  test('lies below and to the right, as dark as asked', async () => {
    const box = inkBox(await block(0));
    for (const shadow of [20, 50, 100]) {
      const raster = await block(shadow);
      const [x, y] = [Math.round((box.left + box.right) / 2), Math.round((box.top + box.bottom) / 2)];
      for (const [px, py] of [
        [x, box.bottom + 1],
        [box.right + 1, y],
      ] as const) {
        // Offset 10, sigma 6: a pixel and a half beyond the ink the Gaussian has 92 % of its height.
        expect(Math.abs(alphaAt(raster, px, py) / 255 - 0.92 * (shadow / 100))).toBeLessThan(0.03);
      }
      expect(alphaAt(raster, x, box.bottom + 9) / 255).toBeCloseTo(0.53 * (shadow / 100), 1);
      expect(alphaAt(raster, x, box.top - 10)).toBeLessThan(2);
    }
  });

  test('is black, and leaves the letters their colour', async () => {
    const raster = await block(50);
    const box = inkBox(await block(0), 255);
    const at = (x: number, y: number) => [
      ...raster.data.subarray((y * raster.width + x) * 4, (y * raster.width + x) * 4 + 4),
    ];
    expect(at(box.left + 20, box.top + 20)).toEqual([255, 0, 0, 255]);
    expect(at(box.left + 20, box.bottom + 4).slice(0, 3)).toEqual([0, 0, 0]);
  });

  test('0 is none', async () => {
    expect([...colours(await block(0))]).toEqual(['ff0000']);
  });

  test.each(FONT_NAMES)('%s: neither the shadow nor the ink ends at the border', async (font) => {
    for (const size of [9, 40, 150]) {
      const raster = await written('《agj》Éq', { font, size, shadow: 100 });
      expect(inkAtBorder(raster)).toBeLessThan(4);
    }
  });

  test('is cast by every tile alike', async () => {
    const size = 300;
    const raster = await written('口'.repeat(15), { size, shadow: 60 });
    const [first, ...others] = Array.from({ length: 13 }, (_, index) => alphas(raster, 300 + index * size, size));
    for (const other of others) {
      expect(difference(other, first)).toBeLessThan(3);
    }
  });

  test('emoji cast one too', async () => {
    const [plain, shadowed] = [await written('😀', { size: 100 }), await written('😀', { size: 100, shadow: 80 })];
    expect(inkOf(shadowed)).toBeGreaterThan(inkOf(plain) + 200);
  });
});
