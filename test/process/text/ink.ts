/** To look into drawn text. */
import type { Raster } from '#src/process/canvas.js';
import { drawText, type TextMark } from '#src/process/text/draw-text.js';
import { findFaces } from '#src/process/text/faces.js';
import type { FontName } from '#src/process/text/fonts.js';

/** A machine where no font is installed. */
export const BARE = { XDG_DATA_DIRS: '/nowhere', XDG_DATA_HOME: '/nowhere' };
export const bareFaces = () => findFaces({}, BARE);

export const written = (text: string, mark: Partial<TextMark> = {}): Promise<Raster> =>
  drawText({ text, font: 'wqy-zenhei' as FontName, color: '000000', size: 40, shadow: 0, ...mark });

export function alphaAt({ data, width }: Raster, x: number, y: number): number {
  return data[(y * width + x) * 4 + 3] ?? 0;
}

/** The alpha of a part as one list, to be compared with another. */
export function alphas(raster: Raster, left = 0, width = raster.width - left): number[] {
  const found: number[] = [];
  for (let y = 0; y < raster.height; y += 1) {
    for (let x = left; x < left + width; x += 1) found.push(alphaAt(raster, x, y));
  }
  return found;
}

/** Pixels covered, in parts of one. */
export function inkOf(raster: Raster): number {
  return alphas(raster).reduce((sum, alpha) => sum + alpha, 0) / 255;
}

export interface Edges {
  readonly left: number;
  readonly top: number;
  /** Of the first column and row after the ink. */
  readonly right: number;
  readonly bottom: number;
}

/** Where there is ink of at least `least`; all 0 for none. */
export function inkBox(raster: Raster, least = 64): Edges {
  let [left, top, right, bottom] = [raster.width, raster.height, 0, 0];
  for (let y = 0; y < raster.height; y += 1) {
    for (let x = 0; x < raster.width; x += 1) {
      if (alphaAt(raster, x, y) < least) continue;
      [left, top, right, bottom] = [
        Math.min(left, x),
        Math.min(top, y),
        Math.max(right, x + 1),
        Math.max(bottom, y + 1),
      ];
    }
  }
  return right === 0 ? { left: 0, top: 0, right: 0, bottom: 0 } : { left, top, right, bottom };
}

/** The largest alpha in the outermost rows and columns. */
export function inkAtBorder(raster: Raster): number {
  const { width, height } = raster;
  const rows = [0, height - 1].flatMap((y) => Array.from({ length: width }, (_, x) => alphaAt(raster, x, y)));
  const columns = [0, width - 1].flatMap((x) => Array.from({ length: height }, (_, y) => alphaAt(raster, x, y)));
  return Math.max(...rows, ...columns);
}

/** The colours of all pixels that are not wholly transparent, as RRGGBB. */
export function colours({ data }: Raster): ReadonlySet<string> {
  const found = new Set<string>();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] !== 0) found.add(Buffer.from(data.subarray(at, at + 3)).toString('hex'));
  }
  return found;
}
