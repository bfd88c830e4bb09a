/** Drawn frames as the encoder wants them: of one size, one below the other, with the metadata that says so. */
import sharp, { type Sharp } from 'sharp';
import { drawing } from '../formats/decode.js';
import type { Encoded } from '../formats/encode.js';
import type { Raster } from './raster.js';
import { imageOf } from './render.js';

/** As pixels, or packed as a PNG where many of them would take too much memory. */
export type Frame = Raster | Buffer;

export async function stripOf(frames: readonly Frame[]): Promise<Sharp> {
  const strip = pixelsOf(frames);
  if (strip === undefined) return joined(await Promise.all(frames.map(packed)));
  if (frames.length === 1) return imageOf(strip);
  const { data, width, height, channels } = strip;
  return sharp(data, { raw: { width, height, channels, pageHeight: height / frames.length } });
}

export function pngOf(image: Sharp, compressionLevel: 0 | 1): Promise<Encoded> {
  return image.png({ compressionLevel }).toBuffer({ resolveWithObject: true });
}

/** Its pixels. */
export async function rasterFrom(frame: Frame): Promise<Raster> {
  if (!Buffer.isBuffer(frame)) return frame;
  const { data, info } = await drawing(() => sharp(frame).raw().toBuffer({ resolveWithObject: true }));
  return { data, width: info.width, height: info.height, channels: info.channels === 4 ? 4 : 3 };
}

/** undefined: some are packed, or some groups of frames have alpha and others not. */
function pixelsOf(frames: readonly Frame[]): Raster | undefined {
  const rasters = frames.filter((frame): frame is Raster => !Buffer.isBuffer(frame));
  const [first] = rasters;
  const alike = rasters.filter(({ channels }) => channels === first?.channels).length === frames.length;
  if (first === undefined || !alike) return undefined;
  return { ...first, data: piece(rasters.map(({ data }) => data)), height: first.height * frames.length };
}

/** All of them, one behind the other; not copied where they lie so already. */
function piece(parts: readonly Uint8Array[]): Uint8Array {
  const { buffer, byteOffset: start } = parts[0] ?? new Uint8Array();
  let end = start;
  for (const part of parts) {
    if (part.buffer !== buffer || part.byteOffset !== end) return Buffer.concat(parts);
    end += part.byteLength;
  }
  return new Uint8Array(buffer, start, end - start);
}

async function packed(frame: Frame): Promise<Buffer> {
  return Buffer.isBuffer(frame) ? frame : (await pngOf(imageOf(frame), 0)).data;
}

/** Files of one size, one below the other. */
function joined(files: readonly Buffer[]): Sharp {
  return files.length === 1 ? sharp(files[0]) : sharp([...files], { join: { animated: true, across: 1 } });
}
