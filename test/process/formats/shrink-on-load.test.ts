/**
 * Scaling a file while it is decoded must not be seen: against Lanczos on the picture decoded in full, at sizes around
 * those where the decoder's share changes. There are two references, exact Lanczos and the engine's own, which averages
 * pixels before large reductions; the result has to be near to one of them.
 */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { Canvas, type Raster } from '#src/process/canvas.js';
import { jpegScaling, webpDetour } from '#src/process/formats/shrink-on-load.js';
import { decoded, drawing, jpeg, lanczos, photo, similarity, sourceOf, webp } from '../../pictures.js';

const LEAST = 0.985;

const FILES: Readonly<Record<string, (raster: Raster) => Promise<Buffer>>> = {
  JPEG: jpeg,
  WebP: webp,
};

/** Just above and just below each fraction of the width. */
function widths(width: number, fractions: readonly number[]): number[] {
  return fractions.flatMap((fraction) => [-2, 2].map((more) => Math.round(width / fraction) + more));
}

async function worst(raster: Raster, make: (raster: Raster) => Promise<Buffer>, fractions: readonly number[]) {
  const file = await make(raster);
  const full = await decoded(file);
  const results: { readonly size: string; readonly value: number }[] = [];
  for (const width of widths(raster.width, fractions)) {
    const height = Math.round((raster.height * width) / raster.width);
    const canvas = Canvas.open(sourceOf(file), { animated: false });
    canvas.resize(width, height);
    const result = await canvas.pixels();
    const exact = similarity(result, lanczos(full, width, height));
    const value = exact >= LEAST ? exact : Math.max(exact, similarity(result, await scaled(full, width, height)));
    results.push({ size: `${width}x${height}`, value });
  }
  return results.filter(({ value }) => value < LEAST);
}

function scaled(raster: Raster, width: number, height: number): Promise<Raster> {
  const canvas = Canvas.of(raster);
  canvas.resize(width, height);
  return canvas.pixels();
}

describe.each(Object.keys(FILES))('%s', (name) => {
  const make = FILES[name] ?? jpeg;

  // Whole blocks; one pixel too many each way; seven.
  it.each([
    [480, 352],
    [481, 353],
    [487, 359],
  ])('a photo of %ix%i stays sharp at every reduction', async (width, height) => {
    expect(await worst(photo(width, height), make, [2, 4, 5.4, 8, 9.3, 14])).toEqual([]);
  });

  it.each([
    [480, 352],
    [481, 353],
    [487, 359],
  ])('thin lines of %ix%i stay sharp around 1/2, 1/4 and 1/8', async (width, height) => {
    expect(await worst(drawing(width, height), make, [2, 4, 8, 9.3])).toEqual([]);
  });
});

/** Of a JPEG, against exact Lanczos: by our decoder, and by libjpeg, which takes all patterns of its blocks. */
async function similarities(file: Buffer, full: Raster, reduction: number) {
  const [width, height] = [Math.round(full.width / reduction), Math.round(full.height / reduction)];
  const exact = lanczos(full, width, height);
  const canvas = Canvas.open(sourceOf(file), { animated: false });
  canvas.resize(width, height);
  const data = await sharp(file).resize(width, height, { fit: 'fill' }).raw().toBuffer();
  return {
    without: similarity(await canvas.pixels(), exact),
    withAll: similarity({ data, width, height, channels: 3 }, exact),
  };
}

describe('without the finest patterns of its blocks', () => {
  const REDUCTIONS = [3, 4.2, 6, 8.4, 12];

  it('a photo is nearer to exact Lanczos than with them', async () => {
    const file = await jpeg(photo(960, 640));
    const full = await decoded(file);
    for (const reduction of REDUCTIONS) {
      const { without, withAll } = await similarities(file, full, reduction);
      expect(without, `1/${reduction}`).toBeGreaterThan(withAll);
    }
  });

  it('thin lines are about as near', async () => {
    const file = await jpeg(drawing(960, 640));
    const full = await decoded(file);
    for (const reduction of REDUCTIONS) {
      const { without, withAll } = await similarities(file, full, reduction);
      expect(without, `1/${reduction}`).toBeGreaterThan(withAll - 0.0005);
    }
  });
});

it('every size comes out as asked for, whichever side is named', async () => {
  for (let n = 0; n < 24; n++) {
    const [width, height] = [180 + n, 121 + ((n * 7) % 31)];
    const file = await jpeg(photo(width, height));
    for (const reduction of [2, 3, 5, 9]) {
      const canvas = Canvas.open(sourceOf(file), { animated: false });
      const scaled = [Math.round(width / reduction), Math.round(height / reduction)] as const;
      canvas.resize(...scaled);
      const result = await canvas.pixels();
      expect([result.width, result.height]).toEqual(scaled);
    }
  }
});

describe('the share of the decoder', () => {
  const size = (width: number, height: number) => ({ width, height });

  it('is most of a JPEG that has whole blocks', () => {
    expect(jpegScaling(size(3000, 2000), size(200, 133))).toEqual({ shrink: 'most', factor: 8 });
    expect(jpegScaling(size(3000, 2000), size(900, 600))).toEqual({ shrink: 'most', factor: 2 });
  });

  it('is less where too little would be left to Lanczos', () => {
    expect(jpegScaling(size(3000, 2000), size(320, 213))).toEqual({ shrink: 'half', factor: 4 });
    expect(jpegScaling(size(3000, 2000), size(400, 267))).toEqual({ shrink: 'half', factor: 2 });
  });

  it('is nothing where the pixels of broken blocks would be missed', () => {
    expect(jpegScaling(size(3001, 2001), size(1000, 667))).toEqual({ shrink: 'half', factor: 1 });
    expect(jpegScaling(size(3003, 2003), size(600, 400))).toEqual({ shrink: 'none', factor: 1 });
    expect(jpegScaling(size(3001, 2001), size(100, 67))).toEqual({ shrink: 'most', factor: 8 });
  });

  it('is named by one side where the other one was rounded up', () => {
    expect(jpegScaling(size(3000, 2000), size(1000, 667))).toEqual({ shrink: 'most', factor: 2, by: 'width' });
    expect(jpegScaling(size(2000, 3000), size(667, 1000))).toEqual({ shrink: 'most', factor: 2, by: 'height' });
    expect(jpegScaling(size(3000, 2000), size(1000, 700))).toEqual({ shrink: 'most', factor: 1 });
    expect(jpegScaling(size(3001, 2001), size(1000, 667))).toEqual({ shrink: 'half', factor: 1 });
  });

  it('is three times the size of the result for a WebP, if that is much smaller than the picture', () => {
    expect(webpDetour(size(1200, 900), size(100, 75))).toEqual(size(300, 225));
    expect(webpDetour(size(1200, 900), size(300, 225))).toBeUndefined();
  });
});
