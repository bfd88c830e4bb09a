/** Frames, their times and their transparency, through chains that an animation survives (behaviour D14). */
import sharp from 'sharp';
import { describe, expect, it, test } from 'vitest';
import { Canvas, type Raster } from '#src/process/canvas.js';
import { GUIDE_LIMITS, type Limits } from '#src/process/formats/limits.js';
import { measurePlan } from '#src/process/measure.js';
import { planOf } from '#src/process/plan.js';
import { run } from '#src/process/run.js';
import {
  animatedWebp,
  decoded,
  drawn,
  flat,
  largestDifference,
  meanDifference,
  photo,
  probe,
  sourceOf,
  translucent,
} from '../../pictures.js';
import { type Gif, type GifFrame, gifFile, shown } from '../formats/gifs.js';
import { fileAfter } from '../operations/processed.js';

const PALETTE = [
  [12, 20, 30],
  [220, 40, 30],
  [30, 190, 60],
  [40, 60, 230],
  [240, 220, 40],
] as const;

/** Every disposal, frames that cover a part, transparent pixels in each; no two pictures are alike. */
const FRAMES: readonly GifFrame[] = [
  { pixel: (x) => (x < 30 ? 1 : 2), delay: 7, disposal: 1 },
  { left: 6, top: 5, width: 36, height: 20, pixel: (x) => (x < 12 ? 0 : 3), transparent: 0, delay: 20, disposal: 2 },
  {
    left: 20,
    top: 10,
    width: 30,
    height: 20,
    pixel: (_, y) => (y < 6 ? 4 : 0),
    transparent: 0,
    delay: 50,
    disposal: 3,
  },
  {
    left: 0,
    top: 0,
    width: 60,
    height: 12,
    pixel: (x) => (x % 20 < 10 ? 0 : 1),
    transparent: 0,
    delay: 3,
    disposal: 1,
  },
  { left: 30, top: 30, width: 20, height: 8, pixel: () => 4, transparent: 0, delay: 1000, disposal: 2 },
];
const GIF: Gif = { width: 60, height: 40, palette: PALETTE, loop: 0, frames: FRAMES };
const DELAYS = [70, 200, 500, 30, 10_000];

interface Times {
  readonly frames: number | undefined;
  readonly delay: readonly number[] | undefined;
  readonly loop: number | undefined;
}

async function timesOf(file: Buffer): Promise<Times> {
  const { pages, delay, loop } = await sharp(file, { pages: -1 }).metadata();
  return { frames: pages, delay, loop };
}

async function framesOf(file: Buffer, count: number): Promise<Raster[]> {
  const frames: Raster[] = [];
  for (let index = 0; index < count; index++) frames.push(await decoded(file, index));
  return frames;
}

/** Transparent pixels have no colour: nobody sees it. */
function visible(raster: Raster): Raster {
  const { width, height, channels, data } = raster;
  return drawn(width, height, (x, y) => {
    const at = (y * width + x) * channels;
    const alpha = channels === 4 ? (data[at + 3] ?? 0) : 255;
    return alpha === 0 ? [0, 0, 0, 0] : [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0, alpha];
  });
}

async function drawnOn(frame: Raster, draw: (canvas: Canvas) => void): Promise<Raster> {
  const canvas = Canvas.of(frame);
  draw(canvas);
  return visible(await canvas.pixels());
}

describe('a GIF', () => {
  it('as the engine reads it shows what a viewer does', async () => {
    const frames = await framesOf(gifFile(GIF), FRAMES.length);
    for (const [index, frame] of shown(GIF).entries()) {
      expect([index, largestDifference(visible(frame), visible(frames[index] ?? frame))]).toEqual([index, 0]);
    }
  });

  it.each([
    ['format,gif', (_: Canvas) => {}],
    ['quality,q_50', () => {}],
    ['auto-orient,1', () => {}],
    ['interlace,1', () => {}],
    ['crop,x_9,y_4,w_40,h_30', (canvas) => canvas.crop({ left: 9, top: 4, width: 40, height: 30 })],
    ['indexcrop,x_20,i_1', (canvas) => canvas.crop({ left: 20, top: 0, width: 20, height: 40 })],
  ] as readonly (readonly [string, (canvas: Canvas) => void])[])(
    'keeps every frame to the pixel: %s',
    async (chain, draw) => {
      const file = await fileAfter(gifFile(GIF), chain);
      expect(await timesOf(file)).toEqual({ frames: 5, delay: DELAYS, loop: 0 });
      const frames = await framesOf(file, 5);
      for (const [index, frame] of shown(GIF).entries()) {
        const expected = await drawnOn(frame, draw);
        expect([index, largestDifference(visible(frames[index] ?? frame), expected)]).toEqual([index, 0]);
      }
    },
  );

  it.each([
    ['resize,w_30', 30, 20],
    ['resize,w_120,limit_0', 120, 80],
    ['resize,m_fill,w_30,h_30', 30, 30],
    ['crop,w_50/resize,h_25/format,gif', 31, 25],
  ])('keeps frames, times and transparency: %s', async (chain, width, height) => {
    const file = await fileAfter(gifFile(GIF), chain);
    expect(await timesOf(file)).toEqual({ frames: 5, delay: DELAYS, loop: 0 });
    for (const [index, frame] of (await framesOf(file, 5)).entries()) {
      const whole = shown(GIF)[index] ?? frame;
      const expected = await drawnOn(whole, (canvas) => {
        if (chain.startsWith('crop')) canvas.crop({ left: 0, top: 0, width: 50, height: 40 });
        canvas.resize(chain.includes('m_fill') ? 45 : width, height);
        if (chain.includes('m_fill')) canvas.crop({ left: 7, top: 0, width, height });
      });
      // A GIF's pixels are there or not, and edges are in few colours.
      expect(wronglyThere(frame, expected)).toBe(0);
      expect(meanDifference(solid(frame, expected), solid(expected, frame))).toBeLessThan(6);
    }
  });

  it.each([
    [undefined, 1],
    [0, 0],
    [1, 2],
    [5, 6],
    [65_535, 65_535],
  ])('that plays again %s times plays %s times in all, in both formats', async (loop, plays) => {
    const { loop: _, ...once } = GIF;
    const source = gifFile(loop === undefined ? once : { ...once, loop });
    for (const chain of ['resize,w_30', 'crop,w_50', 'format,webp', 'resize,w_30/format,webp']) {
      expect([chain, (await timesOf(await fileAfter(source, chain))).loop]).toEqual([chain, plays]);
    }
  });

  it('shows alike frames as one, for as long as both together', async () => {
    const frames = [1, 1, 1, 2, 2, 1].map((index, n): GifFrame => ({ pixel: () => index, delay: 10 + n }));
    const source = gifFile({ ...GIF, frames });
    for (const chain of ['resize,w_30', 'crop,w_50', 'format,gif', 'resize,w_30/format,webp']) {
      const { delay = [] } = await timesOf(await fileAfter(source, chain));
      expect([chain, delay.reduce((sum, each) => sum + each, 0)]).toEqual([chain, 750]);
    }
  });

  it('whose frames become alike by the drawing keeps its time', async () => {
    const corner = (index: number): GifFrame => ({ pixel: (x, y) => (x > 50 && y > 30 ? index : 0), delay: 20 });
    const source = gifFile({ ...GIF, frames: [corner(1), corner(2), corner(3), corner(1)] });
    const { delay = [] } = await timesOf(await fileAfter(source, 'crop,w_40'));
    expect(delay.reduce((sum, each) => sum + each, 0)).toBe(800);
  });

  it('without a sensible delay keeps what it says', async () => {
    const frames = [0, 1].map((delay, n): GifFrame => ({ pixel: () => n + 1, delay }));
    expect((await timesOf(await fileAfter(gifFile({ ...GIF, frames }), 'resize,w_30'))).delay).toEqual([0, 10]);
  });

  it('becomes an animated WebP with the same frames', async () => {
    const file = await fileAfter(gifFile(GIF), 'format,webp/quality,Q_100');
    expect(await timesOf(file)).toEqual({ frames: 5, delay: DELAYS, loop: 0 });
    for (const [index, frame] of (await framesOf(file, 5)).entries()) {
      const expected = visible(shown(GIF)[index] ?? frame);
      expect(alphaDifference(frame, expected)).toBe(0);
      expect(meanDifference(visible(frame), expected)).toBeLessThan(12);
    }
  });

  it.each(['rotate,90', 'blur,r_2,s_2', 'format,jpg', 'format,png', 'format,src'])(
    'is its first frame after %s',
    async (chain) => {
      const { frames = 1 } = await timesOf(await fileAfter(gifFile(GIF), chain));
      expect(frames).toBe(1);
    },
  );
});

describe('a WebP', () => {
  const pictures = [translucent(60, 40), flat(60, 40, [200, 30, 60, 255]), translucent(60, 40, 120)];
  const delay = [33, 1003, 47];
  const source = animatedWebp(pictures, { delay, loop: 5 });

  it.each(['resize,w_30', 'crop,x_10,w_40,h_20', 'format,webp', 'format,src', 'format,gif', 'quality,Q_50'])(
    'keeps frames, times and loops: %s',
    async (chain) => {
      const file = await fileAfter(await source, chain);
      expect(await timesOf(file)).toEqual({ frames: 3, delay, loop: 5 });
      expect((await sharp(file).metadata()).format).toBe('webp');
    },
  );

  it('keeps soft transparency in every frame', async () => {
    const file = await fileAfter(await source, 'resize,w_30/quality,Q_100');
    for (const [index, frame] of (await framesOf(file, 3)).entries()) {
      const expected = await drawnOn(pictures[index] ?? frame, (canvas) => canvas.resize(30, 20));
      expect(alphaDifference(frame, expected)).toBeLessThan(1);
    }
  });

  it('is its first frame where an animation ends', async () => {
    const { frames = 1 } = await timesOf(await fileAfter(await source, 'rotate,30'));
    expect(frames).toBe(1);
  });
});

/** The pixels that are opaque in both, in their colours; the others in none. */
function solid(raster: Raster, other: Raster): Raster {
  const [here, there] = [alphaOf(raster), alphaOf(other)];
  return drawn(raster.width, raster.height, (x, y) => {
    const at = y * raster.width + x;
    const [red = 0, green = 0, blue = 0] = probe(raster, x, y);
    return here[at] === 255 && there[at] === 255 ? [red, green, blue] : [0, 0, 0];
  });
}

/** How many pixels are missing that should clearly be there, or the other way round. */
function wronglyThere(frame: Raster, expected: Raster): number {
  const [is, wanted] = [alphaOf(frame), alphaOf(expected)];
  return is.filter((alpha, at) => (alpha !== 0 && alpha !== 255 ? true : Math.abs(alpha - (wanted[at] ?? 0)) > 160))
    .length;
}

function alphaDifference(a: Raster, b: Raster): number {
  const [first, second] = [alphaOf(a), alphaOf(b)];
  return first.reduce((sum, value, at) => sum + Math.abs(value - (second[at] ?? 0)), 0) / first.length;
}

function alphaOf({ data, channels }: Raster): number[] {
  const pixels = data.length / channels;
  return Array.from({ length: pixels }, (_, at) => (channels === 4 ? (data[at * 4 + 3] ?? 0) : 255));
}

describe('one budget of pixels for all frames', () => {
  const still: GifFrame = { pixel: (x, y) => (x + y) % 4, delay: 5 };

  async function result(source: Buffer, chain: string, limits: Limits) {
    const plan = planOf(chain, GUIDE_LIMITS);
    const picture = sourceOf(source);
    const measured = measurePlan(plan, picture.facts, source.length, limits);
    return { facts: picture.facts, measured, file: (await run(plan, picture, [], limits)).bytes };
  }

  test('is asked before a pixel when the frames were counted', async () => {
    const source = gifFile({ ...GIF, frames: [still, still, still] });
    const limits = { ...GUIDE_LIMITS, sourcePixels: 60 * 40 * 3 };
    await expect(result(source, 'image/resize,w_30', limits)).resolves.toMatchObject({ facts: { frames: 3 } });
    await expect(result(source, 'image/resize,w_30', { ...limits, sourcePixels: 7199 })).rejects.toMatchObject({
      code: 'ImageTooLarge',
      message: 'The picture is 60x40 with 3 frames, 7200 pixels; at most 7199 are allowed.',
    });
  });

  test('is asked again when the header could not tell how many there are', async () => {
    // The first image alone is longer than what is read as a header.
    const noise = photo(300, 300).data;
    const frame = (n: number): GifFrame => ({ pixel: (x, y) => (noise[3 * (y * 300 + x)] ?? 0) ^ n, delay: 5 });
    const palette = Array.from({ length: 256 }, (_, at) => [at, 255 - at, at ^ 85] as const);
    const source = gifFile({ width: 300, height: 300, palette, loop: 0, frames: [1, 2, 3, 4].map(frame) });
    const limits = { ...GUIDE_LIMITS, sourcePixels: 300 * 300 * 4 };
    const { facts, file } = await result(source, 'image/resize,w_30', limits);
    expect(facts).toMatchObject({ frames: 2, moreFrames: true });
    expect((await timesOf(file)).frames).toBe(4);
    const less = { ...limits, sourcePixels: 300 * 300 * 4 - 1 };
    const plan = planOf('image/resize,w_30', GUIDE_LIMITS);
    expect(measurePlan(plan, facts, source.length, less)).toMatchObject({ width: 30 });
    await expect(run(plan, sourceOf(source), [], less)).rejects.toMatchObject({
      code: 'ImageTooLarge',
      message: 'The picture is 300x300 with 4 frames, 360000 pixels; at most 359999 are allowed.',
    });
    // The first frame alone is within the budget.
    const first = planOf('image/resize,w_30/format,jpg', GUIDE_LIMITS);
    await expect(run(first, sourceOf(source), [], less)).resolves.toMatchObject({ contentType: 'image/jpeg' });
  });
});
