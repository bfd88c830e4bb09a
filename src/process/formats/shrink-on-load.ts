/**
 * How much of a reduction the decoder may do. libjpeg can hand over a picture at 1/2, 1/4 or 1/8 for a fraction of the
 * work, but each of its pixels is then the plain average of a square (our own decoder's, too, but for what it leaves out of
 * the blocks: reduced-jpeg/). Two things follow, and both soften the result:
 * - What is left to Lanczos must be enough to hide the averages, or fine lines fade. Reduced by 9.5, thin lines on white
 *   have SSIM 0.86 when libjpeg did 8 of it, and 0.99 when it did 4.
 * - It hands over whole blocks: pixels of the right and lower edge that do not fill one are dropped, and the rest is
 *   stretched over the result. A shift of s pixels of the result costs about 0.4 s² of SSIM.
 * With the numbers below photos keep more than 0.985 at every size, and thin lines down to 1/12. Smaller ones have 0.91 to
 * 0.94 where a full decode has 0.85 to 0.98 (against exact Lanczos): nobody can read them any more, and it halves the CPU.
 */
import type { Size } from '../geometry.js';

/** 'most' and 'half' are sharp's fastShrinkOnLoad on and off; off leaves at least half of the reduction to Lanczos. */
export type ShrinkOnLoad = 'most' | 'half' | 'none';

export type Factor = 1 | 2 | 4 | 8;

/** For what libjpeg does of the reduction: the least that must be left, and the largest shift in pixels of the result. */
const ALLOWED: Readonly<Record<Factor, { readonly left: number; readonly shift: number }>> = {
  1: { left: 0, shift: 0 },
  2: { left: 1.5, shift: 0.15 },
  4: { left: 2, shift: 0.05 },
  8: { left: 1.6, shift: 0.18 },
};

/** How sharp is asked to scale a JPEG. */
export interface JpegScaling {
  readonly shrink: ShrinkOnLoad;
  /** How much of it sharp will leave to libjpeg. */
  readonly factor: Factor;
  /** Only this side of the target is named; the other one follows from it. Absent: both are. */
  readonly by?: 'width' | 'height';
}

/** For a JPEG of size `from` that is to be scaled to `to`, whole. */
export function jpegScaling(from: Size, to: Size): JpegScaling {
  const [across, down] = [from.width / to.width, from.height / to.height];
  const [least, most] = [Math.min(across, down), Math.max(across, down)];
  const by = across > down ? 'width' : 'height';
  // A third of 3000x2000 is 1000x667, of which the height is reduced by 2.9985: sharp would shrink by 1 instead of 2.
  const larger = factorOf(most, 1);
  if (larger > factorOf(least, 1) && allows(larger, most, from, to) && follows(by, larger, from, to)) {
    return { shrink: 'most', factor: larger, by };
  }
  const smaller = factorOf(least, 1);
  if (allows(smaller, least, from, to)) return { shrink: 'most', factor: smaller };
  const half = factorOf(least, 2);
  if (allows(half, least, from, to)) return { shrink: 'half', factor: half };
  return { shrink: 'none', factor: 1 };
}

function allows(factor: Factor, reduction: number, from: Size, to: Size): boolean {
  const { left, shift } = ALLOWED[factor];
  return factor === 1 || (reduction / factor >= left && shiftBy(factor, from, to) <= shift);
}

/** Whether the side that is not named comes out as wanted. */
function follows(by: 'width' | 'height', factor: Factor, from: Size, to: Size): boolean {
  const [width, height] = [Math.floor(from.width / factor), Math.floor(from.height / factor)];
  // A tenth away from a half, sharp and this line round alike.
  const side = by === 'width' ? (height * to.width) / width : (width * to.height) / height;
  return Math.abs(side - (by === 'width' ? to.height : to.width)) < 0.4;
}

/** The factor that sharp will ask libjpeg for (sharp, pipeline.cc, 'shrink-on-load'). */
function factorOf(reduction: number, spare: 1 | 2): Factor {
  const factor = ([8, 4, 2] as const).find((each) => reduction >= each * spare) ?? 1;
  if (factor === 1 || Math.floor(reduction) !== factor) return factor;
  return factor === 8 ? 4 : factor === 4 ? 2 : 1;
}

/** Pixels of the result by which its far corner is displaced. */
function shiftBy(factor: Factor, from: Size, to: Size): number {
  const [right, below] = [from.width % factor, from.height % factor];
  return Math.hypot((right * to.width) / from.width, (below * to.height) / from.height);
}

/** Of a WebP: how many times the result's size libwebp makes it, and from which reduction on that is cheaper. */
const DETOUR = { times: 3, from: 4.5 } as const;

/**
 * libwebp scales to any size while it decodes, by averaging areas. What it makes three times the size of the result is a
 * better source for Lanczos than the whole picture, which libvips itself averages at such reductions (SSIM against exact
 * Lanczos 0.998 and 0.993), and takes 0.9 of the time. undefined: decode in full.
 */
export function webpDetour(from: Size, to: Size): Size | undefined {
  if (Math.min(from.width / to.width, from.height / to.height) < DETOUR.from) return undefined;
  return { width: DETOUR.times * to.width, height: DETOUR.times * to.height };
}
