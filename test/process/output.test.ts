import { describe, expect, test } from 'vitest';
import type { Facts } from '#src/process/formats/facts.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { outputOf } from '#src/process/output.js';
import { planOf } from '#src/process/plan.js';

const still: Facts = { format: 'jpg', width: 400, height: 267, frames: 1, orientation: 1, alpha: false, quality: 82 };
const SOURCES = {
  jpg: still,
  rawJpg: { format: 'jpg', width: 400, height: 267, frames: 1, orientation: 1, alpha: false },
  png: { ...still, format: 'png' },
  webp: { ...still, format: 'webp' },
  tiff: { ...still, format: 'tiff' },
  bmp: { ...still, format: 'bmp' },
  avif: { ...still, format: 'avif' },
  gif: { ...still, format: 'gif', frames: 8 },
  stillGif: { ...still, format: 'gif' },
  movingWebp: { ...still, format: 'webp', frames: 8 },
} as const satisfies Record<string, Facts>;

const output = (text: string, source: keyof typeof SOURCES) => outputOf(planOf(text, GUIDE_LIMITS), SOURCES[source]);

describe('format (D15, D35)', () => {
  test.each([
    ['image/resize,w_9', 'jpg', 'jpg'],
    ['image/resize,w_9', 'png', 'png'],
    ['image/resize,w_9', 'tiff', 'tiff'],
    ['image/resize,w_9', 'gif', 'gif'],
    ['image/rotate,90', 'gif', 'gif'],
    ['image/format,png', 'jpg', 'png'],
    ['image/format,jpeg', 'png', 'jpg'],
    ['image/format,gif', 'gif', 'gif'],
    ['image/format,gif', 'jpg', 'jpg'],
    ['image/format,gif', 'movingWebp', 'webp'],
    ['image/format,src', 'png', 'png'],
    ['image/format,src', 'tiff', 'tiff'],
    ['image/format,src', 'gif', 'jpg'],
    ['image/format,src', 'stillGif', 'jpg'],
    ['image/format,src,1an', 'gif', 'gif'],
    ['image/format,bmp', 'jpg', 'bmp'],
    ['image/resize,w_9', 'bmp', 'bmp'],
    ['image/format,gif', 'bmp', 'bmp'],
    ['image/format,src', 'avif', 'avif'],
    ['image/format,avif', 'jpg', 'avif'],
    ['image/format,avif', 'gif', 'avif'],
    ['image/format,png/format,src', 'gif', 'jpg'],
    ['image/format,src,1an/format,src', 'gif', 'jpg'],
  ] as const)('%s on %s is %s', (text, source, format) => {
    expect(output(text, source).format).toBe(format);
  });
});

describe('quality (D7, D8)', () => {
  test.each([
    ['image/resize,w_9', 'jpg', 82],
    ['image/resize,w_9', 'rawJpg', 92],
    ['image/format,webp', 'jpg', 82],
    ['image/format,webp', 'png', 80],
    ['image/format,jpg', 'png', 92],
    ['image/format,jpg', 'avif', 92],
    ['image/format,jpg', 'bmp', 92],
    ['image/format,src', 'gif', 92],
    ['image/format,avif', 'jpg', 82],
    ['image/format,avif', 'png', 70],
    ['image/format,avif', 'rawJpg', 70],
    ['image/resize,w_9', 'avif', 70],
    ['image/resize,w_9', 'webp', 80],
    ['image/quality,q_90/format,avif', 'jpg', 74],
    ['image/quality,Q_90/format,avif', 'jpg', 82],
    ['image/quality,q_50/format,avif', 'png', 50],
    ['image/quality,Q_80/format,bmp', 'jpg', undefined],
    ['image/quality,q_90', 'jpg', 74],
    ['image/quality,q_1', 'jpg', 1],
    ['image/quality,q_90/format,webp', 'jpg', 74],
    ['image/quality,q_90/format,jpg', 'png', 90],
    ['image/quality,q_90', 'webp', 90],
    ['image/quality,Q_80', 'jpg', 80],
    ['image/quality,Q_95', 'jpg', 82],
    ['image/quality,95', 'jpg', 82],
    ['image/quality,Q_95/format,jpg', 'png', 95],
    ['image/quality,Q_70', 'rawJpg', 70],
    ['image/quality,q_50,Q_80', 'jpg', 80],
    ['image/quality,Q_80/format,png', 'jpg', undefined],
    ['image/quality,Q_80', 'gif', undefined],
  ] as const)('%s on %s is %s', (text, source, quality) => {
    expect(output(text, source).quality).toBe(quality);
  });

  test.each([
    ['image/quality,lossless/format,webp', 'jpg', undefined, true],
    ['image/quality,lossless', 'webp', undefined, true],
    ['image/quality,lossless', 'movingWebp', undefined, true],
    ['image/quality,Q_80,lossless/format,webp', 'png', undefined, true],
    ['image/quality,lossless/quality,Q_80/format,webp', 'png', 80, undefined],
    ['image/quality,Q_100/format,webp', 'png', 100, undefined],
    ['image/quality,q_100/format,webp', 'png', 100, undefined],
    ['image/quality,lossless', 'jpg', 82, undefined],
    ['image/quality,Q_70,lossless', 'jpg', 70, undefined],
    ['image/quality,lossless/format,avif', 'png', 70, undefined],
    ['image/quality,lossless', 'png', undefined, undefined],
  ] as const)('%s on %s is %s, lossless: %s', (text, source, quality, lossless) => {
    const made = output(text, source);
    expect([made.quality, made.lossless]).toEqual([quality, lossless]);
  });

  test('of the guide: 90q of 80 % is 72 %, 90Q of 95 % is 90 %, 90Q of 80 % is 80 %', () => {
    const of = (text: string, quality: number) => outputOf(planOf(text, GUIDE_LIMITS), { ...still, quality }).quality;
    expect(of('image/quality,q_90', 80)).toBe(72);
    expect(of('image/quality,Q_90', 95)).toBe(90);
    expect(of('image/quality,Q_90', 80)).toBe(80);
  });
});

describe('interlace', () => {
  test.each([
    ['image/interlace,1', 'jpg', true],
    ['image/interlace,0', 'jpg', false],
    ['image/resize,w_9', 'jpg', false],
    ['image/interlace,1/format,jpg', 'png', true],
    ['image/interlace,1', 'png', false],
    ['image/interlace,1/format,webp', 'jpg', false],
  ] as const)('%s on %s: %s', (text, source, interlace) => {
    expect(output(text, source).interlace).toBe(interlace);
  });
});

describe('animation (D14)', () => {
  test.each([
    ['image/resize,w_9', 'gif', true],
    ['image/resize,w_9/crop,w_3/auto-orient,1/quality,q_90/interlace,1', 'gif', true],
    ['image/resize,w_9', 'movingWebp', true],
    ['image/format,webp', 'gif', true],
    ['image/format,gif', 'movingWebp', true],
    ['image/format,src', 'movingWebp', true],
    ['image/format,src,1an', 'gif', true],
    ['image/rotate,90', 'gif', false],
    ['image/resize,w_9/rotate,0', 'gif', false],
    ['image/format,src', 'gif', false],
    ['image/format,png', 'gif', false],
    ['image/format,jpg', 'movingWebp', false],
    ['image/format,avif', 'movingWebp', false],
    ['image/format,bmp', 'gif', false],
    ['image/resize,w_9', 'stillGif', false],
  ] as const)('%s on %s: %s', (text, source, animated) => {
    expect(output(text, source).animated).toBe(animated);
  });
});
