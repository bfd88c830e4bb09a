/** The parameters of a watermark's text, alone and beside an image, seen in the pixels of a result. */
import { describe, expect, test } from 'vitest';
import { base64Of } from '#src/process/base64.js';
import { drawText } from '#src/process/text/draw-text.js';
import { DEFAULT_FONT, FONT_NAMES } from '#src/process/text/fonts.js';
import { flat, meanDifference, probe } from '../../pictures.js';
import { fileWith, GREY, INK, image, inkBox, inked, pixelsWith, refusal, text } from './watermarked.js';

const CENTRE = 'g_center';

describe('text', () => {
  const WORDS = `watermark,${text('Wg国')},${CENTRE}`;
  const boxOf = async (parameters: string) => inkBox(await pixelsWith(`${WORDS},${parameters}`));

  test('size is the height of a character in pixels', async () => {
    const [small, large] = [await boxOf('size_15'), await boxOf('size_30')];
    expect((large?.width ?? 0) / (small?.width ?? 1)).toBeCloseTo(2, 0);
    const square = inkBox(await pixelsWith(`watermark,${text('国')},size_80,${CENTRE}`));
    expect(Math.abs((square?.height ?? 0) - 72)).toBeLessThan(10);
  });

  test('the default is 40 pixels, black, at the lower right', async () => {
    const plain = await pixelsWith(`watermark,${text('国')}`);
    const spelt = `size_40,color_000000,g_se,x_10,y_10,t_100,shadow_0,rotate_0,type_${base64Of('wqy-zenhei')}`;
    expect(await pixelsWith(`watermark,${text('国')},${spelt}`)).toEqual(plain);
    expect(Math.min(...inked(plain).map(([x, y]) => probe(plain, x, y)[0] ?? 255))).toBeLessThan(30);
    expect(Math.max(...inked(plain).map(([x]) => x))).toBeLessThan(110);
  });

  test.each([
    ['FF6A00', [255, 106, 0]],
    [base64Of('#FF6A00'), [255, 106, 0]],
    [base64Of('#0000ff'), [0, 0, 255]],
    ['00ff7F', [0, 255, 127]],
  ])('color_%s', async (colour, expected) => {
    const found = await pixelsWith(`watermark,${text('■')},size_80,${CENTRE},color_${colour}`);
    const seen = probe(found, 60, 45);
    expect(expected.map((level, c) => Math.abs(level - (seen[c] ?? 0)) <= 2)).toEqual([true, true, true]);
  });

  test('type names the face, in base64 or plain; every kind looks different', async () => {
    const shape = async (type: string) => pixelsWith(`watermark,${text('永g')},size_60,${CENTRE},type_${type}`);
    const [sans, serif] = [await shape(base64Of('wqy-zenhei')), await shape(base64Of('fangzhengshusong'))];
    expect(meanDifference(sans, serif)).toBeGreaterThan(1);
    for (const name of FONT_NAMES) {
      expect(await shape(name)).toEqual(await shape(base64Of(name)));
      expect(await shape(Buffer.from(name).toString('base64'))).toEqual(await shape(name));
    }
  });

  test('shadow darkens beside the letters, the more the higher it is', async () => {
    const white = { picture: flat(120, 90, [255, 255, 255]) };
    const darkness = async (shadow: number) => {
      const { data } = await pixelsWith(
        `watermark,${text('国')},size_60,color_FFFFFF,${CENTRE},shadow_${shadow}`,
        white,
      );
      return data.reduce((sum, level) => sum + 255 - level, 0) / data.length;
    };
    const [none, half, full] = [await darkness(0), await darkness(50), await darkness(100)];
    expect(none).toBe(0);
    expect(half).toBeGreaterThan(1);
    expect(full).toBeGreaterThan(1.5 * half);
  });

  test('is cut off at the edges and never wraps', async () => {
    const found = await pixelsWith(`watermark,${text('mmmmmmmmmmmmmmmmmmmmmmmmmmmmmm')},size_30,g_west,x_0`);
    const box = inkBox(found);
    expect([(box?.left ?? 9) + (box?.width ?? 0) >= 118, (box?.height ?? 99) <= 30]).toEqual([true, true]);
  });

  test.each([
    '<b>&amp;</b>',
    '</text><image href="/etc/passwd"/>',
    '%s %d',
    '\\n\n\t',
    '\u202eabc',
    '👍🏽',
    'ابجد',
    '\u0000',
    ' ',
    '\u200b',
  ])('%j is only text', async (words) => {
    const found = await pixelsWith(`watermark,${text(words)},size_20,${CENTRE}`);
    expect([found.width, found.height]).toEqual([120, 90]);
  });

  test('of 64 characters is drawn, whatever they are', async () => {
    for (const letter of ['a', '国', '👍']) {
      const box = inkBox(await pixelsWith(`watermark,${text(letter.repeat(64))},size_10,g_west,x_0`));
      expect(box?.width ?? 0).toBeGreaterThan(100);
    }
  });

  test('of the largest size and length is drawn where it is seen, turned or not', async () => {
    const long = (rest: string, count = 64) => pixelsWith(`watermark,${text('国'.repeat(count))},size_1000,${rest}`);
    // Its last character stands where one alone would.
    const one = await pixelsWith(`watermark,${text('国')},size_1000,g_east,x_0`);
    expect(inkBox(one)).toBeDefined();
    expect(meanDifference(await long('g_east,x_0'), one)).toBeLessThan(1);
    // The middle of 63 is that of a character.
    expect(inkBox(await long('rotate_45,g_center', 63))).toBeDefined();
  });

  test('repeated, with more pixels than a scaled picture may have, is refused', async () => {
    const error = await refusal(fileWith(`watermark,${text('国'.repeat(64))},size_1000,fill_1`));
    expect([error.status, error.code, error.ec]).toEqual([400, 'ImageTooLarge', '0040-00000007']);
    expect(error.message).toBe('The mark of the watermark would have 81920000 pixels; at most 16777216 are allowed.');
  });
});

describe('image and text together', () => {
  const mark = flat(20, 40, INK);
  /** The box of the image's colour, and that of the white letters. */
  const boxes = async (parameters: string) => {
    const given = { mark, picture: flat(200, 120, GREY) };
    const found = await pixelsWith(
      `watermark,${image()},${text('■')},size_20,color_FFFFFF,g_nw,x_0,y_0,${parameters}`,
      given,
    );
    const isInk = (x: number, y: number) => (probe(found, x, y)[1] ?? 0) < 60;
    const image_ = inked(found).filter(([x, y]) => isInk(x, y));
    const letters = inked(found).filter(([x, y]) => !isInk(x, y) && (probe(found, x, y)[1] ?? 0) > 180);
    const of = (places: [number, number][]) => ({
      left: Math.min(...places.map(([x]) => x)),
      right: Math.max(...places.map(([x]) => x)),
      top: Math.min(...places.map(([, y]) => y)),
      bottom: Math.max(...places.map(([, y]) => y)),
    });
    return { image: of(image_), text: of(letters) };
  };

  test('stand side by side, the image first', async () => {
    const found = await boxes('order_0');
    expect(found.image).toMatchObject({ left: 0, right: 19, top: 0, bottom: 39 });
    expect(found.text.left).toBeGreaterThanOrEqual(20);
  });

  test('order_1 puts the text first', async () => {
    const found = await boxes('order_1');
    expect(found.text.left).toBeLessThan(5);
    expect(found.image.left).toBeGreaterThan(found.text.right);
  });

  test('interval is the space between them', async () => {
    const [none, wide] = [await boxes('interval_0'), await boxes('interval_37')];
    expect(wide.text.left - none.text.left).toBe(37);
    expect(wide.image).toEqual(none.image);
    const [near, far] = [await boxes('order_1,interval_0'), await boxes('order_1,interval_37')];
    expect(far.image.left - near.image.left).toBe(37);
  });

  test('align is top by default, middle, bottom', async () => {
    const [plain, top, middle, bottom] = [
      await boxes('t_100'),
      await boxes('align_0'),
      await boxes('align_1'),
      await boxes('align_2'),
    ];
    expect(top).toEqual(plain);
    const line = await drawText({ text: '■', font: DEFAULT_FONT, color: 'FFFFFF', size: 20, shadow: 0 });
    expect(middle.text.top - top.text.top).toBe(Math.floor((40 - line.height) / 2));
    expect(bottom.text.top - top.text.top).toBe(40 - line.height);
    expect([middle.image, bottom.image]).toEqual([top.image, top.image]);
  });

  test('of which the text is the higher: the image moves', async () => {
    const given = { mark: flat(20, 10, INK), picture: flat(200, 120, GREY) };
    const top = async (align: number) => {
      const found = await pixelsWith(`watermark,${image()},${text('.')},size_60,g_nw,x_0,y_0,align_${align}`, given);
      return Math.min(
        ...inked(found)
          .filter(([x]) => x < 20)
          .map(([, y]) => y),
      );
    };
    const [first, middle, last] = [await top(0), await top(1), await top(2)];
    expect(first).toBe(0);
    expect(Math.abs(last - 2 * middle)).toBeLessThanOrEqual(1);
    expect(last).toBeGreaterThan(40);
  });
});
