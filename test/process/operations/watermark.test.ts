/** Every parameter of `watermark`, seen in the pixels of a result. Where marks stand: watermark-places.test.ts. */
import { describe, expect, test } from 'vitest';
import type { Raster } from '#src/process/canvas.js';
import {
  animatedGif,
  animatedWebp,
  drawn,
  flat,
  jpeg,
  largestDifference,
  photo,
  probe,
  sourceOf,
  translucent,
  withOrientation,
} from '../../pictures.js';
import { fileWith, GREY, INK, image, inkBox, inked, pixelsWith, refusal, text } from './watermarked.js';

const CENTRE = 'g_center';

describe('t', () => {
  test.each([0, 1, 10, 37, 50, 90, 99, 100])('%d is the opacity of an image in per cent', async (t) => {
    const found = probe(await pixelsWith(`watermark,${image()},t_${t},${CENTRE}`), 60, 45);
    for (const c of [0, 1, 2] as const) {
      expect(Math.abs((found[c] ?? 0) - (GREY[c] + ((INK[c] - GREY[c]) * t) / 100))).toBeLessThanOrEqual(1);
    }
  });

  test.each([25, 60])('%d is the opacity of a text', async (t) => {
    const black = await pixelsWith(`watermark,${text('■')},size_80,color_FFFFFF,${CENTRE},t_${t}`);
    expect(probe(black, 60, 45).map((level) => Math.abs(level - (100 + (155 * t) / 100)) <= 3)).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('multiplies the alpha that a mark has of its own', async () => {
    const found = await pixelsWith(`watermark,${image()},t_50,${CENTRE}`, { mark: flat(21, 11, [...INK, 128]) });
    expect(Math.abs((probe(found, 60, 45)[0] ?? 0) - (100 + 100 * 0.25))).toBeLessThanOrEqual(2);
  });
});

describe('rotate', () => {
  const bar = flat(61, 7, INK);

  /** Degrees clockwise from the horizontal to the longest line through the ink, -90 to 90. */
  function angleOf(raster: Raster): number {
    const places = inked(raster);
    const mean = (axis: 0 | 1) => places.reduce((sum, place) => sum + place[axis], 0) / places.length;
    const [mx, my] = [mean(0), mean(1)];
    const moment = (f: (x: number, y: number) => number) => places.reduce((sum, [x, y]) => sum + f(x - mx, y - my), 0);
    const angle =
      Math.atan2(
        2 * moment((x, y) => x * y),
        moment((x, y) => x * x - y * y),
      ) / 2;
    return (angle * 180) / Math.PI;
  }

  test.each([0, 15, 30, 45, 60, 75, 90, 120, 165, 180, 270, 330, 360])('%d degrees, clockwise', async (degrees) => {
    const found = angleOf(await pixelsWith(`watermark,${image()},rotate_${degrees},${CENTRE}`, { mark: bar }));
    const off = (((found - degrees) % 180) + 180) % 180;
    expect(Math.min(off, 180 - off)).toBeLessThan(1);
  });

  test('turns around the middle: the box around the turned mark is what is placed', async () => {
    const box = inkBox(await pixelsWith(`watermark,${image()},rotate_90,g_nw,x_5,y_6`, { mark: bar }));
    expect(box).toEqual({ left: 5, top: 6, width: 7, height: 61 });
    const tilted = inkBox(await pixelsWith(`watermark,${image()},rotate_45,${CENTRE}`, { mark: bar }));
    // (61 + 7) × cos 45° = 48.1; the last pixel of a corner is hardly inked.
    expect(Math.abs((tilted?.width ?? 0) - 47)).toBeLessThanOrEqual(2);
    expect(Math.abs((tilted?.left ?? 0) + (tilted?.width ?? 0) / 2 - 60)).toBeLessThanOrEqual(1);
    expect(Math.abs((tilted?.top ?? 0) + (tilted?.height ?? 0) / 2 - 45)).toBeLessThanOrEqual(1);
  });

  test('leaves the corners around the mark clear', async () => {
    const found = await pixelsWith(`watermark,${image()},rotate_45,${CENTRE}`, { mark: flat(41, 41, INK) });
    const box = inkBox(found);
    expect(probe(found, (box?.left ?? 0) + 3, (box?.top ?? 0) + 3)).toEqual([...GREY]);
    expect(probe(found, 60, 45)).toEqual([...INK]);
  });

  test('turns a text and a row of image and text as well', async () => {
    const wide = inkBox(await pixelsWith(`watermark,${text('llllll')},size_20,${CENTRE}`));
    const high = inkBox(await pixelsWith(`watermark,${text('llllll')},size_20,rotate_90,${CENTRE}`));
    expect([high?.width, high?.height]).toEqual([wide?.height, wide?.width]);
    const row = `watermark,${image()},${text('llllll')},size_20,${CENTRE}`;
    const [flatRow, turned] = [inkBox(await pixelsWith(row)), inkBox(await pixelsWith(`${row},rotate_270`))];
    expect([turned?.width, turned?.height]).toEqual([flatRow?.height, flatRow?.width]);
  });
});

describe('fill', () => {
  const at = (x: number, y: number, raster: Raster) => (probe(raster, x, y)[1] === INK[1] ? '#' : '.');

  test('covers the whole picture, without a gap when nothing else is said', async () => {
    const found = await pixelsWith(`watermark,${image()},fill_1`);
    expect(inked(found)).toHaveLength(120 * 90);
  });

  test('padx and pady are the gaps; a mark stands where it would stand alone', async () => {
    const alone = inkBox(await pixelsWith(`watermark,${image()},g_se,x_10,y_10`));
    expect(alone).toEqual({ left: 89, top: 69, width: 21, height: 11 });
    const found = await pixelsWith(`watermark,${image()},g_se,x_10,y_10,fill_1,padx_9,pady_4`);
    // From 89 and 69, back in steps of 21 + 9 and 11 + 4.
    const row = Array.from({ length: 120 }, (_, x) => at(x, 70, found)).join('');
    expect(row).toBe(
      '#'
        .repeat(20)
        .concat(
          '.'.repeat(9),
          '#'.repeat(21),
          '.'.repeat(9),
          '#'.repeat(21),
          '.'.repeat(9),
          '#'.repeat(21),
          '.'.repeat(9),
          '#',
        )
        .slice(0, 120),
    );
    const column = Array.from({ length: 90 }, (_, y) => at(100, y, found)).join('');
    expect(column).toBe(Array.from({ length: 90 }, (_, y) => ((((y - 69) % 15) + 15) % 15 < 11 ? '#' : '.')).join(''));
  });

  test('without it padx and pady do nothing', async () => {
    const plain = await pixelsWith(`watermark,${image()}`);
    expect(await pixelsWith(`watermark,${image()},fill_0,padx_9,pady_4`)).toEqual(plain);
  });

  test('repeats a turned text into every corner', async () => {
    const found = await pixelsWith(`watermark,${text('mark')},size_14,rotate_330,fill_1,color_FFFFFF`);
    for (const [x, y] of [
      [0, 0],
      [80, 0],
      [0, 60],
      [80, 60],
    ] as const) {
      const corner = inked(found).filter(([u, v]) => u >= x && u < x + 40 && v >= y && v < y + 30);
      expect(corner.length).toBeGreaterThan(20);
    }
  });
});

describe('image', () => {
  test('keeps its colours and its alpha', async () => {
    const mark = translucent(40, 30);
    const found = await pixelsWith(`watermark,${image()},g_nw,x_10,y_10`, { mark });
    for (const [x, y] of [
      [0, 0],
      [20, 15],
      [39, 29],
    ] as const) {
      const [r = 0, g = 0, b = 0, a = 0] = probe(mark, x, y);
      const expected = [r, g, b].map((level) => (level * a + 100 * (255 - a)) / 255);
      const seen = probe(found, x + 10, y + 10);
      expect(expected.map((level, c) => Math.abs(level - (seen[c] ?? 0)) < 1.5)).toEqual([true, true, true]);
    }
  });

  test.each([
    ['resize,w_7', 7, 4],
    ['resize,P_10', 12, 6],
    ['resize,P_50', 60, 31],
    ['resize,P_100', 120, 63],
    ['crop,w_5,h_3', 5, 3],
    ['indexcrop,y_4,i_2', 21, 3],
    ['rotate,90', 11, 21],
    ['rotate,90/crop,h_9', 11, 9],
    ['crop,w_10,h_10/resize,P_30', 27, 27],
  ])('%s prepares it to %dx%d', async (steps, width, height) => {
    const box = inkBox(await pixelsWith(`watermark,${image(steps)},${CENTRE}`));
    expect([box?.width, box?.height]).toEqual([width, height]);
  });

  test('rounded-corners leaves its corners clear', async () => {
    const found = await pixelsWith(`watermark,${image('rounded-corners,r_15')},g_nw,x_0,y_0`, {
      mark: flat(50, 50, INK),
    });
    expect([probe(found, 0, 0), probe(found, 49, 49), probe(found, 25, 0)]).toEqual([[...GREY], [...GREY], [...INK]]);
  });

  test('P counts the picture as it stands before the watermark', async () => {
    const width = async (chain: string) => inkBox(await pixelsWith(chain))?.width;
    const mark = `watermark,${image('resize,P_30')},${CENTRE}`;
    expect(await width(mark)).toBe(36);
    expect(await width(`resize,w_60/${mark}`)).toBe(18);
    expect(await width(`${mark}/resize,w_60`)).toBe(18);
    expect(await width(`rotate,90/${mark}`)).toBe(27);
  });

  test('is drawn upright when it is stored otherwise', async () => {
    const stored = await withOrientation(flat(21, 11, INK), 6, 'jpg');
    const box = async (steps?: string) =>
      inkBox(await pixelsWith(`watermark,${image(steps)},${CENTRE}`, { mark: stored }));
    expect(await box()).toMatchObject({ width: 11, height: 21 });
    expect(await box('auto-orient,0')).toMatchObject({ width: 21, height: 11 });
  });

  test('may be of any format; of an animation it is the first frame', async () => {
    const mark = flat(21, 11, INK);
    const files = [
      await jpeg(mark, 100),
      await animatedGif([mark, flat(21, 11, [0, 255, 0])]),
      await animatedWebp([mark, flat(21, 11, GREY)]),
    ];
    for (const file of files) {
      const found = await pixelsWith(`watermark,${image()},${CENTRE}`, { mark: file });
      const seen = probe(found, 60, 45);
      expect(INK.map((level, c) => Math.abs(level - (seen[c] ?? 0)) < 6)).toEqual([true, true, true]);
    }
  });

  test('which is damaged is refused by its name, and the picture is not blamed', async () => {
    const whole = await jpeg(photo(60, 40));
    const error = await refusal(fileWith(`watermark,${image()}`, { mark: whole.subarray(0, 900) }));
    expect([error.status, error.code]).toEqual([400, 'WatermarkError']);
    expect(error.message).toMatch(/^The watermark object m\.png cannot be drawn\. The picture is damaged/);
    const picture = await refusal(fileWith(`watermark,${image()}`, { picture: whole.subarray(0, 900) }));
    expect([picture.status, picture.code]).toEqual([400, 'BadRequest']);
  });
});

describe('a mark', () => {
  test('follows the order of the chain', async () => {
    const left = await pixelsWith(
      `watermark,${image()},g_nw,x_0,y_0/watermark,${image('crop,w_5')},g_nw,x_0,y_0,t_0/rotate,90`,
    );
    expect(inkBox(left)).toEqual({ left: 90 - 11, top: 0, width: 11, height: 21 });
    const halved = inkBox(await pixelsWith(`watermark,${image()},g_nw,x_0,y_0/resize,w_60`));
    expect(Math.abs((halved?.width ?? 0) - 11)).toBeLessThanOrEqual(1);
  });

  test('lies over the marks before it', async () => {
    const found = await pixelsWith(
      `watermark,${image()},${CENTRE}/watermark,${text('■')},size_90,color_FFFFFF,${CENTRE}`,
    );
    expect(probe(found, 60, 45)).toEqual([255, 255, 255]);
  });

  test('may reach beyond every edge', async () => {
    const mark = drawn(300, 200, (x, y) => [x / 2, y, 9]);
    const found = await pixelsWith(`watermark,${image()},${CENTRE}`, { mark });
    expect([probe(found, 0, 0), probe(found, 119, 89)]).toEqual([probe(mark, 90, 55), probe(mark, 209, 144)]);
    const corner = await pixelsWith(`watermark,${image()},g_se,x_0,y_0`, { mark });
    expect([probe(corner, 0, 0), probe(corner, 119, 89)]).toEqual([probe(mark, 180, 110), probe(mark, 299, 199)]);
  });

  test('out of the picture is not seen', async () => {
    const plain = flat(120, 90, GREY);
    for (const place of ['g_nw,x_4096', 'g_se,y_4096', 'g_center,voffset_1000', 'g_west,voffset_-1000']) {
      expect(largestDifference(await pixelsWith(`watermark,${image()},${place}`), plain)).toBe(0);
    }
  });

  test('that is cut off and turned is the same as the whole one', async () => {
    const mark = photo(150, 100);
    const small = await pixelsWith(`watermark,${image()},rotate_25,${CENTRE}`, { mark });
    const large = await pixelsWith(`watermark,${image()},rotate_25,${CENTRE}/crop,w_120,h_90,${CENTRE}`, {
      mark,
      picture: flat(320, 290, GREY),
    });
    expect(largestDifference(small, large)).toBeLessThanOrEqual(1);
  });

  test('keeps an opaque picture opaque and a clear one clear where it is not', async () => {
    expect((await pixelsWith(`watermark,${image()}`)).channels).toBe(3);
    const glass = await pixelsWith(`watermark,${image()},${CENTRE}`, { picture: flat(120, 90, [...GREY, 0]) });
    expect([probe(glass, 0, 0)[3], probe(glass, 60, 45)]).toEqual([0, [...INK, 255]]);
  });

  test.each(['jpg', 'webp', 'bmp', 'tiff'])('is in a %s as well', async (format) => {
    const made =
      format === 'tiff'
        ? await fileWith(`watermark,${image()}`)
        : await fileWith(`watermark,${image()},${CENTRE}/format,${format}`);
    expect(sourceOf(made).facts).toMatchObject({ width: 120, height: 90 });
  });
});
