/**
 * A JPEG at 1/2, 1/4 or 1/8 by our decoder, and by libjpeg without what ours leaves out, each brought to the same smaller
 * size by sharp.
 */
import sharp from 'sharp';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { reducedJpeg } from '#src/process/formats/reduced-jpeg/reduced-jpeg.js';
import { tiffOf } from '#src/process/formats/tiff-file.js';
import { withoutFinest } from './without-finest.js';

export const DIVISORS = [2, 4, 8] as const;
export type Divisor = (typeof DIVISORS)[number];

export function ours(file: Buffer, divisor: Divisor) {
  return reducedJpeg({ bytes: file }, factsOfBytes(file), divisor);
}

/** A size for which sharp lets libjpeg do so much of the way, and the rest of the way itself. undefined: there is none. */
function targetOf(file: Buffer, divisor: Divisor) {
  const { width, height } = factsOfBytes(file);
  const reduction = divisor * 1.6;
  const target = { width: Math.round(width / reduction), height: Math.round(height / reduction), fit: 'fill' } as const;
  // Where sides are short, rounding makes it another reduction: see shrink-on-load.ts.
  const least = Math.min(width / target.width, height / target.height);
  return least >= divisor + 1 && (divisor === 8 || least < 2 * divisor) ? target : undefined;
}

/** Pixels by both ways; undefined: it is not read here. @throws what libvips says of a file that only we read */
export async function bothWays(file: Buffer, divisor: Divisor) {
  const picture = ours(file, divisor);
  const target = picture && targetOf(file, divisor);
  const coarse = target && withoutFinest(file, divisor);
  if (!coarse) return undefined;
  const { data, width, height, profile } = picture;
  const reduced = profile ? sharp(tiffOf(picture, profile)) : sharp(data, { raw: { width, height, channels: 3 } });
  // What ours takes, libvips takes.
  await sharp(file, { failOn: 'truncated' }).resize(target).raw().toBuffer();
  return {
    found: await reduced.resize(target).raw().toBuffer(),
    expected: await sharp(coarse, { failOn: 'truncated' }).resize(target).toColourspace('srgb').raw().toBuffer(),
  };
}
