/** What a picture may be and become. All of it is configuration; these are the guide's numbers (behaviour D5). */
import { tooLarge } from '../causes.js';
import type { Size } from '../geometry.js';
import type { Profile } from '../params.js';

export interface Limits {
  readonly profile: Profile;
  /** Bytes of a source picture. Guide: 20 MB. */
  readonly sourceBytes: number;
  /** Pixels of a source's longer side, and of all its frames together. */
  readonly sourceSide: number;
  readonly sourcePixels: number;
  /** Pixels of a result: area 4096 x 4096, side 4096 x 4 (guide, Resize). */
  readonly targetArea: number;
  readonly targetSide: number;
  /** Each side of a picture that is rotated (guide, Rotate). */
  readonly rotationSide: number;
}

export const GUIDE_LIMITS: Limits = {
  profile: 'guide',
  sourceBytes: 20 * 1024 * 1024,
  sourceSide: 30_000,
  sourcePixels: 250_000_000,
  targetArea: 4096 * 4096,
  targetSide: 4096 * 4,
  rotationSide: 4096,
};

/** `most`: pixels of all frames together. @throws OssError 400 ImageTooLarge */
export function checkPixels({ width, height }: Size, frames: number, most: number): void {
  const pixels = width * height * frames;
  if (pixels <= most) return;
  const times = frames > 1 ? ` with ${frames} frames` : '';
  throw tooLarge(
    'sourcePixels',
    `The picture is ${width}x${height}${times}, ${pixels} pixels; at most ${most} are allowed.`,
  );
}
