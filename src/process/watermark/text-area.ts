/** How large a text gets, from numbers alone: fonts are the workers' business. */
import { ASCENT, DESCENT } from '../text/line-box.js';

/** Unicode code points. */
export function codePoints(text: string): number {
  return [...text].length;
}

/** Pixels of the line's box, as if every character were a wide one. */
export function textArea(text: string, size: number): number {
  return codePoints(text) * size * size * (ASCENT + DESCENT);
}
