/**
 * Memory for the pixels of a picture, used again for the next. What is only let go waits for the collector: a worker that
 * made 150 pictures of 720 x 480 and 150 of 1000 x 667 had grown by some 30 MB more. And the kernel hands out new memory
 * page by page, which is a fiftieth of the time that decoding takes.
 */
import type { Size } from '../../geometry.js';

export interface Pixels extends Size {
  /** R, G and B. */
  readonly data: Uint8Array;
}

/** Bytes that are kept at most; a result of 2000 x 2000 takes as much. */
const MOST_KEPT = 12 * 1024 * 1024;

let kept: Buffer | undefined;

/** `length` bytes, of anything. */
export function lentPixels(length: number): Uint8Array {
  const memory = kept;
  if (memory === undefined || memory.length < length) return Buffer.allocUnsafeSlow(length);
  kept = undefined;
  return memory.subarray(0, length);
}

/** What was lent, and nobody looks at any more. */
export function lendAgain({ buffer, byteLength }: Uint8Array): void {
  const whole = Buffer.from(buffer as ArrayBuffer);
  if (whole.length <= MOST_KEPT && whole.length >= Math.max(byteLength, kept?.length ?? 0)) kept = whole;
}
