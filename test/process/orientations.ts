/** All eight EXIF orientations, spelt out pixel by pixel (EXIF 2.3, Orientation). */
import type { Raster } from '#src/process/canvas.js';

type Place = (x: number, y: number) => readonly [number, number];

/** Where the pixel at (x, y) of the upright picture is stored; right and bottom are W-1, H-1 of the stored one. */
const STORED: Readonly<Record<number, (right: number, bottom: number) => Place>> = {
  1: () => (x, y) => [x, y],
  2: (right) => (x, y) => [right - x, y],
  3: (right, bottom) => (x, y) => [right - x, bottom - y],
  4: (_, bottom) => (x, y) => [x, bottom - y],
  5: () => (x, y) => [y, x],
  6: (_, bottom) => (x, y) => [y, bottom - x],
  7: (right, bottom) => (x, y) => [right - y, bottom - x],
  8: (right) => (x, y) => [right - y, x],
};

export const ORIENTATIONS = Object.keys(STORED).map(Number);

/** How an opaque picture that is stored with this orientation is meant to be seen. */
export function upright(stored: Raster, orientation: number): Raster {
  const place = STORED[orientation]?.(stored.width - 1, stored.height - 1);
  if (!place) throw new RangeError(`orientation ${orientation}`);
  const [width, height] = orientation >= 5 ? [stored.height, stored.width] : [stored.width, stored.height];
  const data = new Uint8Array(stored.data.length);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 3) {
      const [fromX, fromY] = place(x, y);
      const from = (fromY * stored.width + fromX) * 3;
      data[to] = stored.data[from] ?? 0;
      data[to + 1] = stored.data[from + 1] ?? 0;
      data[to + 2] = stored.data[from + 2] ?? 0;
    }
  }
  return { data, width, height, channels: 3 };
}
