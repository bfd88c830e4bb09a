/** Drawn frames as the encoder wants them: of one size, one below the other, with the metadata that says so. */
import sharp, { type Sharp } from 'sharp';
import type { Encoded } from '../formats/encode.js';
import { paletteCarrier } from '../formats/gif-palette.js';
import type { Size } from '../geometry.js';
import type { Raster } from './raster.js';
import { imageOf } from './render.js';

/** As pixels, or packed as a PNG where many of them would take too much memory. */
export type Frame = Raster | Buffer;

/** libpng reads no more rows. */
const MOST_PNG_ROWS = 1_000_000;

export async function stripOf(frames: readonly Frame[]): Promise<Sharp> {
  const strip = pixelsOf(frames);
  if (strip === undefined) return joined(await Promise.all(frames.map(packed)));
  if (frames.length === 1) return imageOf(strip);
  const { data, width, height, channels } = strip;
  return sharp(data, { raw: { width, height, channels, pageHeight: height / frames.length } });
}

/**
 * The same with a palette that the GIF encoder takes as it is. sharp keeps the palette of the first of several pictures
 * that it joins, if that one was a GIF.
 */
export async function stripWith(
  palette: Uint8Array,
  frames: readonly Frame[],
  { width, height }: Size,
): Promise<Sharp> {
  const carrier = paletteCarrier(palette);
  const rows = height * frames.length;
  const strip = pixelsOf(frames);
  if (strip === undefined || frames.length === 1 || rows > MOST_PNG_ROWS) {
    const files = await Promise.all(frames.map(packed));
    return joined([carrier, ...files]).extract({ left: 0, top: height, width, height: rows });
  }
  // How high a frame is sharp tells from how many pictures it joins. So all frames come as one picture, next to as many
  // of one pixel as make up the number: of the joined row only that one picture is ever drawn.
  const { data } = await pngOf(imageOf(strip), 0);
  const others = Array.from({ length: frames.length - 2 }, () => carrier);
  const row = sharp([carrier, data, ...others], { join: { animated: true, across: frames.length } });
  return row.extract({ left: width, top: 0, width, height: rows });
}

export function pngOf(image: Sharp, compressionLevel: 0 | 1): Promise<Encoded> {
  return image.png({ compressionLevel }).toBuffer({ resolveWithObject: true });
}

/** undefined: some are packed, or some groups of frames have alpha and others not. */
function pixelsOf(frames: readonly Frame[]): Raster | undefined {
  const rasters = frames.filter((frame): frame is Raster => !Buffer.isBuffer(frame));
  const [first] = rasters;
  const alike = rasters.filter(({ channels }) => channels === first?.channels).length === frames.length;
  if (first === undefined || !alike) return undefined;
  return { ...first, data: Buffer.concat(rasters.map(({ data }) => data)), height: first.height * frames.length };
}

async function packed(frame: Frame): Promise<Buffer> {
  return Buffer.isBuffer(frame) ? frame : (await pngOf(imageOf(frame), 0)).data;
}

/** Files of one size, one below the other. */
function joined(files: readonly Buffer[]): Sharp {
  return files.length === 1 ? sharp(files[0]) : sharp([...files], { join: { animated: true, across: 1 } });
}
