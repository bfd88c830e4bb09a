/**
 * Every operation of the table, by its own example, on a picture stored in each of the eight EXIF orientations: the
 * result is, to the pixel, what the upright picture gives. A new operation is covered by being in the list.
 */
import { expect, test } from 'vitest';
import { operations } from '#src/process/operations/index.js';
import { decoded, jpeg, largestDifference, photo, png, withOrientation } from '../../pictures.js';
import { ORIENTATIONS, upright } from '../orientations.js';
import { ran } from './processed.js';

/** No two sides, corners or pixels are alike; large enough for the examples of the guide's kind. */
const stored = photo(240, 180);

const result = async (file: Uint8Array, chain: string) => decoded(await ran(file, chain));

const pictures = operations.filter(({ kind }) => kind !== 'report').map(({ example }) => example);

test.each(pictures)('%s', async (chain) => {
  for (const orientation of ORIENTATIONS) {
    const found = await result(await withOrientation(stored, orientation, 'png'), chain);
    const expected = await result(await png(upright(stored, orientation)), chain);
    expect([orientation, largestDifference(found, expected)]).toEqual([orientation, 0]);
  }
});

test.each(pictures.map((example) => `${example}/format,png`))('of a JPEG: %s', async (chain) => {
  const pixels = await decoded(await jpeg(stored, 92));
  for (const orientation of [3, 5, 6, 7]) {
    const found = await result(await withOrientation(stored, orientation, 'jpg'), chain);
    const expected = await result(await png(upright(pixels, orientation)), chain);
    expect([orientation, largestDifference(found, expected)]).toEqual([orientation, 0]);
  }
});

test.each(operations.filter(({ kind }) => kind === 'report').map(({ example }) => example))(
  '%s tells of the stored picture, whatever its orientation',
  async (chain) => {
    const texts = ORIENTATIONS.map(async (orientation) => {
      const file = await withOrientation(stored, orientation, 'png');
      const { Orientation, FileSize, ...rest } = JSON.parse((await ran(file, chain)).toString());
      return JSON.stringify(rest);
    });
    expect(new Set(await Promise.all(texts)).size).toBe(1);
  },
);
