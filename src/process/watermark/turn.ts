/**
 * Turns a mark around its middle, and draws of it only what is seen: libvips would hold all of the turned mark in memory,
 * two gigabytes for a long line of large letters on any picture.
 */
import type { Raster } from '../canvas.js';
import { type Rect, rotatedSize, type Size } from '../geometry.js';
import type { Mark } from './mark.js';
import { seenPart } from './placement.js';

/** The part `seen` of the box around the mark, turned clockwise by whole degrees. Throws what `mark.part` throws. */
export async function turnedPart(mark: Mark, degrees: number, seen: Rect): Promise<Raster> {
  if (degrees % 360 === 0) return mark.part(seen);
  const back = backTurn(mark, degrees);
  const needed = neededPart(mark, back, seen);
  const { width, height } = seen;
  const turned = { data: new Uint8Array(width * height * 4), width, height, channels: 4 } as const;
  if (needed) sample(turned, seen, await mark.part(needed), needed, back);
  return turned;
}

/** What is seen at u, v of the box around the turned mark is at cos u + sin v + x0, cos v - sin u + y0 of the mark. */
interface BackTurn {
  readonly cos: number;
  readonly sin: number;
  readonly x0: number;
  readonly y0: number;
}

/** The middles of pixels are whole numbers. */
function backTurn({ width, height }: Size, degrees: number): BackTurn {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const box = rotatedSize(width, height, degrees);
  const [u, v] = [(1 - box.width) / 2, (1 - box.height) / 2];
  return { cos, sin, x0: cos * u + sin * v + (width - 1) / 2, y0: cos * v - sin * u + (height - 1) / 2 };
}

/** The pixels that those of `seen` are between; undefined: it is a corner without any. */
function neededPart(mark: Size, { cos, sin, x0, y0 }: BackTurn, { left, top, width, height }: Rect): Rect | undefined {
  const corners = [left, left + width - 1].flatMap((u) => [top, top + height - 1].map((v) => [u, v] as const));
  const xs = corners.map(([u, v]) => cos * u + sin * v + x0);
  const ys = corners.map(([u, v]) => cos * v - sin * u + y0);
  const [x, y] = [Math.floor(Math.min(...xs)), Math.floor(Math.min(...ys))];
  // The floor of the largest and the pixel behind it.
  const around = { width: Math.floor(Math.max(...xs)) + 2 - x, height: Math.floor(Math.max(...ys)) + 2 - y };
  const inside = seenPart({ left: x, top: y, ...around }, mark);
  return inside && { ...inside, left: x + inside.left, top: y + inside.top };
}

/** Every pixel is a mixture of the four that it lies between; beyond the edges is nothing. */
function sample(turned: Raster, seen: Rect, part: Raster, at: Rect, { cos, sin, x0, y0 }: BackTurn): void {
  for (let v = 0; v < turned.height; v++) {
    const [u0, v0] = [seen.left, seen.top + v];
    let x = cos * u0 + sin * v0 + x0 - at.left;
    let y = cos * v0 - sin * u0 + y0 - at.top;
    for (let u = 0; u < turned.width; u++, x += cos, y -= sin) {
      if (x <= -1 || y <= -1 || x >= part.width || y >= part.height) continue;
      mix(turned.data, (v * turned.width + u) * 4, part, x, y);
    }
  }
}

/** Colours count by their alpha, or transparent pixels would darken the edges. */
function mix(into: Uint8Array, to: number, { data, width, height, channels }: Raster, x: number, y: number): void {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  let [red, green, blue, sum] = [0, 0, 0, 0];
  for (let row = Math.max(top, 0); row <= Math.min(top + 1, height - 1); row++) {
    for (let column = Math.max(left, 0); column <= Math.min(left + 1, width - 1); column++) {
      const from = (row * width + column) * channels;
      const share = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row));
      const alpha = share * (channels === 4 ? (data[from + 3] ?? 0) : 255);
      red += alpha * (data[from] ?? 0);
      green += alpha * (data[from + 1] ?? 0);
      blue += alpha * (data[from + 2] ?? 0);
      sum += alpha;
    }
  }
  if (sum < 0.5) return;
  into[to] = red / sum + 0.5;
  into[to + 1] = green / sum + 0.5;
  into[to + 2] = blue / sum + 0.5;
  into[to + 3] = sum + 0.5;
}
