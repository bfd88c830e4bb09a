/** Facts of a TIFF: its first directory, which libtiff writes at the end of the file. Later pages are never drawn. */
import type { Facts } from './facts.js';
import { orientationIn, Tiff } from './ifd.js';
import { type Block, damaged, type Reading } from './reading.js';

const TAG = { width: 256, height: 257, depth: 258, photometric: 262, samples: 277, extraSamples: 338 };

/** Photometric interpretation -> samples of the colour itself; more of them are alpha. Grey and palettes have one. */
const COLOUR_SAMPLES: Readonly<Record<number, number>> = { 2: 3, 5: 4, 6: 3, 8: 3, 9: 3 };

/** @throws OssError BadRequest for a file whose first directory is missing or says no size */
export function* tiffFacts(file: Block): Reading<Facts> {
  const tiff = yield* Tiff.open(file);
  const directory = tiff === undefined ? undefined : yield* tiff.directory(tiff.first);
  if (tiff === undefined || directory === undefined) throw damaged('it has no directory');
  const integer = (tag: number) => tiff.integer(directory.entries.find((entry) => entry.tag === tag));
  const width = yield* integer(TAG.width);
  const height = yield* integer(TAG.height);
  if (width === undefined || height === undefined) throw damaged('its directory gives no size');
  const samples = (yield* integer(TAG.samples)) ?? 1;
  const colours = COLOUR_SAMPLES[(yield* integer(TAG.photometric)) ?? 0] ?? 1;
  // Absent means 1 bit: a fax.
  const depth = (yield* integer(TAG.depth)) ?? 1;
  return {
    format: 'tiff',
    width,
    height,
    frames: 1,
    orientation: yield* orientationIn(tiff, directory),
    alpha: samples > colours || directory.entries.some((entry) => entry.tag === TAG.extraSamples),
    ...(depth === 8 ? {} : { depth }),
  };
}
