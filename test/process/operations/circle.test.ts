import { describe, expect, test } from 'vitest';
import { decoded, gradient, jpeg, png, probe, translucent } from '../../pictures.js';
import { fileAfter, processed } from './processed.js';

describe('the square around the circle', () => {
  test.each([
    ['fits: 2r + 1 a side', 100, 67, 20, 41],
    ['is capped by the shorter side, here odd', 100, 67, 400, 67],
    ['is capped by the shorter side, here even', 40, 30, 15, 29],
    ['is capped by the width', 9, 30, 5, 9],
    ['is one pixel of the thinnest picture', 40, 1, 7, 1],
    ['is one pixel where the shorter side has two', 2, 40, 7, 1],
  ])('%s: %ix%i with r_%i', async (_, width, height, r, side) => {
    const result = await processed(gradient(width, height), `circle,r_${r}`);
    expect([result.width, result.height]).toEqual([side, side]);
  });

  test('stands in the middle, halves to the left and up', async () => {
    const source = gradient(100, 67);
    const result = await processed(source, 'circle,r_20');
    // (100 - 41) / 2 = 29.5 and (67 - 41) / 2 = 13
    expect(probe(result, 20, 20)).toEqual([...probe(source, 49, 33), 255]);
  });
});

test('outside is transparent, inside untouched, the edge in between is smooth', async () => {
  const result = await processed(gradient(80, 61), 'circle,r_30');
  expect(result.channels).toBe(4);
  const alpha = (x: number, y: number) => probe(result, x, y)[3];
  expect([alpha(0, 0), alpha(60, 0), alpha(0, 60), alpha(60, 60)]).toEqual([0, 0, 0, 0]);
  expect([alpha(30, 30), alpha(30, 1), alpha(1, 30), alpha(59, 30), alpha(30, 59)]).toEqual([255, 255, 255, 255, 255]);
  const diagonal = Array.from({ length: 31 }, (_, at) => alpha(at, at) ?? 0);
  expect(diagonal).toEqual([...diagonal].sort((a, b) => a - b));
  expect(new Set(result.data.filter((_, at) => at % 4 === 3)).size).toBeGreaterThan(20);
});

test('transparency inside stays', async () => {
  const source = translucent(61, 61);
  const result = await processed(source, 'circle,r_30');
  expect(probe(result, 40, 30)).toEqual(probe(source, 40, 30));
});

test('is white outside in a JPEG, and transparent in a WebP', async () => {
  const file = await jpeg(gradient(80, 61));
  const white = await decoded(await fileAfter(file, 'circle,r_30'));
  expect([white.channels, white.width]).toEqual([3, 61]);
  for (const value of probe(white, 1, 1)) expect(value).toBeGreaterThan(250);
  const webp = await decoded(await fileAfter(file, 'circle,r_30/format,webp'));
  expect(probe(webp, 1, 1)[3]).toBe(0);
});

test('acts on the picture as it stands in the chain', async () => {
  const scaled = await processed(gradient(80, 60), 'resize,w_40/circle,r_100');
  expect([scaled.width, scaled.height]).toEqual([29, 29]);
  const padded = await fileAfter(
    await png(gradient(80, 60)),
    'circle,r_20/resize,m_pad,w_60,h_41,color_FF0000,limit_0',
  );
  expect(probe(await decoded(padded), 2, 20)).toEqual([255, 0, 0, 255]);
});

test('canvas_1 keeps the size: the same circle in the same place, and nothing around it', async () => {
  const source = gradient(100, 67);
  const whole = await processed(source, 'circle,r_20,canvas_1');
  expect([whole.width, whole.height]).toEqual([100, 67]);
  const circle = await processed(source, 'circle,r_20');
  const same = await processed(whole, 'crop,x_29,y_13,w_41,h_41');
  expect(Buffer.from(same.data).equals(Buffer.from(circle.data))).toBe(true);
  const seen = whole.data.filter((value, index) => index % 4 === 3 && value > 0).length;
  expect(seen).toBe(circle.data.filter((value, index) => index % 4 === 3 && value > 0).length);
});
