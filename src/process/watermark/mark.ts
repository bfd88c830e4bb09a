/** The mark itself, before it is placed: an image, a text, or both in a row. */
import { OssError } from '../../errors.js';
import { layOver } from '../canvas/raster.js';
import { Canvas, type Raster } from '../canvas.js';
import type { NamedPicture } from '../operation.js';
import type { TextMark } from '../text/draw-text.js';
import { drawText } from '../text/draw-text.js';
import type { Marks } from './marks.js';
import { type Row, rowOf } from './placement.js';
import { watermarkError } from './refusals.js';

export interface Mark {
  readonly canvas: Canvas;
  /** What its pixels depend on; undefined: that is not known. */
  readonly key: string | undefined;
  /** The canvas's pixels, or the error that names the object they came from. */
  pixels(): Promise<Raster>;
}

/** The object's picture. Nothing is decoded yet. */
export function imageMark({ key: name, canvas, identity }: NamedPicture): Mark {
  const key = identity === undefined ? undefined : JSON.stringify(['image', identity]);
  return { canvas, key, pixels: () => named(name, () => canvas.pixels()) };
}

export async function textMark(text: TextMark, marks: Marks): Promise<Mark> {
  const key = JSON.stringify(['text', text.text, text.font, text.color, text.size, text.shadow]);
  return markOf(key, await marks.of(key, () => drawText(text)));
}

/** An image and a text side by side. */
export async function rowMark(image: Mark, text: Mark, row: Row, marks: Marks): Promise<Mark> {
  const { order, align, interval } = row;
  const key = image.key && JSON.stringify(['row', image.key, text.key, order, align, interval]);
  return markOf(key, await marks.of(key, () => sideBySide(image, text, row)));
}

function markOf(key: string | undefined, raster: Raster): Mark {
  const canvas = Canvas.of(raster);
  return { canvas, key, pixels: () => canvas.pixels() };
}

async function sideBySide(image: Mark, text: Mark, row: Row): Promise<Raster> {
  const { width, height, ...places } = rowOf(image.canvas, text.canvas, row);
  const both: Raster = { data: new Uint8Array(width * height * 4), width, height, channels: 4 };
  layOver(both, await image.pixels(), { ...places.image, opacity: 100 });
  layOver(both, await text.pixels(), { ...places.text, opacity: 100 });
  return both;
}

/** The picture that is marked may be fine; the client must learn which of the two is not. */
async function named(key: string, work: () => Promise<Raster>): Promise<Raster> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OssError) || error.code !== 'BadRequest') throw error;
    throw watermarkError(key, `cannot be drawn. ${error.message}`, { cause: error });
  }
}
