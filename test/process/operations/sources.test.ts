/**
 * Every operation of the table on every kind of file: the result is what the same pixels give as a plain PNG. A new
 * operation is covered by being in the list.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Raster } from '#src/process/canvas.js';
import { operations } from '#src/process/operations/index.js';
import {
  cmykJpeg,
  decoded,
  greyJpeg,
  jpeg,
  largestDifference,
  palettePng,
  photo,
  png,
  png16,
  sharpOf,
  tiff,
  translucent,
  webp,
} from '../../pictures.js';
import { ran } from './processed.js';

const picture = photo(150, 120);
const FILES: Readonly<Record<string, () => Promise<Buffer>>> = {
  'a JPEG': () => jpeg(picture),
  'a grey JPEG': () => greyJpeg(picture),
  'a CMYK JPEG': () => cmykJpeg(picture),
  'a PNG of a palette': () => palettePng(picture),
  'a grey PNG with alpha': () => sharpOf(translucent(150, 120)).toColourspace('b-w').png().toBuffer(),
  'a PNG of 16 bits': () => png16(picture),
  'a PNG of 16 bits with alpha': () => png16(translucent(150, 120)),
  'a WebP with alpha': () => webp(translucent(150, 120)),
  'a still GIF': () => sharpOf(translucent(150, 120)).gif().toBuffer(),
  'a TIFF': () => tiff(picture),
  'a BMP': async () => ran(await png(picture), 'image/format,bmp'),
};

const chains = operations
  .filter(({ kind }) => kind !== 'report')
  .map(({ example }) => `${example}/quality,95/format,png`);

describe.each(Object.keys(FILES))('%s', (kind) => {
  let file: Buffer;
  let plain: Buffer;
  beforeAll(async () => {
    file = (await FILES[kind]?.()) ?? Buffer.alloc(0);
    // sharp reads no BMP; what was written without loss is known anyway.
    plain = await png(kind === 'a BMP' ? picture : await decoded(file));
  });

  test.each(chains)('%s', async (chain) => {
    const [found, expected] = [await decoded(await ran(file, chain)), await decoded(await ran(plain, chain))];
    // Whoever works with 16 bits rounds once less.
    expect(largestDifference(seen(found), seen(expected))).toBeLessThanOrEqual(kind.includes('16 bits') ? 3 : 0);
  });
});

/** A colour counts as far as it is opaque: hardly anything is left of one that is all but transparent. */
function seen(raster: Raster): Raster {
  if (raster.channels === 3) return raster;
  const data = raster.data.map((level, at) => (at % 4 === 3 ? level : (level * (raster.data[at | 3] ?? 0)) / 255));
  return { ...raster, data };
}
