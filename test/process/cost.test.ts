/** Only the order of prices is promised. */
import { describe, expect, test } from 'vitest';
import { base64Of } from '#src/process/base64.js';
import { estimateCost } from '#src/process/cost.js';
import type { Facts } from '#src/process/formats/facts.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { planOf } from '#src/process/plan.js';

const photo: Facts = { format: 'jpg', width: 3000, height: 2000, frames: 1, orientation: 1, alpha: false };
const price = (text: string, facts: Facts = photo) => estimateCost(planOf(text, GUIDE_LIMITS), facts);

describe('a price', () => {
  test('grows with what is decoded, drawn and encoded', () => {
    const ladder = [
      price('image/info'),
      price('image/resize,w_200'),
      price('image/rotate,30/resize,w_200'),
      price('image/format,png'),
      price('image/rotate,30/format,png'),
    ].map(({ cost }) => cost);
    expect(ladder).toEqual([...ladder].sort((a, b) => a - b));
    expect(new Set(ladder).size).toBe(ladder.length);
  });

  test('grows with the frames of an animation, unless only the first is drawn', () => {
    const gif: Facts = { ...photo, format: 'gif', frames: 50 };
    const one: Facts = { ...gif, frames: 1 };
    expect(price('image/resize,w_200', gif).cost).toBeGreaterThan(10 * price('image/resize,w_200', one).cost);
    expect(price('image/resize,w_200', { ...one, frames: 2, moreFrames: true }).cost).toBeGreaterThan(
      10 * price('image/resize,w_200', one).cost,
    );
    expect(price('image/rotate,90', gif).cost).toBe(price('image/rotate,90', one).cost);
  });

  test('of an AVIF is many times that of a WebP, and a BMP costs least', () => {
    const [bmp, webp, avif] = ['bmp', 'webp', 'avif'].map((format) => price(`image/format,${format}`).cost);
    expect(avif).toBeGreaterThan(5 * Number(webp));
    expect(bmp).toBeLessThan(Number(webp));
  });

  test('of a WebP without loss is several times that of one with', () => {
    const [lossy, lossless] = ['', 'quality,lossless/'].map((text) => price(`image/${text}format,webp`).cost);
    expect(lossless).toBeGreaterThan(2 * Number(lossy));
    expect(price('image/quality,lossless/format,jpg').cost).toBe(price('image/format,jpg').cost);
  });

  test('is higher for a picture that a resize makes larger', () => {
    const [larger, smaller] = ['image/resize,p_150', 'image/resize,p_100'].map((text) => price(text).cost);
    expect(larger).toBeGreaterThan(3 * Number(smaller));
  });
});

describe('work that no worker could finish in time', () => {
  const large: Facts = { ...photo, width: 25_000, height: 10_000, orientation: 6 };
  const chain = (times: number, action: string) => `image/${Array.from({ length: times }, () => action).join('/')}`;

  test('is refused, with the estimate and the limit in words', () => {
    const { cost } = price(chain(10, 'blur,r_9,s_3'), large);
    expect(cost).toBeGreaterThan(50_000);
    expect(() => price(chain(100, 'blur,r_9,s_3'), large)).toThrow(
      expect.objectContaining({
        code: 'ImageTooLarge',
        message: expect.stringMatching(
          /^The chain would take about 5\d\d seconds of CPU for this picture; at most 60 are allowed\.$/,
        ),
      }),
    );
  });

  test('is not what the longest chain asks of the largest target, nor the slowest format', () => {
    expect(price(chain(50, 'resize,m_fixed,w_4096,h_4096,limit_0/resize,p_1')).cost).toBeLessThan(60_000);
    expect(price('image/format,webp', { ...large, width: 16_383 }).cost).toBeLessThan(60_000);
    expect(price('image/format,avif', { ...photo, width: 4096, height: 4096 }).cost).toBeLessThan(60_000);
  });

  test('counts the frames of an animation, but none that were only guessed', () => {
    const gif: Facts = { ...photo, format: 'gif', width: 2000, height: 2000, frames: 50 };
    expect(() => price('image/crop,w_1999', gif)).toThrow('seconds of CPU');
    expect(() => price('image/rotate,90', gif)).not.toThrow();
    const guessed = price('image/crop,w_2999', { ...gif, width: 3000, frames: 2, moreFrames: true });
    expect(guessed.cost).toBeGreaterThan(60_000);
  });
});

test('a thumbnail is fast work, a large PNG or animation slow work', () => {
  expect(price('image/resize,w_200').lane).toBe('fast');
  expect(price('image/info').lane).toBe('fast');
  expect(price('image/format,png', { ...photo, width: 6000, height: 4000 }).lane).toBe('slow');
  expect(price('image/resize,w_300/format,avif').lane).toBe('fast');
  expect(price('image/resize,w_1500/format,avif').lane).toBe('slow');
  expect(price('image/resize,w_500', { ...photo, format: 'gif', width: 1000, height: 1000, frames: 60 }).lane).toBe(
    'slow',
  );
});

describe('a watermark', () => {
  const small: Facts = { ...photo, width: 400, height: 300 };
  const image = (rest = '') => `image/watermark,image_${base64Of(`m.png${rest}`)}`;
  const with_ = (chain: string, mark: Facts, picture = small) =>
    estimateCost(planOf(chain, GUIDE_LIMITS), picture, [mark]).cost;
  const png: Facts = { ...small, format: 'png' };

  test('costs what its object costs to decode and prepare', () => {
    const plain = price('image/quality,90', small).cost;
    const ladder = [
      plain,
      with_(image(), { ...png, width: 40, height: 30 }),
      with_(image(), { ...png, width: 4000, height: 3000 }),
      with_(image('?x-oss-process=image/rotate,30'), { ...png, width: 4000, height: 3000 }),
    ];
    expect(ladder).toEqual([...ladder].sort((a, b) => a - b));
    expect(new Set(ladder).size).toBe(ladder.length);
  });

  test('of P follows the picture that it is for', () => {
    const chain = image('?x-oss-process=image/resize,P_100');
    const large: Facts = { ...small, width: 4000, height: 3000 };
    const [atSmall, atLarge] = [small, large].map(
      (picture) => with_(chain, png, picture) - price('image/quality,90', picture).cost,
    );
    expect(atLarge).toBeGreaterThan(10 * Number(atSmall));
  });

  test('costs more when it is repeated over every frame of a picture', () => {
    const gif: Facts = { ...photo, format: 'gif', width: 1000, height: 1000, frames: 10 };
    const extra = (rest: string, picture: Facts) =>
      price(`image/watermark,text_${base64Of('x')}${rest}`, picture).cost -
      price(`image/watermark,text_${base64Of('x')}`, picture).cost;
    expect(extra(',fill_1', gif)).toBeGreaterThan(50);
    expect(extra(',fill_1', { ...gif, frames: 1 })).toBeLessThan(10);
  });

  describe('of a text', () => {
    const text = (count: number, size: number, rest = '', picture = small) =>
      price(`image/watermark,text_${base64Of('国'.repeat(count))},size_${size}${rest}`, picture).cost -
      price('image/quality,90', picture).cost;

    test('grows with its characters, their size and a turn', () => {
      expect(text(60, 40)).toBeGreaterThan(text(6, 40));
      expect(text(6, 80)).toBeGreaterThan(text(6, 40));
      expect(text(6, 80, ',rotate_30')).toBeGreaterThan(text(6, 80));
    });

    test('does not grow with what is out of the picture, unless the text is repeated', () => {
      expect(text(60, 1000)).toBeCloseTo(text(6, 1000), 5);
      expect(text(60, 1000)).toBeLessThan(10);
      expect(text(60, 1000, '', { ...small, width: 4000, height: 3000 })).toBeGreaterThan(100);
      expect(text(12, 1000, ',fill_1')).toBeGreaterThan(5 * text(1, 1000, ',fill_1'));
    });

    test('is asked of the picture as the chain has made it', () => {
      const photo_: Facts = { ...small, width: 4000, height: 3000 };
      const after = (chain: string) => price(`image/${chain}`, photo_).cost - price('image/resize,w_400', photo_).cost;
      expect(after(`resize,w_400/watermark,text_${base64Of('国'.repeat(60))},size_1000`)).toBeLessThan(10);
    });
  });

  test('is drawn once for all frames of an animation', () => {
    const gif: Facts = { ...small, format: 'gif', frames: 50 };
    const mark: Facts = { ...png, width: 4000, height: 3000 };
    const extra = (picture: Facts) =>
      with_(image(), mark, picture) - with_(image(), { ...mark, width: 4, height: 3 }, picture);
    expect(extra(gif)).toBeCloseTo(extra({ ...gif, frames: 1 }), 5);
  });
});
