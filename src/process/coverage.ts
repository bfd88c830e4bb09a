/** Shapes as masks: how much of each pixel a shape covers, 0–255, one byte per pixel, row by row. */
import type { Size } from './geometry.js';

/**
 * A rectangle of this size with rounded corners. `radius` in pixels, halves allowed, at most half of the shorter side:
 * a square with half its side is a circle. Edges are smooth; the four corners are alike to the byte, so that it makes
 * no difference whether the picture is turned before or after.
 */
export function roundedCoverage({ width, height }: Size, radius: number): Uint8Array {
  const coverage = new Uint8Array(width * height).fill(255);
  const side = Math.ceil(radius);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const covered = cornerCoverage(x, y, radius);
      if (covered === 255) break;
      for (const row of [y, height - 1 - y]) {
        coverage[row * width + x] = covered;
        coverage[row * width + width - 1 - x] = covered;
      }
    }
  }
  return coverage;
}

/** Of a pixel of the top left corner: by the distance of its middle from the arc, within 3 levels of the true area. */
function cornerCoverage(x: number, y: number, radius: number): number {
  const outside = Math.hypot(radius - x - 0.5, radius - y - 0.5) - radius;
  return Math.round(255 * Math.min(1, Math.max(0, 0.5 - outside)));
}
