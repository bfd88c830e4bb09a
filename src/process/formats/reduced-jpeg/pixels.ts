/**
 * Memory for the pixels of a picture, used again for the next: the kernel hands out new memory page by page, which is a
 * twentieth of the time that decoding takes.
 */
import type { Size } from '../../geometry.js';

export interface Pixels extends Size {
  /** R, G and B. */
  readonly data: Uint8Array;
}

/** Bytes that are kept at most; a picture at half of its 12 megapixels takes 9 MB. */
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
