/** A GIF made smaller must not weigh more: whatever is in it, at most 1.2 times the bytes it came from. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  animatedGif,
  decoded,
  drawing,
  drawn,
  largestDifference,
  meanDifference,
  photo,
  probe,
  sharpOf,
} from '../../pictures.js';
import { type Colour, type GifFrame, gifFile } from '../formats/gifs.js';
import { fileAfter } from '../operations/processed.js';

const [WIDTH, HEIGHT] = [120, 90];

/** The same GIF as an encoder would write it, not byte by byte. */
async function compact(file: Buffer): Promise<Buffer> {
  return sharp(file, { pages: -1 }).gif({ effort: 7, dither: 0, reuse: true }).toBuffer();
}

function scattered(x: number, y: number, frame: number): number {
  const hash = Math.imul(x * 31 + y * 57 + frame * 101, 2654435761) >>> 0;
  return Math.imul(hash ^ (hash >>> 15), 2246822519) >>> 0;
}

const colours = (count: number): Colour[] =>
  Array.from({ length: count }, (_, at) => [(at * 97) % 256, (at * 57 + 80) % 256, (at * 31 + 160) % 256]);

function gifOf(count: number, pixel: (x: number, y: number, frame: number) => number, frames = 4): Buffer {
  const made = Array.from(
    { length: frames },
    (_, frame): GifFrame => ({ pixel: (x, y) => pixel(x, y, frame), delay: 10 }),
  );
  return gifFile({ width: WIDTH, height: HEIGHT, palette: colours(count), loop: 0, frames: made });
}

const bands = (count: number) => (x: number, y: number, frame: number) =>
  Math.floor(((x + 3 * frame) * 7 + (y ^ (x >> 3)) * 5) / 60) % count;

const SOURCES: Readonly<Record<string, () => Promise<Buffer>>> = {
  'snow of two colours': () => compact(gifOf(2, (x, y, frame) => scattered(x, y, frame) & 1)),
  'snow of twenty colours': () => compact(gifOf(20, (x, y, frame) => scattered(x, y, frame) % 20)),
  'flat areas of seven colours': () => compact(gifOf(7, bands(7))),
  'print on white': () => animatedGif([drawing(WIDTH, HEIGHT), drawing(WIDTH, HEIGHT)]),
  'a photo': () => animatedGif([photo(WIDTH, HEIGHT), photo(WIDTH, HEIGHT)]),
  'a palette for each frame': async () => {
    const frames = Array.from(
      { length: 3 },
      (_, frame): GifFrame => ({
        pixel: (x, y) => bands(100)(x, y, frame),
        delay: 10,
        palette: colours(256).map(([red, green, blue]) => [red, green ^ (40 * frame), blue ^ (90 * frame)] as const),
      }),
    );
    return compact(gifFile({ width: WIDTH, height: HEIGHT, palette: colours(2), loop: 0, frames }));
  },
  'holes that move': () =>
    compact(
      gifFile({
        width: WIDTH,
        height: HEIGHT,
        palette: colours(5),
        loop: 0,
        frames: [0, 1, 2].map((frame) => ({
          pixel: (x, y) => ((x + 9 * frame) % 30 < 12 ? 0 : bands(5)(x, y, frame)),
          transparent: 0,
          disposal: 2,
          delay: 10,
        })),
      }),
    ),
  'a still of two colours': () => compact(gifOf(2, (x, y) => scattered(x, y, 0) & 1, 1)),
  'a still of seven colours': () => compact(gifOf(7, bands(7), 1)),
  'a still photo': () => sharpOf(photo(WIDTH, HEIGHT)).gif().toBuffer(),
};

describe.each(Object.keys(SOURCES))('%s', (name) => {
  it.each(['resize,p_97', 'resize,p_80', 'resize,p_60', 'resize,p_45', 'resize,w_119,h_60,m_fixed', 'crop,w_100'])(
    'after %s',
    async (chain) => {
      const source = (await SOURCES[name]?.()) ?? Buffer.alloc(0);
      const result = await fileAfter(source, chain);
      expect(result.length / source.length).toBeLessThanOrEqual(1.2);
      const [before, after] = [await sharp(source).metadata(), await sharp(result).metadata()];
      expect([after.format, (after.pages ?? 1) > 1]).toEqual(['gif', (before.pages ?? 1) > 1]);
    },
  );
});

it('a drawing of few colours gets new ones for its edges while there is room', async () => {
  const half = drawn(400, 400, (x, y) => (Math.hypot(x - 200, y - 200) < 180 ? [200, 30, 30] : [255, 255, 255]));
  const result = await decoded(await fileAfter(await sharpOf(half).gif({ effort: 10 }).toBuffer(), 'resize,w_100'));
  const seen = new Set(Array.from({ length: 100 }, (_, y) => probe(result, 8, y).slice(0, 3).join()));
  expect(seen.size).toBeGreaterThan(2);
});

it('a picture of many colours keeps to them', async () => {
  const source = await animatedGif([photo(WIDTH, HEIGHT), drawing(WIDTH, HEIGHT)]);
  const still = await decoded(source);
  const result = await decoded(await fileAfter(source, 'resize,w_60'));
  const known = new Set(Array.from({ length: WIDTH * HEIGHT }, (_, at) => colourAt(still.data, at * still.channels)));
  const others = [...new Set(Array.from({ length: 60 * 45 }, (_, at) => colourAt(result.data, at * result.channels)))];
  expect(others.length).toBeGreaterThan(20);
  expect(others.filter((colour) => !known.has(colour)).length).toBeLessThan(known.size);
});

it('cropping changes no pixel, still or moving', async () => {
  for (const frames of [1, 3]) {
    const source = await compact(gifOf(7, bands(7), frames));
    const result = await decoded(await fileAfter(source, 'crop,x_10,y_20,w_50,h_40'), frames - 1);
    const whole = await decoded(source, frames - 1);
    const expected = drawn(50, 40, (x, y) => probe(whole, x + 10, y + 20).slice(0, 3) as unknown as Colour);
    const actual = drawn(50, 40, (x, y) => probe(result, x, y).slice(0, 3) as unknown as Colour);
    expect(largestDifference(actual, expected)).toBe(0);
  }
});

it('a photo of a GIF still looks like one', async () => {
  const source = await sharpOf(photo(WIDTH, HEIGHT)).gif().toBuffer();
  const result = await decoded(await fileAfter(source, 'resize,w_60'));
  const expected = await decoded(
    await sharpOf(await decoded(source))
      .removeAlpha()
      .resize(60, 45)
      .png()
      .toBuffer(),
  );
  const actual = drawn(60, 45, (x, y) => probe(result, x, y).slice(0, 3) as unknown as Colour);
  expect(meanDifference(actual, expected)).toBeLessThan(6);
});

function colourAt(data: Uint8Array, at: number): number {
  return ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
}
