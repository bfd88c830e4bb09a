/**
 * A JPEG at 1/2, 1/4 or 1/8 by our decoder, and by libjpeg without what ours leaves out, each brought to the same smaller
 * size by sharp.
 */
import sharp from 'sharp';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { Decoder, type Eighths } from '#src/process/formats/reduced-jpeg/decoder.js';
import { readHeader } from '#src/process/formats/reduced-jpeg/header.js';
import type { Side } from '#src/process/formats/reduced-jpeg/lanczos.js';
import { scalingOf } from '#src/process/formats/reduced-jpeg/scaling.js';
import { tiffOf } from '#src/process/formats/tiff-file.js';
import { withoutFinest } from './without-finest.js';

export const DIVISORS = [2, 4, 8] as const;
export type Divisor = (typeof DIVISORS)[number];

const decoder = new Decoder();

/** Not scaled: the samples that there are, all of them. */
export function ours(file: Buffer, divisor: Divisor) {
  const header = readHeader((offset, length) => file.subarray(offset, offset + length));
  if (!header) return undefined;
  const eighths = (8 / divisor) as Eighths;
  const whole = (length: number) => Math.floor((length * eighths) / 8);
  const side = (samples: number): Side => ({ samples, length: samples });
  const size = { width: whole(header.width), height: whole(header.height) };
  const luma = { across: side(size.width), down: side(size.height) };
  let at = header.scan;
  const pixels = decoder.decode(header, eighths, scalingOf(luma, size, header, header.down === 2), (into) => {
    const part = file.subarray(at, at + into.length);
    into.set(part);
    at += part.length;
    return part.length;
  });
  return pixels && { ...pixels, profile: header.profile };
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
