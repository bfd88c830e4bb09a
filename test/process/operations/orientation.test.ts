/**
 * Every operation of the table, by its own example, on a picture stored in each of the eight EXIF orientations: the
 * result is, to the pixel, what the upright picture gives. A new operation is covered by being in the list.
 */
import { beforeAll, expect, test } from 'vitest';
import { operations } from '#src/process/operations/index.js';
import { decoded, jpeg, largestDifference, photo, png, withOrientation } from '../../pictures.js';
import { ORIENTATIONS, upright } from '../orientations.js';
import { ran } from './processed.js';

/** No two sides, corners or pixels are alike; large enough for the examples of the guide's kind. */
const stored = photo(240, 180);

interface Pair {
  readonly orientation: number;
  readonly turned: Buffer;
  readonly plain: Buffer;
}

/** The stored picture as files with that tag, and upright without it. */
async function pairs(format: 'png' | 'jpg', orientations: readonly number[]): Promise<readonly Pair[]> {
  const pixels = format === 'png' ? stored : await decoded(await jpeg(stored, 92));
  const pair = async (orientation: number) => ({
    orientation,
    turned: await withOrientation(stored, orientation, format),
    plain: await png(upright(pixels, orientation)),
  });
  return Promise.all(orientations.map(pair));
}

let pngs: readonly Pair[];
let jpegs: readonly Pair[];
beforeAll(async () => {
  [pngs, jpegs] = await Promise.all([pairs('png', ORIENTATIONS), pairs('jpg', [3, 5, 6, 7])]);
});

const result = async (file: Uint8Array, chain: string) => decoded(await ran(file, chain));

const pictures = operations.filter(({ kind }) => kind !== 'report').map(({ example }) => example);

test.each(pictures)('%s', async (chain) => {
  for (const { orientation, turned, plain } of pngs) {
    const [found, expected] = [await result(turned, chain), await result(plain, chain)];
    expect([orientation, largestDifference(found, expected)]).toEqual([orientation, 0]);
  }
});

test.each(pictures.map((example) => `${example}/format,png`))('of a JPEG: %s', async (chain) => {
  for (const { orientation, turned, plain } of jpegs) {
    const [found, expected] = [await result(turned, chain), await result(plain, chain)];
    expect([orientation, largestDifference(found, expected)]).toEqual([orientation, 0]);
  }
});

test.each(operations.filter(({ kind }) => kind === 'report').map(({ example }) => example))(
  '%s tells of the stored picture, whatever its orientation',
  async (chain) => {
    const texts = pngs.map(async ({ turned }) => {
      const { Orientation, FileSize, ...rest } = JSON.parse((await ran(turned, chain)).toString());
      return JSON.stringify(rest);
    });
    expect(new Set(await Promise.all(texts)).size).toBe(1);
  },
);
