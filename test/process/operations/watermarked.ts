/** Chains with watermarks on pixels, and where in a result the ink is. */

import { OssError } from '#src/errors.js';
import { base64Of } from '#src/process/base64.js';
import type { Raster } from '#src/process/canvas.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { measureSources } from '#src/process/measure.js';
import { planOf } from '#src/process/plan.js';
import { run } from '#src/process/run.js';
import type { Marks } from '#src/process/watermark/marks.js';
import { decoded, flat, png, sourceOf } from '../../pictures.js';

export const GREY = [100, 100, 100] as const;
export const INK = [200, 40, 220] as const;

/** 'image_…' of a mark with a chain behind its name, or without one. */
export const image = (steps?: string) => `image_${base64Of(steps ? `m.png?x-oss-process=image/${steps}` : 'm.png')}`;
export const text = (plain: string) => `text_${base64Of(plain)}`;

export interface Given {
  /** 120x90 in GREY unless said otherwise. */
  readonly picture?: Raster | Buffer;
  /** What every image is; 21x11 in INK unless said otherwise. */
  readonly mark?: Raster | Buffer;
  readonly marks?: Marks;
}

/** The file that `image/CHAIN` makes. */
export async function fileWith(chain: string, given: Given = {}): Promise<Buffer> {
  const { picture = flat(120, 90, GREY), mark = flat(21, 11, INK), marks } = given;
  const plan = planOf(`image/${chain}`, GUIDE_LIMITS);
  const source = sourceOf(Buffer.isBuffer(picture) ? picture : await png(picture));
  const file = Buffer.isBuffer(mark) ? mark : await png(mark);
  const sources = plan.sources.map(() => ({ ...sourceOf(file), version: '1' }));
  measureSources(plan, source.facts, sources, GUIDE_LIMITS);
  return (await run(plan, source, sources, GUIDE_LIMITS, marks)).bytes;
}

/** PNG in, PNG out. */
export async function pixelsWith(chain: string, given: Given = {}): Promise<Raster> {
  return decoded(await fileWith(chain, given));
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The smallest rectangle around the pixels that differ from a colour by more than `least` levels. */
export function inkBox(raster: Raster, ground: readonly number[] = GREY, least = 24): Box | undefined {
  const places = inked(raster, ground, least);
  if (places.length === 0) return undefined;
  const [xs, ys] = [places.map(([x]) => x), places.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left + 1, height: Math.max(...ys) - top + 1 };
}

export function inked(raster: Raster, ground: readonly number[] = GREY, least = 24): [number, number][] {
  const places: [number, number][] = [];
  for (let y = 0; y < raster.height; y++) {
    for (let x = 0; x < raster.width; x++) {
      if (differs(raster, x, y, ground, least)) places.push([x, y]);
    }
  }
  return places;
}

/** Of the colour, in any channel, by more than `least` levels. */
export function differs(
  { data, width, channels }: Raster,
  x: number,
  y: number,
  colour: readonly number[],
  least: number,
): boolean {
  const at = (y * width + x) * channels;
  for (let c = 0; c < colour.length; c++) {
    if (Math.abs((colour[c] ?? 0) - (data[at + c] ?? 0)) > least) return true;
  }
  return false;
}

/** What the work is refused with. */
export async function refusal(work: Promise<unknown>): Promise<OssError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof OssError) return error;
  throw error ?? new Error('accepted');
}
