/**
 * Frames of a file, drawn one by one. Every frame is a still picture of its own: sharp's one long strip of frames cannot
 * be turned, and its filters let each frame bleed into the next. Frames are decoded in groups, and kept packed when they
 * are many, so that memory follows the size of the file and not the number of pixels in it.
 */
import sharp, { type Sharp } from 'sharp';
import { type Animation, decoding, drawing, mismatch, opened } from '../formats/decode.js';
import { type Encoded, encoded } from '../formats/encode.js';
import type { Size } from '../geometry.js';
import type { Output } from '../output.js';
import type { Source } from '../source.js';
import type { Raster } from './raster.js';
import { fileOf, imageOf, rasterOf } from './render.js';
import type { Verb } from './verbs.js';

/** Pixels in memory at a time: 64 MB. */
export const GROUP_PIXELS = 16_000_000;

/** The file of all frames after these verbs, but for a GIF (gif-file.ts). @throws OssError 400 for a damaged file */
export async function animationFile(
  source: Source,
  { frames: count, delay, loop }: Animation,
  verbs: readonly Verb[],
  size: Size,
  output: Output,
): Promise<Buffer> {
  const frames = await drawnFrames(source, count, verbs, size);
  return drawing(async () => (await encoded(await stripOf(frames), output, { delay, loop, palette: 'new' })).data);
}

/** As pixels, or packed as a PNG where many of them would take too much memory. */
export type Frame = Raster | Buffer;

/** The first `count` frames after these verbs, `size` each. `look` sees them as they were stored. */
export async function drawnFrames(
  source: Source,
  count: number,
  verbs: readonly Verb[],
  size: Size,
  look?: (frame: Raster) => void,
): Promise<Frame[]> {
  const { width, height } = source.facts;
  const group = Math.max(1, Math.floor(GROUP_PIXELS / (width * height)));
  const many = count * size.width * size.height > GROUP_PIXELS;
  const frames: Frame[] = [];
  for (let first = 0; first < count; first += group) {
    for (const raster of await decodedFrames(source, first, Math.min(group, count - first))) {
      look?.(raster);
      frames.push(
        many ? await fileOf({ raster }, verbs, (image) => pngOf(image, 1)) : await rasterOf({ raster }, verbs),
      );
    }
  }
  return frames;
}

/** Frames of one size, one below the other, and the metadata that says so. */
export async function stripOf(frames: readonly Frame[]): Promise<Sharp> {
  const rasters = frames.filter((frame): frame is Raster => !Buffer.isBuffer(frame));
  const [first] = rasters;
  // Some groups of frames may have alpha and others not.
  const alike = rasters.filter(({ channels }) => channels === first?.channels).length === frames.length;
  if (first === undefined || !alike) return joined(await Promise.all(frames.map(packed)));
  if (frames.length === 1) return imageOf(first);
  const { width, height, channels } = first;
  const raw = { width, height: height * frames.length, channels, pageHeight: height };
  return sharp(Buffer.concat(rasters.map(({ data }) => data)), { raw });
}

export async function packed(frame: Frame): Promise<Buffer> {
  return Buffer.isBuffer(frame) ? frame : (await pngOf(imageOf(frame), 0)).data;
}

/** Files of one size, one below the other. */
export function joined(files: readonly Buffer[]): Sharp {
  return files.length === 1 ? sharp(files[0]) : sharp([...files], { join: { animated: true, across: 1 } });
}

function pngOf(image: Sharp, compressionLevel: 0 | 1): Promise<Encoded> {
  return image.png({ compressionLevel }).toBuffer({ resolveWithObject: true });
}

async function decodedFrames(source: Source, first: number, count: number): Promise<Raster[]> {
  const { width, height } = source.facts;
  const { data, info } = await decoding(async () => {
    const strip = await opened(source, { first, count });
    return strip.raw().toBuffer({ resolveWithObject: true });
  });
  if (info.width !== width || info.height !== height * count) throw mismatch();
  const { pixels, channels } = await withoutNeedlessAlpha({ data, ...info, channels: info.channels === 4 ? 4 : 3 });
  const length = width * height * channels;
  return Array.from({ length: count }, (_, index) => {
    return { data: pixels.subarray(index * length, (index + 1) * length), width, height, channels };
  });
}

/** A GIF is decoded with alpha whether it has any or not, and scaling takes twice as long with it. */
async function withoutNeedlessAlpha(strip: Raster): Promise<{ pixels: Uint8Array; channels: 3 | 4 }> {
  const { data, channels } = strip;
  if (channels === 3 || !isOpaque(data)) return { pixels: data, channels };
  return { pixels: await drawing(() => imageOf(strip).removeAlpha().raw().toBuffer()), channels: 3 };
}

function isOpaque(data: Uint8Array): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}
