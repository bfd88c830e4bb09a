import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import {
  anchor,
  type CropRequest,
  cropRect,
  fitResize,
  GRAVITIES,
  orientedSize,
  portion,
  RESIZE_MODES,
  type ResizeRequest,
  rotatedSize,
  type Size,
} from '#src/process/geometry.js';

const EXAMPLE = { width: 400, height: 267 };

function drawing(before: Size, request: Partial<ResizeRequest>) {
  return fitResize(before, { m: 'lfit', limit: 1, ...request });
}

function size(before: Size, request: Partial<ResizeRequest>): string {
  const { canvas, window, scaled } = drawing(before, request);
  const { width, height } = canvas ?? window ?? scaled;
  return `${width}x${height}`;
}

describe('resize: the size of the result', () => {
  test.each<[string, Partial<ResizeRequest>]>([
    ['200x134', { w: 200 }],
    ['150x100', { h: 100 }],
    ['100x67', { w: 100, h: 100 }],
    ['150x100', { m: 'mfit', w: 100, h: 100 }],
    ['100x100', { m: 'fill', w: 100, h: 100 }],
    ['100x100', { m: 'pad', w: 100, h: 100 }],
    ['100x100', { m: 'fixed', w: 100, h: 100 }],
    // one side alone: in proportion, or a square (D2)
    ['100x67', { m: 'mfit', w: 100 }],
    ['100x100', { m: 'fixed', w: 100 }],
    ['100x100', { m: 'fill', h: 100 }],
    ['100x100', { m: 'pad', w: 100 }],
    // larger than the source (D3, D28)
    ['400x267', { w: 500 }],
    ['500x334', { w: 500, limit: 0 }],
    ['300x200', { w: 500, h: 200 }],
    ['400x267', { m: 'mfit', w: 500, h: 200 }],
    ['400x267', { m: 'fill', w: 500, h: 200 }],
    ['500x200', { m: 'fill', w: 500, h: 200, limit: 0 }],
    ['500x200', { m: 'pad', w: 500, h: 200 }],
    ['400x267', { m: 'pad', w: 500, h: 500 }],
    ['500x500', { m: 'pad', w: 500, h: 500, limit: 0 }],
    ['400x267', { m: 'fixed', w: 500, h: 200 }],
    ['500x200', { m: 'fixed', w: 500, h: 200, limit: 0 }],
    // per cent, halves up, past 100 without limit_0
    ['200x134', { p: 50 }],
    ['600x401', { p: 150 }],
    ['4x3', { p: 1 }],
    // the longer and the shorter side
    ['200x134', { l: 200 }],
    ['300x200', { s: 200 }],
    ['200x134', { l: 200, m: 'fixed' }],
    ['200x100', { l: 200, s: 100, m: 'fixed' }],
    ['150x100', { l: 200, s: 100 }],
    ['400x267', { l: 500 }],
    ['500x334', { l: 500, limit: 0 }],
    // what comes first
    ['100x67', { w: 100, l: 300, s: 200, p: 10 }],
    ['300x200', { l: 300, p: 10 }],
  ])('%s from %j', (expected, request) => {
    expect(size(EXAMPLE, request)).toBe(expected);
  });

  test('l is the longer side of a portrait, too', () => {
    expect(size({ width: 267, height: 400 }, { l: 200 })).toBe('134x200');
    expect(size({ width: 267, height: 400 }, { s: 100, l: 200, m: 'fixed' })).toBe('100x200');
  });

  test('the guide: f.jpg lies on its side', () => {
    expect(size({ width: 424, height: 333 }, { w: 100 })).toBe('100x79');
    expect(size({ width: 333, height: 424 }, { w: 100 })).toBe('100x127');
  });

  test('no side is ever 0', () => {
    expect(size({ width: 30000, height: 1 }, { w: 1 })).toBe('1x1');
    expect(portion(1, 1, 1000)).toBe(1);
    expect(portion(267, 1, 2)).toBe(134);
  });
});

describe('resize: the drawing', () => {
  test('fill cuts the middle of the scaled picture', () => {
    expect(drawing(EXAMPLE, { m: 'fill', w: 100, h: 100 })).toEqual({
      scaled: { width: 150, height: 100 },
      window: { left: 25, top: 0, width: 100, height: 100 },
    });
  });

  test('fill takes the middle of the source first when it enlarges', () => {
    expect(drawing({ width: 30000, height: 10 }, { m: 'fill', w: 4096, h: 4096, limit: 0 })).toEqual({
      region: { left: 14995, top: 0, width: 10, height: 10 },
      scaled: { width: 4096, height: 4096 },
    });
  });

  test('pad puts the picture in the middle, halves floored', () => {
    expect(drawing(EXAMPLE, { m: 'pad', w: 100, h: 100 })).toEqual({
      scaled: { width: 100, height: 67 },
      canvas: { left: 0, top: 16, width: 100, height: 100 },
    });
  });

  const side = fc.integer({ min: 1, max: 4096 });
  const picture = fc.record({ width: fc.integer({ min: 1, max: 30000 }), height: fc.integer({ min: 1, max: 30000 }) });

  test('every rectangle lies inside what it is cut from, and no picture grows with limit_1', () => {
    fc.assert(
      fc.property(
        picture,
        fc.constantFrom(...RESIZE_MODES),
        side,
        side,
        fc.constantFrom(0, 1),
        (before, m, w, h, limit) => {
          const { region, scaled, window, canvas } = drawing(before, { m, w, h, limit: limit === 0 ? 0 : 1 });
          const inside = (inner: Size & { left: number; top: number }, outer: Size) =>
            inner.left >= 0 &&
            inner.top >= 0 &&
            inner.width >= 1 &&
            inner.height >= 1 &&
            inner.left + inner.width <= outer.width &&
            inner.top + inner.height <= outer.height;
          if (region) expect(inside(region, before)).toBe(true);
          if (window) expect(inside(window, scaled)).toBe(true);
          if (canvas) expect(inside({ ...scaled, left: canvas.left, top: canvas.top }, canvas)).toBe(true);
          if (limit === 1) expect(scaled.width <= before.width && scaled.height <= before.height).toBe(true);
        },
      ),
    );
  });

  test('lfit is the largest inside the box, mfit the smallest around it', () => {
    fc.assert(
      fc.property(picture, side, side, (before, w, h) => {
        const inner = drawing(before, { m: 'lfit', w, h, limit: 0 }).scaled;
        expect(inner.width <= w && inner.height <= h && (inner.width === w || inner.height === h)).toBe(true);
        const outer = drawing(before, { m: 'mfit', w, h, limit: 0 }).scaled;
        expect(outer.width >= w && outer.height >= h && (outer.width === w || outer.height === h)).toBe(true);
      }),
    );
  });
});

describe('crop', () => {
  const crop = (request: Partial<CropRequest>) => cropRect(EXAMPLE, { w: 0, h: 0, x: 0, y: 0, g: 'nw', ...request });

  test.each<[Partial<CropRequest>, number[]]>([
    [{}, [0, 0, 400, 267]],
    [{ x: 100, y: 50 }, [100, 50, 300, 217]],
    [{ x: 100, y: 50, w: 100, h: 100 }, [100, 50, 100, 100]],
    [{ w: 200, h: 200, g: 'se' }, [200, 67, 200, 200]],
    [{ x: 10, y: 10, w: 200, h: 200, g: 'se' }, [210, 77, 190, 190]],
    [{ w: 1000, h: 1000 }, [0, 0, 400, 267]],
    [{ w: 1000, h: 1000, g: 'se' }, [0, 0, 400, 267]],
    [{ x: 399, y: 266 }, [399, 266, 1, 1]],
    [{ w: 100, h: 100, g: 'nw' }, [0, 0, 100, 100]],
    [{ w: 100, h: 100, g: 'north' }, [150, 0, 100, 100]],
    [{ w: 100, h: 100, g: 'ne' }, [300, 0, 100, 100]],
    [{ w: 100, h: 100, g: 'west' }, [0, 83, 100, 100]],
    [{ w: 100, h: 100, g: 'center' }, [150, 83, 100, 100]],
    [{ w: 100, h: 100, g: 'east' }, [300, 83, 100, 100]],
    [{ w: 100, h: 100, g: 'sw' }, [0, 167, 100, 100]],
    [{ w: 100, h: 100, g: 'south' }, [150, 167, 100, 100]],
  ])('%j', (request, [left, top, width, height]) => {
    expect(crop(request)).toEqual({ left, top, width, height });
  });

  test.each<Partial<CropRequest>>([{ x: 400 }, { y: 267 }, { x: 2 ** 31 - 1 }, { x: 200, w: 200, g: 'se' }])(
    '%j begins outside',
    (request) => {
      expect(crop(request)).toBeUndefined();
    },
  );

  test('anchor floors halves', () => {
    expect(GRAVITIES.map((place) => anchor(place, { width: 10, height: 7 }, { width: 5, height: 4 }))).toEqual(
      [0, 1, 3].flatMap((top) => [0, 2, 5].map((left) => ({ left, top }))),
    );
  });
});

test('orientedSize lies on its side from 5', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => orientedSize(EXAMPLE, orientation).width)).toEqual([
    400, 400, 400, 400, 267, 267, 267, 267,
  ]);
});

test('rotatedSize is the size that the engine makes, for every angle', async () => {
  for (const [width, height] of [
    [1, 1],
    [1, 40],
    [2, 3],
    [31, 17],
    [40, 27],
    [64, 64],
  ] as const) {
    const blank = sharp({ create: { width, height, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 1 } } });
    const picture = await blank.raw().toBuffer();
    for (let degrees = 0; degrees <= 360; degrees += 1) {
      const turned = sharp(picture, { raw: { width, height, channels: 4 } }).rotate(degrees);
      const { info } = await turned.raw().toBuffer({ resolveWithObject: true });
      const size = { width: info.width, height: info.height };
      expect({ degrees, ...rotatedSize(width, height, degrees) }).toEqual({ degrees, ...size });
    }
  }
});
