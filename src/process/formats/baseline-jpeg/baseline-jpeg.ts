/**
 * Pixels to a JPEG, in half of the time that libvips and libjpeg take, and to the byte the same one (docs/decisions/0043).
 * What is not for this encoder (progressive, very large) is theirs.
 */
import { LONGEST_SIDE } from '../reduced-jpeg/header.js';
import type { Pixels } from '../reduced-jpeg/pixels.js';
import { Encoder } from './encoder.js';

/** Of each pixel a number and a half at most is kept, four bytes each, until all are there: 24 MB, which stay ours. */
const MOST_PIXELS = 4_000_000;

let encoder: Encoder | 'none' | undefined;

/** undefined: not for us. `quality`: 1–100. At once: a process that does this has nothing else to do. */
export function baselineJpeg(picture: Pixels, quality: number): Buffer | undefined {
  const { data, width, height } = picture;
  if (width * height > MOST_PIXELS || Math.max(width, height) > LONGEST_SIDE) return undefined;
  // sharp refuses it; here pixels of the picture before would come in their place.
  if (data.length < width * height * 3) return undefined;
  encoder ??= newEncoder();
  if (encoder === undefined || encoder === 'none') return undefined;
  try {
    return encoder.encode(picture, quality);
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    // An address outside of its memory: a mistake of ours, which libvips need not make; and the next picture gets an
    // encoder without what this one left.
    encoder = undefined;
    process.emitWarning(error);
    return undefined;
  }
}

/** undefined: there is no memory for it now, which the next picture may find. */
function newEncoder(): Encoder | 'none' | undefined {
  try {
    return new Encoder();
  } catch (error) {
    return error instanceof RangeError ? undefined : 'none'; // an old processor without SIMD
  }
}
