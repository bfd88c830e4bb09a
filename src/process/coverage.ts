/** Shapes as masks: how much of each pixel a shape covers, 0–255, one byte per pixel, row by row. */
import type { Rect, Size } from './geometry.js';

/** Lines that a pixel is cut into, both ways, to find how much of it lies inside. */
const LINES = 16;

/** A rectangle with rounded corners; `radius` in pixels, at most half of the shorter side. */
interface Shape extends Size {
  readonly radius: number;
}

/**
 * A rectangle of this size with rounded corners; a square with half its side as radius is a circle. Halves of a pixel
 * are allowed. The corners are alike to the byte and the same from either side, so that it makes no difference whether
 * a picture is turned before or after.
 */
export function roundedCoverage({ width, height }: Size, radius: number): Uint8Array {
  const coverage = new Uint8Array(width * height).fill(255);
  const side = Math.ceil(radius);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const covered = cornerCoverage({ width, height, radius }, x, y);
      if (covered === 255) break;
      for (const row of [y, height - 1 - y]) {
        coverage[row * width + x] = covered;
        coverage[row * width + width - 1 - x] = covered;
      }
    }
  }
  return coverage;
}

/** A picture of `size` of which nothing is covered but what `coverage` covers of `rect`, inside it. */
export function within(size: Size, rect: Rect, coverage: Uint8Array): Uint8Array {
  const whole = new Uint8Array(size.width * size.height);
  for (let row = 0; row < rect.height; row++) {
    const line = coverage.subarray(row * rect.width, (row + 1) * rect.width);
    whole.set(line, (rect.top + row) * size.width + rect.left);
  }
  return whole;
}

/** Of a pixel of the top left corner. */
function cornerCoverage({ width, height, radius }: Shape, x: number, y: number): number {
  if (Math.hypot(radius - x, radius - y) <= radius) return 255;
  if (Math.hypot(Math.max(0, radius - x - 1), Math.max(0, radius - y - 1)) >= radius) return 0;
  const across = covered({ width, height, radius }, x, y);
  const down = covered({ width: height, height: width, radius }, y, x);
  return Math.round((255 * (across + down)) / 2);
}

/** The part of a pixel that is covered, 0–1: the mean length of so many lines across it, as far as they lie inside. */
function covered({ width, height, radius }: Shape, x: number, y: number): number {
  let sum = 0;
  for (let line = 0; line < LINES; line++) {
    const at = y + (line + 0.5) / LINES;
    const rise = Math.max(0, radius - at, at - (height - radius));
    const run = radius - Math.sqrt(Math.max(0, radius * radius - rise * rise));
    sum += Math.max(0, Math.min(x + 1, width - run) - Math.max(x, run));
  }
  return sum / LINES;
}
