/** A BMP is a source like any other. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { Canvas } from '#src/process/canvas.js';
import { bmpFile } from '#src/process/formats/bmp-file.js';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { flat, largestDifference, photo, png, probe, sharpOf, sourceOf, translucent } from '../../pictures.js';
import { bmpOf, bmpRows } from './bmps.js';

const draw = (canvas: Canvas) => {
  canvas.resize(40, 30);
  canvas.crop({ left: 5, top: 3, width: 20, height: 20 });
  return canvas.pixels();
};

describe('a BMP on a canvas', () => {
  it.each([
    ['opaque', photo(120, 90)],
    ['translucent', translucent(120, 90, 20)],
  ] as const)('is drawn as the same picture in a PNG, %s', async (_, raster) => {
    const [ours, theirs] = [bmpFile(raster), await png(raster)];
    const [a, b] = await Promise.all(
      [ours, theirs].map((bytes) => draw(Canvas.open(sourceOf(bytes), { animated: false }))),
    );
    expect(a && b && largestDifference(a, b)).toBe(0);
  });

  it('may be a file', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tintype-bmp-'));
    try {
      const bytes = bmpFile(photo(30, 20));
      await writeFile(join(directory, 'picture'), bytes);
      const source = {
        bytes: { path: join(directory, 'picture') },
        facts: factsOfBytes(bytes),
        fileSize: bytes.length,
      };
      expect(largestDifference(await Canvas.open(source, { animated: false }).pixels(), photo(30, 20))).toBe(0);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('is converted to sRGB from the profile that it brings', async () => {
    const p3 = await sharp({ create: { width: 4, height: 4, channels: 3, background: '#c85028' } })
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const profile = (await sharp(p3).metadata()).icc;
    const [red = 0, green = 0, blue = 0] = await sharp(p3, { ignoreIcc: true }).raw().toBuffer();
    const stored = bmpRows(4, 4, 24, () => red * 65536 + green * 256 + blue);
    const shapes = { headerSize: 124, width: 4, height: 4, bits: 24, pixels: stored } as const;
    const colour = async (file: Buffer) => probe(await Canvas.open(sourceOf(file), { animated: false }).pixels(), 1, 1);
    expect(profile).toBeDefined();
    const converted = await colour(bmpOf({ ...shapes, ...(profile && { profile }) }));
    for (const [channel, value] of [0xc8, 0x50, 0x28].entries())
      expect(Math.abs((converted[channel] ?? 0) - value)).toBeLessThanOrEqual(3);
    expect(await colour(bmpOf(shapes))).toEqual([red, green, blue]);
    // A profile that ends behind the file, or is none.
    expect(await colour(bmpOf({ ...shapes, ...(profile && { profile }) }).subarray(0, -1))).toEqual([red, green, blue]);
    expect(await colour(bmpOf({ ...shapes, profile: Buffer.from('no profile at all') }))).toEqual([red, green, blue]);
  });

  it('with alpha and a profile keeps both', async () => {
    const profile = (
      await sharpOf(flat(2, 2, [1, 2, 3]))
        .withIccProfile('srgb')
        .png()
        .toBuffer()
        .then((file) => sharp(file).metadata())
    ).icc;
    const file = bmpOf({
      headerSize: 124,
      width: 3,
      height: 2,
      bits: 32,
      masks: [0xff0000, 0xff00, 0xff, 0xff000000],
      pixels: bmpRows(3, 2, 32, () => 0x80c85028),
      ...(profile && { profile }),
    });
    const raster = await Canvas.open(sourceOf(file), { animated: false }).pixels();
    expect(raster.channels).toBe(4);
    const [red = 0, green = 0, blue = 0, alpha] = probe(raster, 2, 1);
    expect(Math.max(Math.abs(red - 0xc8), Math.abs(green - 0x50), Math.abs(blue - 0x28))).toBeLessThanOrEqual(2);
    expect(alpha).toBe(128);
  });
});
