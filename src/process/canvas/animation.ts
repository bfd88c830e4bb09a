/**
 * Animations. Every frame is drawn as a still picture of its own: sharp's one long strip of frames cannot be turned, and
 * its filters let each frame bleed into the next. Frames are decoded in groups, and kept packed when they are many, so
 * that memory follows the size of the file and not the number of pixels in it.
 */
import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { type Animation, decoding, drawing, mismatch, opened } from '../formats/decode.js';
import { type Encoded, encoded } from '../formats/encode.js';
import { paletteCarrier, sharedPalette } from '../formats/gif-palette.js';
import type { Size } from '../geometry.js';
import type { Output } from '../output.js';
import type { Source } from '../source.js';
import type { Raster } from './raster.js';
import { fileOf } from './render.js';
import { keepsColours, type Verb } from './verbs.js';

/** Pixels in memory at a time: 64 MB. */
const GROUP_PIXELS = 16_000_000;
/** A smaller GIF may have up to this times the bytes of the one it came from; then it is written more sparingly. */
const TOLERABLE_GROWTH = 1.2;

/** The file of all frames after these verbs, `size` each. @throws OssError 400 for a damaged file */
export async function animationFile(
  source: Source,
  animation: Animation,
  verbs: readonly Verb[],
  size: Size,
  output: Output,
): Promise<Buffer> {
  const many = animation.frames * size.width * size.height > GROUP_PIXELS;
  const frames = await drawnFrames(source, animation.frames, verbs, many ? 1 : 0);
  const { delay, loop } = animation;
  const palette = output.format === 'gif' ? await paletteOf(source, verbs) : undefined;
  const write = (sparing: boolean) =>
    drawing(async () => {
      const hints = { delay, loop, sparing, palette: palette ? 'source' : 'new' } as const;
      return (await encoded(stripOf(frames, size, palette), output, hints)).data;
    });
  const file = await write(false);
  if (output.format !== 'gif' || !hasGrown(file, size, source)) return file;
  const sparing = await write(true);
  return sparing.length < file.length ? sparing : file;
}

/** As PNGs of this level: packing costs more than drawing, so it is done only where memory would run short. */
async function drawnFrames(source: Source, count: number, verbs: readonly Verb[], level: 0 | 1): Promise<Buffer[]> {
  const { width, height } = source.facts;
  const group = Math.max(1, Math.floor(GROUP_PIXELS / (width * height)));
  const frames: Buffer[] = [];
  for (let first = 0; first < count; first += group) {
    for (const raster of await decodedFrames(source, first, Math.min(group, count - first))) {
      frames.push(await fileOf({ raster }, verbs, (image) => packed(image, level)));
    }
  }
  return frames;
}

function packed(image: Sharp, level: 0 | 1): Promise<Encoded> {
  return image.png({ compressionLevel: level }).toBuffer({ resolveWithObject: true });
}

async function decodedFrames(source: Source, first: number, count: number): Promise<Raster[]> {
  const { width, height } = source.facts;
  const { data, info } = await decoding(async () => {
    const strip = await opened(source, { first, count });
    return strip.raw().toBuffer({ resolveWithObject: true });
  });
  if (info.width !== width || info.height !== height * count) throw mismatch();
  const channels = info.channels === 4 ? 4 : 3;
  const length = width * height * channels;
  return Array.from({ length: count }, (_, index) => {
    return { data: data.subarray(index * length, (index + 1) * length), width, height, channels };
  });
}

/** The frames one below the other, and the metadata that says so. */
function stripOf(frames: readonly Buffer[], { width, height }: Size, palette: Uint8Array | undefined): Sharp {
  const join = { animated: true, across: 1 };
  if (!palette) return sharp([...frames], { join });
  const carried = sharp([paletteCarrier(palette, width, height), ...frames], { join });
  return carried.extract({ left: 0, top: height, width, height: height * frames.length });
}

/** The source's palette, if the frames are written as a GIF with no other colours than it had. */
async function paletteOf({ bytes, facts }: Source, verbs: readonly Verb[]): Promise<Uint8Array | undefined> {
  if (facts.format !== 'gif' || !keepsColours(verbs)) return undefined;
  return sharedPalette('path' in bytes ? await readFile(bytes.path) : bytes.bytes);
}

function hasGrown(file: Buffer, size: Size, { facts, fileSize }: Source): boolean {
  return size.width * size.height < facts.width * facts.height && file.length > fileSize * TOLERABLE_GROWTH;
}
