import { describe, expect, test } from 'vitest';
import type { Facts } from '#src/process/formats/facts.js';
import { GUIDE_LIMITS, type Limits } from '#src/process/formats/limits.js';
import { extentsOf, measurePlan } from '#src/process/measure.js';
import { planOf, planOfActions } from '#src/process/plan.js';

function facts(width: number, height: number, more: Partial<Facts> = {}): Facts {
  return { format: 'jpg', width, height, frames: 1, orientation: 1, alpha: false, ...more };
}

function size(text: string, picture: Facts, limits: Limits = GUIDE_LIMITS, bytes = 1000): string {
  const { width, height, orientation } = measurePlan(planOf(text, limits), picture, bytes, limits);
  return `${width}x${height}@${orientation}`;
}

function tooLarge(ec: number, ...parts: string[]) {
  return expect.objectContaining({
    code: 'ImageTooLarge',
    status: 400,
    ec: `0040-${String(ec).padStart(8, '0')}`,
    message: expect.stringMatching(new RegExp(parts.join('.*'))),
  });
}

describe('the steps follow each other', () => {
  test('each sees the picture of the one before', () => {
    expect(size('image/resize,w_200/crop,w_100,h_100,g_center/rotate,90', facts(400, 267))).toBe('100x100@1');
    expect(size('image/resize,w_200/rotate,90/resize,w_67', facts(400, 267))).toBe('67x100@1');
  });

  test('every orientation is applied first', () => {
    for (let orientation = 1; orientation <= 8; orientation += 1) {
      const picture = facts(424, 333, { orientation });
      const upright = orientation < 5;
      expect(size('image/resize,w_100', picture)).toBe(upright ? '100x79@1' : '100x127@1');
      expect(size('image/resize,w_100/auto-orient,1', picture)).toBe(upright ? '100x79@1' : '100x127@1');
      expect(size('image/resize,w_100/auto-orient,0', picture)).toBe('100x79@1');
      expect(size('image/crop,x_330', picture)).toBe(upright ? '94x333@1' : '3x424@1');
      expect(size('image/rotate,90', picture)).toBe(upright ? '333x424@1' : '424x333@1');
    }
  });

  test('the old syntax may turn later, or never', () => {
    const picture = facts(424, 333, { orientation: 7 });
    const resize = { name: 'resize', tokens: ['w_100'] };
    const turn = { name: 'auto-orient', tokens: ['1'] };
    const last = (actions: (typeof resize)[]) =>
      extentsOf(planOfActions(actions, GUIDE_LIMITS, 'as-written'), picture, GUIDE_LIMITS).at(-1);
    expect(last([resize])).toEqual({ width: 100, height: 79, orientation: 7 });
    expect(last([resize, turn])).toEqual({ width: 79, height: 100, orientation: 1 });
    expect(last([turn, resize])).toEqual({ width: 100, height: 127, orientation: 1 });
  });
});

describe('the source', () => {
  test('has at most 20 MB', () => {
    const bytes = GUIDE_LIMITS.sourceBytes;
    expect(size('image/resize,w_1', facts(9, 9), GUIDE_LIMITS, bytes)).toBe('1x1@1');
    expect(() => size('image/resize,w_1', facts(9, 9), GUIDE_LIMITS, bytes + 1)).toThrow(
      tooLarge(1, '20971521', '20971520'),
    );
    expect(() => size('image/info', facts(9, 9), GUIDE_LIMITS, bytes + 1)).toThrow(tooLarge(1));
  });

  test('has sides of at most 30000', () => {
    expect(size('image/resize,w_1', facts(30_000, 9))).toBe('1x1@1');
    expect(() => size('image/resize,w_1', facts(9, 30_001))).toThrow(tooLarge(9, '9x30001', '30000'));
  });

  test('has at most 250 million pixels, all frames together', () => {
    expect(size('image/resize,w_100', facts(25_000, 10_000))).toBe('100x40@1');
    expect(() => size('image/resize,w_100', facts(25_000, 10_001))).toThrow(tooLarge(12, '250025000', '250000000'));
    expect(() => size('image/resize,w_100', facts(1000, 1000, { format: 'gif', frames: 251 }))).toThrow(
      tooLarge(12, '251 frames', '251000000'),
    );
  });

  test('of 41 bytes that claims 786464x32 is refused by its side', () => {
    expect(() => size('image/resize,w_100', facts(786_464, 32, { format: 'png' }))).toThrow(tooLarge(9));
  });
});

describe('the target of resize', () => {
  test('has at most 4096 x 4096 pixels', () => {
    expect(size('image/resize,m_fixed,w_4096,h_4096,limit_0', facts(10, 10))).toBe('4096x4096@1');
    expect(() => size('image/resize,p_1000', facts(410, 410))).toThrow(
      tooLarge(7, '4100x4100', '16810000', '16777216'),
    );
  });

  test('has sides of at most 16384', () => {
    expect(size('image/resize,p_1000', facts(1638, 1))).toBe('16380x10@1');
    expect(() => size('image/resize,p_1000', facts(1639, 1))).toThrow(tooLarge(7, '16390x10', '16384'));
    expect(() => size('image/resize,h_4096,limit_0', facts(41, 10))).toThrow(tooLarge(7));
  });

  test('is not asked of a picture that keeps its dimensions', () => {
    expect(size('image/resize,w_4096,h_4096,m_mfit', facts(6000, 4000))).toBe('6000x4000@1');
    expect(size('image/resize,p_100', facts(6000, 4000))).toBe('6000x4000@1');
    expect(size('image/crop,w_5900', facts(6000, 4000))).toBe('5900x4000@1');
    expect(() => size('image/resize,p_90', facts(6000, 4000))).toThrow(tooLarge(7));
  });

  test('of an animation counts all frames', () => {
    const gif = facts(1000, 1000, { format: 'gif', frames: 100 });
    expect(size('image/resize,w_1500,limit_0', gif)).toBe('1500x1500@1');
    expect(() => size('image/resize,w_2000,limit_0', gif)).toThrow(tooLarge(12, '2000x2000 with 100 frames'));
    expect(size('image/resize,w_2000,limit_0/format,jpg', gif)).toBe('2000x2000@1');
  });
});

describe('rotation', () => {
  test('takes at most 4096 a side, as the picture then stands', () => {
    expect(size('image/rotate,90', facts(4096, 10))).toBe('10x4096@1');
    expect(() => size('image/rotate,90', facts(4097, 10))).toThrow(
      tooLarge(6, 'Picture exceed the maximum allowable rotation range', '4097x10', '4096'),
    );
    expect(size('image/resize,w_4000/rotate,90', facts(6000, 3000))).toBe('2000x4000@1');
    expect(size('image/rotate,0', facts(6000, 3000))).toBe('6000x3000@1');
    expect(size('image/rotate,360', facts(6000, 3000))).toBe('6000x3000@1');
  });

  test('the default turn has no limit, a written one has (D41)', () => {
    const photo = facts(6000, 4000, { orientation: 6 });
    expect(size('image/resize,w_200', photo)).toBe('200x300@1');
    expect(() => size('image/resize,w_200/auto-orient,1', photo)).toThrow(tooLarge(6));
    expect(size('image/resize,w_200/auto-orient,0', photo)).toBe('200x133@1');
    expect(size('image/resize,w_200/auto-orient,1', facts(6000, 4000))).toBe('200x133@1');
  });
});

test('a WebP has sides of at most 16383', () => {
  expect(size('image/format,webp', facts(16_383, 10))).toBe('16383x10@1');
  expect(() => size('image/format,webp', facts(16_384, 10))).toThrow(tooLarge(11, '16384x10', '16383'));
  expect(size('image/crop,w_100/format,webp', facts(16_384, 10))).toBe('100x10@1');
});

test('a crop that begins outside is a 400 of its own', () => {
  for (const text of ['image/crop,x_400', 'image/resize,w_200/crop,x_200', 'image/crop,y_267,w_1']) {
    expect(() => size(text, facts(400, 267))).toThrow(
      expect.objectContaining({
        code: 'BadRequest',
        status: 400,
        message: expect.stringMatching(/^Advance cut's position is out of image\./),
      }),
    );
  }
});

test('a report measures the stored picture', () => {
  expect(size('image/info', facts(424, 333, { orientation: 7 }))).toBe('424x333@7');
});

test('the profile current takes longer sides', () => {
  const current: Limits = { ...GUIDE_LIMITS, profile: 'current' };
  expect(size('image/resize,w_16000,h_1,m_fixed,limit_0', facts(10, 10), current)).toBe('16000x1@1');
  expect(() => size('image/resize,w_16000', facts(10, 10))).toThrow(expect.objectContaining({ status: 400 }));
});
