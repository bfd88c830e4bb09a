/** To the byte what libjpeg writes, by sharp. */
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { Canvas } from '#src/process/canvas.js';
import { baselineJpeg } from '#src/process/formats/baseline-jpeg/baseline-jpeg.js';
import { Encoder } from '#src/process/formats/baseline-jpeg/encoder.js';
import type { Pixels } from '#src/process/formats/reduced-jpeg/pixels.js';
import { drawing, jpeg, noisy, photo, sourceOf } from '../../../pictures.js';

async function byLibjpeg({ data, width, height }: Pixels, quality: number): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: '4:2:0', optimiseCoding: true })
    .toBuffer();
}

async function expectTheSame(picture: Pixels, quality: number) {
  const expected = await byLibjpeg(picture, quality);
  const found = baselineJpeg(picture, quality);
  const name = `${picture.width}x${picture.height}, quality ${quality}`;
  expect(found?.length, name).toBe(expected.length);
  expect(found && Buffer.compare(found, expected), name).toBe(0);
}

/** Without alpha. */
async function opaque(picture: ReturnType<typeof drawing>): Promise<Pixels> {
  const { data, width, height, channels } = picture;
  const plain = await sharp(data, { raw: { width, height, channels } }).removeAlpha().raw().toBuffer();
  return { data: plain, width, height };
}

function flat(width: number, height: number, level: number): Pixels {
  return { data: new Uint8Array(width * height * 3).fill(level), width, height };
}

describe('is the file of libjpeg', () => {
  it.each([1, 2, 10, 25, 49, 50, 51, 75, 82, 90, 95, 99, 100])('at quality %i', async (quality) => {
    await expectTheSame(photo(85, 67), quality);
    await expectTheSame(noisy(64, 48), quality);
    await expectTheSame(await opaque(drawing(90, 70)), quality);
  });

  it('at every size around one unit and two', async () => {
    for (let width = 1; width <= 34; width++) {
      for (const height of [1, 7, 8, 9, 15, 16, 17, 24, 25, 31, 32, 33]) await expectTheSame(photo(width, height), 85);
    }
  });

  it('of nothing but one level', async () => {
    for (const level of [0, 1, 127, 128, 129, 254, 255]) await expectTheSame(flat(40, 40, level), 90);
  });

  it('of pure colours in stripes, as far apart as they can be', async () => {
    const stripes = (every: number) => {
      const data = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => {
        const [x, y, c] = [Math.floor(i / 3) % 64, Math.floor(i / 192), i % 3];
        return (Math.floor((x + y * c) / every) % 2) * 255;
      });
      return { data, width: 64, height: 64 };
    };
    for (const every of [1, 2, 3, 4, 8])
      for (const quality of [20, 90, 100]) await expectTheSame(stripes(every), quality);
  });

  it('of noise that takes more than is written at once', async () => {
    const found = baselineJpeg(noisy(500, 400), 100);
    expect(found?.length).toBeGreaterThan(3 * 65_536);
    await expectTheSame(noisy(500, 400), 100);
    // And of the next one nothing is left of it.
    await expectTheSame(photo(30, 20), 50);
  });
});

it('leaves very large pictures to libjpeg', () => {
  expect(baselineJpeg(flat(2000, 2000, 9), 50)).toBeDefined();
  expect(baselineJpeg(flat(2001, 2000, 9), 50)).toBeUndefined();
  expect(baselineJpeg(flat(65_501, 1, 9), 50)).toBeUndefined();
  expect(baselineJpeg(flat(65_500, 1, 9), 50)).toBeDefined();
});

it('leaves a picture that lacks pixels to sharp, which refuses it', () => {
  const { data, width, height } = flat(40, 40, 9);
  expect(baselineJpeg({ data: data.subarray(1), width, height }, 50)).toBeUndefined();
});

it('a picture at which the encoder itself fails is left to libjpeg, and the next one gets a new encoder', async () => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const encode = vi.spyOn(Encoder.prototype, 'encode').mockImplementationOnce(() => {
    throw new WebAssembly.RuntimeError('memory access out of bounds');
  });
  expect(baselineJpeg(photo(30, 20), 50)).toBeUndefined();
  await expectTheSame(photo(30, 20), 50);
  expect(new Set(encode.mock.contexts).size).toBe(2);
  expect(warn).toHaveBeenCalledOnce();
  vi.restoreAllMocks();
});

describe('a canvas', () => {
  const OUTPUT = { format: 'jpg', quality: 88, interlace: false, animated: false } as const;

  it('gives the same file whoever encodes it', async () => {
    const canvas = Canvas.open(sourceOf(await jpeg(photo(640, 480))), { animated: false });
    canvas.resize(200, 150);
    expect(await canvas.encode(OUTPUT)).toEqual(await byLibjpeg(await canvas.pixels(), 88));
    canvas.overlay(Canvas.of(noisy(20, 20)), { left: 10, top: 10, opacity: 100 });
    expect(await canvas.encode(OUTPUT)).toEqual(await byLibjpeg(await canvas.pixels(), 88));
  });

  it('is progressive if asked for', async () => {
    const canvas = Canvas.open(sourceOf(await jpeg(photo(640, 480))), { animated: false });
    canvas.resize(200, 150);
    expect((await sharp(await canvas.encode(OUTPUT)).metadata()).isProgressive).toBe(false);
    expect((await sharp(await canvas.encode({ ...OUTPUT, interlace: true })).metadata()).isProgressive).toBe(true);
  });

  it('of a picture with alpha lies on white', async () => {
    const canvas = Canvas.of({ data: new Uint8Array(16 * 16 * 4), width: 16, height: 16, channels: 4 });
    const { data } = await sharp(await canvas.encode(OUTPUT))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(data[0]).toBeGreaterThan(250);
  });
});
