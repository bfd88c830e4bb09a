/** Draws the operation `watermark`: its mark, turned, and where it goes. */
import type { Canvas, Raster } from '../canvas.js';
import { tooLarge } from '../causes.js';
import type { Limits } from '../formats/limits.js';
import { type Rect, rotatedSize, type Size } from '../geometry.js';
import type { Aids } from '../operation.js';
import type { WatermarkValues } from '../operations/watermark.js';
import { imageMark, type Mark, rowMark, textMark } from './mark.js';
import type { Marks } from './marks.js';
import { markRect, seenPart } from './placement.js';
import { turnedPart } from './turn.js';

/** @throws OssError 400 ImageTooLarge for a repeated mark of too many pixels */
export async function drawWatermark(canvas: Canvas, values: WatermarkValues, aids: Aids): Promise<void> {
  const { rotate, t: opacity, fill, padx, pady } = values;
  const mark = await markFor(values, aids);
  const place = markRect(canvas, rotatedSize(mark.width, mark.height, rotate), values);
  if (fill) checkArea(place, aids.limits);
  const seen = fill ? { ...place, left: 0, top: 0 } : seenPart(place, canvas);
  if (!seen) return;
  canvas.overlay(keptPart(mark, rotate, seen, aids.marks), {
    left: place.left + seen.left,
    top: place.top + seen.top,
    opacity,
    ...(fill && { every: { x: place.width + padx, y: place.height + pady } }),
  });
}

async function markFor(values: WatermarkValues, { pictures: [picture] }: Aids): Promise<Mark> {
  const { text, type: font, color, size, shadow } = values;
  const image = picture && imageMark(picture);
  if (text === undefined) {
    if (image) return image;
    throw new TypeError('a watermark without image and text');
  }
  const drawn = await textMark({ text, font, color, size, shadow });
  return image ? rowMark(image, drawn, values) : drawn;
}

/** Every frame of an animation asks again. */
function keptPart(mark: Mark, degrees: number, seen: Rect, marks: Marks): { pixels(): Promise<Raster> } {
  const key = mark.key && JSON.stringify([mark.key, degrees, seen.left, seen.top, seen.width, seen.height]);
  let drawn: Promise<Raster> | undefined;
  return {
    pixels() {
      drawn ??= marks.of(key, () => turnedPart(mark, degrees, seen));
      return drawn;
    },
  };
}

/** What is repeated is drawn as a whole. */
function checkArea({ width, height }: Size, { targetArea }: Limits): void {
  const pixels = width * height;
  if (pixels <= targetArea) return;
  throw tooLarge('target', `The mark of the watermark would have ${pixels} pixels; at most ${targetArea} are allowed.`);
}
