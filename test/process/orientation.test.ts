/** Canvas in all eight EXIF orientations; operations/orientation.test.ts asks the same of every operation. */
import { describe, expect, it } from 'vitest';
import { Canvas } from '#src/process/canvas.js';
import {
  animatedWebp,
  decoded,
  drawn,
  jpeg,
  largestDifference,
  meanDifference,
  photo,
  probe,
  type StillFormat,
  sourceOf,
  tiff,
  withOrientation,
} from '../pictures.js';
import { ORIENTATIONS, upright } from './orientations.js';

type Draw = (canvas: Canvas) => void;

const VERBS: Readonly<Record<string, Draw>> = {
  nothing: () => {},
  resize: (canvas) => canvas.resize(31, 37),
  crop: (canvas) => canvas.crop({ left: 5, top: 9, width: 20, height: 30 }),
  'rotate,90': (canvas) => canvas.rotate(90),
  'rotate,30': (canvas) => canvas.rotate(30),
  'crop and resize': (canvas) => {
    canvas.crop({ left: 5, top: 9, width: 20, height: 30 });
    canvas.resize(13, 11);
  },
  'resize and crop': (canvas) => {
    canvas.resize(31, 37);
    canvas.crop({ left: 2, top: 3, width: 20, height: 30 });
  },
};

describe.each<StillFormat>(['png', 'tiff', 'webp', 'jpg'])('%s: turned, then', (format) => {
  const picture = photo(60, 44);

  it.each(Object.keys(VERBS))('%s', async (name) => {
    for (const orientation of ORIENTATIONS) {
      const file = await withOrientation(picture, orientation, format);
      const source = sourceOf(file);
      expect(source.facts.orientation).toBe(orientation);

      const expected = Canvas.of(upright(await decoded(file), orientation));
      VERBS[name]?.(expected);
      const canvas = Canvas.open(source, { animated: false });
      canvas.turn();
      VERBS[name]?.(canvas);

      expect([orientation, canvas.width, canvas.height]).toEqual([orientation, expected.width, expected.height]);
      expect([orientation, await differenceOf(canvas, expected)]).toEqual([orientation, 0]);
    }
  });
});

it('a turn asked for after other verbs acts there, on what they left', async () => {
  for (const orientation of ORIENTATIONS) {
    const file = await withOrientation(photo(60, 44), orientation, 'png');
    const canvas = Canvas.open(sourceOf(file), { animated: false });
    canvas.crop({ left: 10, top: 0, width: 40, height: 20 });
    canvas.resize(20, 30);
    canvas.turn();
    const stored = Canvas.of(await decoded(file));
    stored.crop({ left: 10, top: 0, width: 40, height: 20 });
    stored.resize(20, 30);
    const expected = Canvas.of(upright(await stored.pixels(), orientation));
    expect([orientation, await differenceOf(canvas, expected)]).toEqual([orientation, 0]);
  }
});

it('a forgotten orientation leaves the picture as it is stored', async () => {
  const file = await withOrientation(photo(60, 44), 6, 'png');
  const canvas = Canvas.open(sourceOf(file), { animated: false });
  expect(canvas.extent).toEqual({ width: 60, height: 44, orientation: 6 });
  canvas.forgetOrientation();
  canvas.turn();
  expect(canvas.extent).toEqual({ width: 60, height: 44, orientation: 1 });
  expect(await differenceOf(canvas, Canvas.of(photo(60, 44)))).toBe(0);
});

it('no result carries the tag', async () => {
  const file = await withOrientation(photo(60, 44), 6, 'jpg');
  for (const forget of [true, false]) {
    const canvas = Canvas.open(sourceOf(file), { animated: false });
    if (forget) canvas.forgetOrientation();
    else canvas.turn();
    const result = await canvas.encode({ format: 'jpg', quality: 90, interlace: false, animated: false });
    expect(sourceOf(result).facts.orientation).toBe(1);
  }
});

describe('a picture of more than a megapixel, which is turned as late as possible', () => {
  const picture = photo(1100, 920);

  const stored = tiff(picture);
  const seen = new Map(ORIENTATIONS.map((orientation) => [orientation, upright(picture, orientation)]));
  const uprightPicture = (orientation: number) => seen.get(orientation) ?? picture;

  it('is cropped to the pixel', async () => {
    for (const orientation of ORIENTATIONS) {
      const canvas = Canvas.open(sourceOf(await stored, { orientation }), { animated: false });
      const expected = Canvas.of(uprightPicture(orientation));
      for (const each of [canvas, expected]) {
        each.turn();
        each.crop({ left: 100, top: 37, width: 301, height: 500 });
      }
      expect([orientation, await differenceOf(canvas, expected)]).toEqual([orientation, 0]);
    }
  });

  it('is scaled like an upright one, but for rounding', async () => {
    for (const orientation of ORIENTATIONS) {
      const canvas = Canvas.open(sourceOf(await stored, { orientation }), { animated: false });
      const expected = Canvas.of(uprightPicture(orientation));
      for (const each of [canvas, expected]) {
        each.turn();
        each.crop({ left: 100, top: 37, width: 700, height: 801 });
        each.resize(350, 267);
      }
      expect(await differenceOf(canvas, expected)).toBeLessThanOrEqual(4);
    }
  });

  it('shrinks while its JPEG is decoded and still comes out upright', async () => {
    const file = await jpeg(picture);
    const pixels = await decoded(file);
    for (const orientation of ORIENTATIONS) {
      const canvas = Canvas.open(sourceOf(file, { orientation }), { animated: false });
      const expected = Canvas.of(upright(pixels, orientation));
      for (const each of [canvas, expected]) {
        each.turn();
        each.resize(120, 130);
      }
      const [result, reference] = [await canvas.pixels(), await expected.pixels()];
      expect(meanDifference(result, reference)).toBeLessThan(2);
    }
  });
});

it('every frame of an animated WebP is turned by itself, in its place', async () => {
  const corner = (frame: number) => (x: number, y: number) =>
    x < 10 && y < 6 ? ([255, 255 - 100 * frame, 0] as const) : ([0, 0, 40 + 100 * frame] as const);
  const frames = [0, 1].map((frame) => drawn(40, 24, corner(frame)));
  for (const orientation of ORIENTATIONS) {
    const file = await animatedWebp(frames, { orientation, delay: [70, 90], loop: 3 });
    const source = sourceOf(file);
    expect(source.facts).toMatchObject({ orientation, frames: 2 });
    const canvas = Canvas.open(source, { animated: true });
    canvas.turn();
    const result = await canvas.encode({ format: 'webp', quality: 100, interlace: false, animated: true });
    expect(sourceOf(result).facts).toMatchObject({ orientation: 1, frames: 2, ...sizeOf(canvas) });
    for (const [index, frame] of frames.entries()) {
      const expected = upright(frame, orientation);
      const shown = await decoded(result, index);
      for (const [x, y] of [
        [3, 3],
        [expected.width - 4, 3],
        [3, expected.height - 4],
        [expected.width - 4, expected.height - 4],
      ] as const) {
        const difference = probe(expected, x, y).map((value, at) => Math.abs(value - (probe(shown, x, y)[at] ?? 0)));
        expect([orientation, index, Math.max(...difference) < 30]).toEqual([orientation, index, true]);
      }
    }
  }
});

async function differenceOf(a: Canvas, b: Canvas): Promise<number> {
  return largestDifference(await a.pixels(), await b.pixels());
}

function sizeOf({ width, height }: Canvas) {
  return { width, height };
}
