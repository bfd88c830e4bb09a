/**
 * Frames of a file as pixels, and what is drawn on them. Every frame is a still picture of its own: sharp's one long
 * strip of frames cannot be turned, and its filters let each frame bleed into the next. Frames are decoded in groups, and
 * kept packed when they are many, so that memory follows the size of the file and not the number of pixels in it.
 */
import { decoding, mismatch, opened } from '../formats/decode.js';
import type { Size } from '../geometry.js';
import type { Source } from '../source.js';
import { opaque } from './opaque.js';
import { tidied } from './order.js';
import { cropped, framesOf, type Raster } from './raster.js';
import { fileOf, rasterOf } from './render.js';
import { scaledFrames, scaleTogether } from './scaled-frames.js';
import { type Frame, pngOf } from './strip.js';
import type { Verb } from './verbs.js';

/** Pixels in memory at a time: 64 MB. */
export const GROUP_PIXELS = 16_000_000;

/** Sees a frame as it was stored, and the one before it unless that is no longer in memory. */
type Look = (frame: Raster, before: Raster | undefined) => void;

/** The first `count` frames after these verbs, `size` each. */
export async function drawnFrames(
  source: Source,
  count: number,
  verbs: readonly Verb[],
  size: Size,
  look?: Look,
): Promise<Frame[]> {
  const { width, height } = source.facts;
  const ordered = tidied(verbs, source.facts);
  const group = Math.max(1, Math.floor(GROUP_PIXELS / (width * height)));
  const many = count * size.width * size.height > GROUP_PIXELS;
  const frames: Frame[] = [];
  for (let first = 0; first < count; first += group) {
    const stored = await decodedFrames(source, first, Math.min(group, count - first));
    if (look) for (const [index, frame] of stored.entries()) look(frame, stored[index - 1]);
    const { drawn, rest } = await drawnTogether(stored, ordered);
    for (const raster of drawn) {
      frames.push(
        many ? await fileOf({ raster }, rest, { image: (image) => pngOf(image, 1) }) : await rasterOf({ raster }, rest),
      );
    }
  }
  return frames;
}

/** Draws the first verbs, as long as all frames can be drawn at once and none gets larger. `rest`: those to be drawn. */
async function drawnTogether(
  frames: readonly Raster[],
  verbs: readonly Verb[],
): Promise<{ drawn: readonly Raster[]; rest: readonly Verb[] }> {
  const [verb, ...others] = verbs;
  if (verb?.verb === 'crop') {
    const kept = frames.map((frame) => cropped(frame, verb));
    return drawnTogether(kept, others);
  }
  if (verb?.verb === 'resize' && scaleTogether(frames, verb)) {
    return drawnTogether(await scaledFrames(frames, verb), others);
  }
  return { drawn: frames, rest: verbs };
}

async function decodedFrames(source: Source, first: number, count: number): Promise<Raster[]> {
  const { width, height } = source.facts;
  const { data, info } = await decoding(async () => {
    const strip = await opened(source, { first, count });
    return strip.raw().toBuffer({ resolveWithObject: true });
  });
  if (info.width !== width || info.height !== height * count) throw mismatch();
  const strip: Raster = { data, width, height: info.height, channels: info.channels === 4 ? 4 : 3 };
  // A GIF is decoded with alpha whether it has any or not, and scaling takes twice as long with it.
  return framesOf(opaque(strip) ?? strip, count);
}
