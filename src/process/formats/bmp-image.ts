/** A BMP for sharp, which has no reader for it: as pixels, or with a colour profile as an uncompressed TIFF in memory. */
import { readFile } from 'node:fs/promises';
import sharp, { type Sharp, type SharpOptions } from 'sharp';
import type { Raster } from '../canvas/raster.js';
import type { Source } from '../source.js';
import { bmpHeader } from './bmp-header.js';
import { bmpRaster } from './bmp-raster.js';
import { Block, readFromBytes } from './reading.js';

/** @throws OssError BadRequest for a damaged file */
export async function bmpImage({ bytes }: Source, options: SharpOptions): Promise<Sharp> {
  const file = 'path' in bytes ? await readFile(bytes.path) : bytes.bytes;
  const raster = bmpRaster(file);
  const profile = profileIn(file);
  if (profile) return sharp(tiffOf(raster, profile), options);
  const { data, width, height, channels } = raster;
  return sharp(data, { ...options, raw: { width, height, channels } });
}

/** A profile that does not lie inside the file is damage that costs its colours, not the picture. */
function profileIn(file: Uint8Array): Uint8Array | undefined {
  const { profile } = readFromBytes(bmpHeader(Block.ofFile(file.byteLength)), file);
  if (!profile || profile.size === 0 || profile.at + profile.size > file.byteLength) return undefined;
  return file.subarray(profile.at, profile.at + profile.size);
}

const SHORT = 3;
const LONG = 4;
const UNDEFINED = 7;
const RGB = 2;
/** Colours are not multiplied by alpha. */
const PLAIN_ALPHA = 2;

function tiffOf({ data, width, height, channels }: Raster, profile: Uint8Array): Buffer {
  const head = Buffer.alloc(256);
  const depthsAt = head.length - 8;
  const profileAt = head.length;
  const pixelsAt = profileAt + profile.length + (profile.length % 2);
  const entries: readonly (readonly [tag: number, type: number, count: number, value: number])[] = [
    [256, LONG, 1, width],
    [257, LONG, 1, height],
    [258, SHORT, channels, depthsAt],
    [259, SHORT, 1, 1],
    [262, SHORT, 1, RGB],
    [273, LONG, 1, pixelsAt],
    [277, SHORT, 1, channels],
    [278, LONG, 1, height],
    [279, LONG, 1, data.length],
    ...(channels === 4 ? [[338, SHORT, 1, PLAIN_ALPHA] as const] : []),
    [34675, UNDEFINED, profile.length, profileAt],
  ];
  head.write('II*\0\x08\0\0\0', 'latin1');
  head.writeUInt16LE(entries.length, 8);
  for (const [index, [tag, type, count, value]] of entries.entries()) {
    const at = 10 + 12 * index;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(count, at + 4);
    head.writeUInt32LE(value, at + 8);
  }
  for (let channel = 0; channel < channels; channel++) head.writeUInt16LE(8, depthsAt + 2 * channel);
  return Buffer.concat([head, profile, Buffer.alloc(profile.length % 2), data]);
}
