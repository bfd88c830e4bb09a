/** Draws the operation `watermark`: its mark, turned, and where it goes. */
import type { Canvas, Raster } from '../canvas.js';
import { tooLarge } from '../causes.js';
import type { Limits } from '../formats/limits.js';
import type { Aids } from '../operation.js';
import type { WatermarkValues } from '../operations/watermark.js';
import { imageMark, type Mark, rowMark, textMark } from './mark.js';
import type { Marks } from './marks.js';
import { markRect, seenPart } from './placement.js';
import { textArea } from './text-area.js';

/** @throws OssError 400 ImageTooLarge for a mark of too many pixels */
export async function drawWatermark(canvas: Canvas, values: WatermarkValues, aids: Aids): Promise<void> {
  const mark = await markFor(values, aids);
  mark.canvas.rotate(values.rotate);
  if (values.fill) fill(canvas, mark, values, aids);
  else layOnce(canvas, mark, values, aids);
}

async function markFor(values: WatermarkValues, { pictures: [picture], marks, limits }: Aids): Promise<Mark> {
  const { text, type: font, color, size, shadow } = values;
  const image = picture && imageMark(picture);
  if (text === undefined) {
    if (image) return image;
    throw new TypeError('a watermark without image and text');
  }
  checkArea('text', textArea(text, size), limits);
  const drawn = await textMark({ text, font, color, size, shadow }, marks);
  return image ? rowMark(image, drawn, values, marks) : drawn;
}

/** What is beyond the picture's edges is not even drawn. */
function layOnce(canvas: Canvas, mark: Mark, values: WatermarkValues, { marks }: Aids): void {
  const { width, height } = mark.canvas;
  const { left, top } = markRect(canvas, mark.canvas, values);
  const seen = seenPart({ left, top, width, height }, canvas);
  if (!seen) return;
  mark.canvas.crop(seen);
  const key = mark.key && JSON.stringify(['seen', mark.key, values.rotate, seen]);
  const place = { left: left + seen.left, top: top + seen.top, opacity: values.t };
  canvas.overlay(keptMark(mark, key, marks), place);
}

function fill(canvas: Canvas, mark: Mark, values: WatermarkValues, { marks, limits }: Aids): void {
  const { width, height } = mark.canvas;
  checkArea('mark', width * height, limits);
  const { left, top } = markRect(canvas, mark.canvas, values);
  const key = mark.key && JSON.stringify(['whole', mark.key, values.rotate]);
  const every = { x: width + values.padx, y: height + values.pady };
  canvas.overlay(keptMark(mark, key, marks), { left, top, opacity: values.t, every });
}

/** Every frame of an animation asks again. */
function keptMark({ pixels }: Mark, key: string | undefined, marks: Marks): { pixels(): Promise<Raster> } {
  let drawn: Promise<Raster> | undefined;
  return {
    pixels() {
      drawn ??= marks.of(key, pixels);
      return drawn;
    },
  };
}

/** A text of 64 wide characters of 1000 pixels would take a gigabyte to show a corner of it. */
function checkArea(what: string, pixels: number, { targetArea }: Limits): void {
  if (pixels <= targetArea) return;
  throw tooLarge(
    'target',
    `The ${what} of the watermark would have ${pixels} pixels; at most ${targetArea} are allowed.`,
  );
}
