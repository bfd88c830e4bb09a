/** The mark itself, before it is turned and placed: an image, a text, or both in a row. */
import { OssError } from '../../errors.js';
import { layOver } from '../canvas/raster.js';
import type { Raster } from '../canvas.js';
import type { Rect, Size } from '../geometry.js';
import type { NamedPicture } from '../operation.js';
import { laidOutText, type TextMark } from '../text/draw-text.js';
import { type Row, rowOf, seenPart } from './placement.js';
import { watermarkError } from './refusals.js';

/** A mark may be a hundred times as large as what is seen of it, so only parts are drawn. */
export interface Mark extends Size {
  /** What its pixels depend on; undefined: that is not known. */
  readonly key: string | undefined;
  /** A part that lies inside. Ask once. @throws OssError 400 that names the object the pixels came from */
  part(rect: Rect): Promise<Raster>;
}

/** The object's picture. Nothing is decoded yet. */
export function imageMark({ key: name, canvas, identity }: NamedPicture): Mark {
  const { width, height } = canvas;
  const part = (rect: Rect): Promise<Raster> => {
    canvas.crop(rect);
    return named(name, () => canvas.pixels());
  };
  return { width, height, key: identity && JSON.stringify(['image', identity]), part };
}

export async function textMark(mark: TextMark): Promise<Mark> {
  const { width, height, part } = await laidOutText(mark);
  const key = JSON.stringify(['text', mark.text, mark.font, mark.color, mark.size, mark.shadow]);
  return { width, height, key, part: async (rect) => part(rect) };
}

/** An image and a text side by side. */
export function rowMark(image: Mark, text: Mark, row: Row): Mark {
  const { width, height, ...places } = rowOf(image, text, row);
  const { order, align, interval } = row;
  const key = image.key && JSON.stringify(['row', image.key, text.key, order, align, interval]);
  const both = [
    { mark: image, place: places.image },
    { mark: text, place: places.text },
  ];
  return { width, height, key, part: (rect) => rowPart(both, rect) };
}

async function rowPart(both: readonly { readonly mark: Mark; readonly place: Rect }[], rect: Rect): Promise<Raster> {
  const { width, height } = rect;
  const drawn: Raster = { data: new Uint8Array(width * height * 4), width, height, channels: 4 };
  for (const { mark, place } of both) {
    const [left, top] = [place.left - rect.left, place.top - rect.top];
    const seen = seenPart({ ...place, left, top }, rect);
    if (!seen) continue;
    layOver(drawn, await mark.part(seen), { left: left + seen.left, top: top + seen.top, opacity: 100 });
  }
  return drawn;
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
