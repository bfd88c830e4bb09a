/** resize, crop, auto-orient and rotate in numbers; geometry.test.ts has the rules behind them. */
import { describe, expect, test } from 'vitest';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { autoOrient } from '#src/process/operations/auto-orient.js';
import { crop } from '#src/process/operations/crop.js';
import { resize } from '#src/process/operations/resize.js';
import { rotate } from '#src/process/operations/rotate.js';

const example = { width: 400, height: 267, orientation: 1 };
const lying = { width: 400, height: 267, orientation: 6 };

test('resize keeps an orientation that is still pending', () => {
  const values = { m: 'lfit', limit: 1, color: 'FFFFFF', w: 200 } as const;
  expect(resize.measure?.(lying, values, GUIDE_LIMITS)).toEqual({ width: 200, height: 134, orientation: 6 });
});

test('resize needs a length or a percentage, and takes any one of them', () => {
  const values = { m: 'fill', limit: 0, color: 'FFFFFF' } as const;
  expect(() => resize.check?.(values)).toThrow(
    expect.objectContaining({ code: 'MissingArgument', ec: '0040-00000322' }),
  );
  for (const key of ['w', 'h', 'l', 's', 'p']) expect(() => resize.check?.({ ...values, [key]: 1 })).not.toThrow();
});

describe('crop', () => {
  const whole = { w: 0, h: 0, x: 0, y: 0, g: 'nw' } as const;

  test('of nothing given is the whole picture', () => {
    expect(crop.measure?.(example, whole, GUIDE_LIMITS)).toEqual(example);
  });

  test('that begins outside says where, and how large the picture is', () => {
    expect(() => crop.measure?.(example, { ...whole, w: 200, x: 201, g: 'ne' }, GUIDE_LIMITS)).toThrow(
      expect.objectContaining({
        code: 'BadRequest',
        message: "Advance cut's position is out of image. x_201,y_0,g_ne begins outside a picture of 400x267.",
      }),
    );
  });
});

test('auto-orient turns on 1, forgets on 0', () => {
  expect(autoOrient.measure?.(lying, { value: 1 }, GUIDE_LIMITS)).toEqual({ width: 267, height: 400, orientation: 1 });
  expect(autoOrient.measure?.(lying, { value: 0 }, GUIDE_LIMITS)).toEqual(example);
  const large = { ...lying, width: 5000 };
  expect(() => autoOrient.measure?.(large, { value: 1 }, GUIDE_LIMITS)).toThrow(
    expect.objectContaining({ code: 'ImageTooLarge', ec: '0040-00000006' }),
  );
  expect(autoOrient.measure?.(large, { value: 0 }, GUIDE_LIMITS)).toMatchObject({ width: 5000 });
});

test('rotate grows to the box around the corners', () => {
  const turned = (value: number) => rotate.measure?.(example, { value }, GUIDE_LIMITS);
  expect(turned(90)).toEqual({ width: 267, height: 400, orientation: 1 });
  expect(turned(180)).toEqual(example);
  expect(turned(45)).toEqual({ width: 472, height: 472, orientation: 1 });
});
