/** What is written is what a decoder shows, frame by frame. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Raster } from '#src/process/canvas.js';
import { type GifSettings, GifWriter } from '#src/process/formats/gif-writer.js';
import { decoded, drawn, type Pixel, probe } from '../../pictures.js';

const COLOURS = [
  [255, 255, 255],
  [200, 30, 40],
  [20, 60, 220],
  [0, 0, 0],
] as const;
const [WIDTH, HEIGHT] = [30, 20];
const STILL: GifSettings = {
  width: WIDTH,
  height: HEIGHT,
  palette: Uint8Array.from(COLOURS.flat()),
  holes: false,
  tolerance: 0,
};
const MOVING: GifSettings = { ...STILL, loop: 0 };

function written(frames: readonly Raster[], settings: GifSettings = MOVING, delays: readonly number[] = []): Buffer {
  const writer = new GifWriter(settings);
  for (const [index, frame] of frames.entries()) writer.add(frame, delays[index] ?? 100);
  return writer.end();
}

/** A square of a colour that is somewhere else in each frame. */
const square = (frame: number, ground: Pixel, colour: Pixel) =>
  drawn(WIDTH, HEIGHT, (x, y) =>
    Math.abs(x - 4 - 5 * frame) < 3 && Math.abs(y - 4 - 2 * frame) < 3 ? colour : ground,
  );

const seenAs = (frame: Raster) =>
  drawn(frame.width, frame.height, (x, y) => {
    const [red = 0, green = 0, blue = 0, alpha = 255] = probe(frame, x, y);
    return alpha < 128 ? [0, 0, 0, 0] : [red, green, blue, 255];
  });

async function expectShown(file: Buffer, frames: readonly Raster[]): Promise<void> {
  expect((await sharp(file).metadata()).pages ?? 1).toBe(frames.length);
  for (const [index, frame] of frames.entries()) {
    expect([index, seenAs(await decoded(file, index))]).toEqual([index, seenAs(frame)]);
  }
}

describe('frames', () => {
  it('without holes are shown, and of what stands still nothing is written again', async () => {
    const frames = [0, 1, 2, 3].map((frame) => square(frame, COLOURS[0], COLOURS[1]));
    const file = written(frames);
    await expectShown(file, frames);
    expect(file.length).toBeLessThan(4 * written(frames.slice(0, 1)).length);
  });

  it('with holes are shown, whether these move or not', async () => {
    const hole = [0, 0, 0, 0] as const;
    const red = [200, 30, 40, 255] as const;
    const black = [0, 0, 0, 255] as const;
    const chains: Pixel[][] = [
      [hole, red],
      [red, hole],
      [black, hole],
    ];
    for (const [ground, colour] of chains) {
      const moving = [0, 1, 2, 3].map((frame) => square(frame, ground as Pixel, colour as Pixel));
      await expectShown(written(moving, { ...MOVING, holes: true }), moving);
      const standing = [red, black].map((each) =>
        square(1, colour === hole ? each : hole, colour === hole ? hole : each),
      );
      await expectShown(written(standing, { ...MOVING, holes: true }), standing);
    }
    const mixed = [
      square(0, hole, red),
      square(1, COLOURS[0], COLOURS[3]),
      square(2, hole, black),
      square(2, red, hole),
    ];
    await expectShown(written(mixed, { ...MOVING, holes: true }), mixed);
    // The second one draws a square, but all of the first must be gone before the third.
    const late = [square(0, COLOURS[0], COLOURS[1]), square(1, COLOURS[0], COLOURS[1]), square(2, hole, red)];
    await expectShown(written(late, { ...MOVING, holes: true }), late);
    const nothing = [drawn(WIDTH, HEIGHT, () => hole), square(0, hole, red)];
    await expectShown(written(nothing, { ...MOVING, holes: true }), nothing);
  });

  it('are there or not: alpha of 128 is', async () => {
    const frame = drawn(WIDTH, HEIGHT, (x) => [200, 30, 40, 113 + x]);
    await expectShown(written([frame], { ...STILL, holes: true }), [frame]);
  });

  it('in 256 colours are shown, and with holes in 255', async () => {
    const palette = Uint8Array.from({ length: 768 }, (_, at) => [at / 3, 255 - at / 3, (at * 7) % 256][at % 3] ?? 0);
    const colour = (n: number): Pixel => [palette[3 * n] ?? 0, palette[3 * n + 1] ?? 0, palette[3 * n + 2] ?? 0];
    const frames = [0, 9].map((shift) => drawn(WIDTH, HEIGHT, (x, y) => colour((x + y * WIDTH + shift) % 256)));
    await expectShown(written(frames, { ...MOVING, palette }), frames);
    const holes = [0, 9].map((shift) =>
      drawn(WIDTH, HEIGHT, (x, y) => [...colour((x + y + shift) % 255), x > y ? 255 : 0] as unknown as Pixel),
    );
    await expectShown(written(holes, { ...MOVING, palette: palette.subarray(0, 765), holes: true }), holes);
  });

  it('in 256 colours and with holes lose the colour that is missed least', async () => {
    const red = [255, 0, 0] as const;
    const palette = Uint8Array.from({ length: 768 }, (_, at) => (at < 765 ? Math.floor(at / 3) : (red[at - 765] ?? 0)));
    const frame = drawn(WIDTH, HEIGHT, (x) => (x < 10 ? [0, 0, 0, 0] : [...red, 255]));
    await expectShown(written([frame], { ...MOVING, palette, holes: true }), [frame]);
  });

  it('of one colour, and of one pixel', async () => {
    const frame = drawn(1, 1, () => COLOURS[1]);
    const palette = Uint8Array.from(COLOURS[1]);
    for (const settings of [STILL, MOVING]) {
      await expectShown(written([frame], { ...settings, width: 1, height: 1, palette }), [frame]);
    }
  });
});

describe('times', () => {
  const [one, other] = [square(0, COLOURS[0], COLOURS[1]), square(1, COLOURS[0], COLOURS[1])];
  const delaysOf = async (frames: readonly Raster[], delays: readonly number[]) =>
    (await sharp(written(frames, MOVING, delays)).metadata()).delay;

  it('are in hundredths, and of frames that look the same one', async () => {
    expect(await delaysOf([one, other], [74, 75])).toEqual([70, 80]);
    expect(await delaysOf([one, one, other, other, one], [100, 30, 0, 20, 50])).toEqual([130, 20, 50]);
    expect(await delaysOf([one, one, other], [600_000, 400_000, 10])).toEqual([600_000, 400_000, 10]);
  });

  it.each([0, 1, 2, 77, 65_535])('%i: how often it plays', async (loop) => {
    expect((await sharp(written([one, other], { ...MOVING, loop }), { pages: -1 }).metadata()).loop).toBe(loop);
  });
});

describe('with a tolerance', () => {
  const palette = Uint8Array.from({ length: 300 }, (_, at) => Math.floor(at / 3));
  const grey = (level: number) => drawn(WIDTH, HEIGHT, (x) => (x < 15 ? [level, level, level] : [0, 0, 0]));

  it('small steps are not drawn, nor do they add up', async () => {
    const frames = [50, 52, 54, 56, 58].map(grey);
    const file = written(frames, { ...MOVING, palette, tolerance: 8 });
    // 8 / √3 is 4.6.
    expect((await sharp(file).metadata()).delay).toEqual([300, 200]);
    expect(probe(await decoded(file, 1), 3, 3).slice(0, 3)).toEqual([56, 56, 56]);
    await expectShown(written(frames, { ...MOVING, palette }), frames);
  });
});
