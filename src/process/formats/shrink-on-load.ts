/**
 * How much of a reduction the decoder may do. libjpeg can hand over a picture at 1/2, 1/4 or 1/8 for a fraction of the
 * work, but only in whole blocks: it drops the pixels of the right and lower edge that do not fill one, and the rest is
 * then stretched over the result. That shift, not the decoder's own filter, decides how far the result is from a full
 * decode: 0.18 pixels of the result keep SSIM above 0.985, 0.4 let it fall to 0.93 (measured on four photos, 1/2 to 1/20).
 */
import type { Size } from '../geometry.js';

/** 'most' and 'half' are sharp's fastShrinkOnLoad on and off; off leaves at least half of the reduction to Lanczos. */
export type ShrinkOnLoad = 'most' | 'half' | 'none';

const LARGEST_SHIFT = 0.18;

/** For a JPEG of size `from` that is to be scaled to `to`, whole. */
export function jpegShrink(from: Size, to: Size): ShrinkOnLoad {
  const reduction = Math.min(from.width / to.width, from.height / to.height);
  if (shiftBy(blockOf(reduction, 1), from, to) <= LARGEST_SHIFT) return 'most';
  if (shiftBy(blockOf(reduction, 2), from, to) <= LARGEST_SHIFT) return 'half';
  return 'none';
}

/** The factor that sharp will ask libjpeg for (sharp, pipeline.cc, 'shrink-on-load'). */
function blockOf(reduction: number, spare: 1 | 2): number {
  const factor = [8, 4, 2].find((each) => reduction >= each * spare) ?? 1;
  return factor > 1 && Math.floor(reduction) === factor ? factor / 2 : factor;
}

/** Pixels of the result by which its far edge is displaced. */
function shiftBy(block: number, from: Size, to: Size): number {
  return Math.max(((from.width % block) * to.width) / from.width, ((from.height % block) * to.height) / from.height);
}

/**
 * libwebp scales to any size while it decodes, by averaging areas. What it makes twice the size of the result is a good
 * source for Lanczos (SSIM 0.998 at 0.7 of the work of a full decode); straight to the result it is not (0.98).
 * undefined: the gain is too small, decode in full.
 */
export function webpDetour(from: Size, to: Size): Size | undefined {
  if (Math.min(from.width / to.width, from.height / to.height) < 3) return undefined;
  return { width: 2 * to.width, height: 2 * to.height };
}
