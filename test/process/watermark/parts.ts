/** Marks of known pixels, and parts of them. */
import type { Raster } from '#src/process/canvas.js';
import type { Rect } from '#src/process/geometry.js';
import type { Mark } from '#src/process/watermark/mark.js';
import { drawn, probe } from '../../pictures.js';

export function cropped(raster: Raster, { left, top, width, height }: Rect): Raster {
  return drawn(width, height, (x, y) => probe(raster, left + x, top + y) as [number, number, number]);
}

/** `asked`: the parts that were wanted of it. */
export function markOf(raster: Raster, key?: string): Mark & { readonly asked: readonly Rect[] } {
  const { width, height } = raster;
  const asked: Rect[] = [];
  const part = async (rect: Rect): Promise<Raster> => {
    asked.push(rect);
    return cropped(raster, rect);
  };
  return { width, height, key, part, asked };
}
