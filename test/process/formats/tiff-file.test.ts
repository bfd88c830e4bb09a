import sharp from 'sharp';
import { expect, it } from 'vitest';
import { tiffOf } from '#src/process/formats/tiff-file.js';
import { decoded, largestDifference, photo, sharpOf } from '../../pictures.js';

it('has the pixels, and a profile that sharp believes', async () => {
  const picture = photo(31, 17);
  const named = await sharpOf(picture).withIccProfile('p3').png().toBuffer();
  const { icc = Buffer.alloc(0) } = await sharp(named).metadata();
  const file = tiffOf(picture, icc);
  const { width, height, channels, icc: found } = await sharp(file).metadata();
  expect({ width, height, channels }).toEqual({ width: 31, height: 17, channels: 3 });
  expect(found).toEqual(icc);
  // The same numbers mean other colours in P3.
  expect(largestDifference(await decoded(file), picture)).toBeGreaterThan(5);
});
