/**
 * A BMP to pixels; libvips has no reader for it. Whatever the header says, nothing outside the file is read: what lies
 * beyond its end is damage, what lies beyond the palette is black.
 */
import type { Raster } from '../canvas/raster.js';
import { type BmpHeader, bmpHeader, type Masks } from './bmp-header.js';
import { unpackRuns } from './bmp-runs.js';
import { Block, damaged, readFromBytes } from './reading.js';

/** Draws one stored row of `width` pixels that begins at `from` into `pixels` at `to`. */
type RowReader = (file: Uint8Array, from: number, pixels: Uint8Array, to: number, width: number) => void;

/**
 * Ask the limits before, with the facts: this takes 3 or 4 bytes per pixel. An alpha that is 0 everywhere is none, as in
 * every screenshot that Windows puts on its clipboard.
 * @throws OssError BadRequest for a damaged file, or one that ends before its last pixel
 */
export function bmpRaster(file: Uint8Array): Raster {
  const header = readFromBytes(bmpHeader(Block.ofFile(file.byteLength)), file);
  const { width, height, bits, masks, pixelsAt } = header;
  if (width < 1 || height < 1) throw damaged(`its header gives a size of ${width}x${height}`);
  if (header.packing !== 'none')
    return { data: unpackRuns(file, header, paletteOf(file, header)), width, height, channels: 3 };
  const stride = Math.ceil((width * bits) / 32) * 4;
  // The padding of the last row may be missing.
  const end = pixelsAt + stride * (height - 1) + Math.ceil((width * bits) / 8);
  if (end > file.byteLength) throw damaged('it ends before its last pixel');
  const channels = bits >= 16 && masks.alpha !== 0 ? 4 : 3;
  const read = rowReader(file, header);
  const data = new Uint8Array(width * height * channels);
  for (let row = 0; row < height; row++) {
    const y = header.topDown ? row : height - 1 - row;
    read(file, pixelsAt + row * stride, data, y * width * channels, width);
  }
  const raster: Raster = { data, width, height, channels };
  return channels === 4 && isBlank(data) ? withoutAlpha(raster) : raster;
}

function rowReader(file: Uint8Array, header: BmpHeader): RowReader {
  const { bits, masks } = header;
  if (bits === 24) return readBytes([2, 1, 0], 3);
  if (bits < 16) return readIndexes(paletteOf(file, header), bits);
  const places = [masks.red, masks.green, masks.blue, ...(masks.alpha === 0 ? [] : [masks.alpha])].map(byteOf);
  return bits === 32 && !places.includes(-1) ? readBytes(places, 4) : readMasked(masks, bits / 8);
}

/** Three bytes for each of the 256 colours that an index can name; those that the file has not are black. */
function paletteOf(file: Uint8Array, { palette: { at, entrySize, colours } }: BmpHeader): Uint8Array {
  if (at + colours * entrySize > file.byteLength) throw damaged('it ends inside its palette');
  const palette = new Uint8Array(256 * 3);
  readBytes([2, 1, 0], entrySize)(file, at, palette, 0, colours);
  return palette;
}

/** 1, 2, 4 or 8 bits per pixel, the highest bits first. */
function readIndexes(palette: Uint8Array, bits: number): RowReader {
  const mask = 2 ** bits - 1;
  return (file, from, pixels, to, width) => {
    for (let x = 0, at = from, shift = 8 - bits, t = to; x < width; x++, t += 3) {
      const colour = 3 * (((file[at] ?? 0) >> shift) & mask);
      pixels[t] = palette[colour] ?? 0;
      pixels[t + 1] = palette[colour + 1] ?? 0;
      pixels[t + 2] = palette[colour + 2] ?? 0;
      if (shift === 0) {
        at++;
        shift = 8 - bits;
      } else shift -= bits;
    }
  };
}

/** Whole bytes: the place of each channel in a pixel of `step` bytes. */
function readBytes([red = 0, green = 0, blue = 0, alpha]: readonly number[], step: number): RowReader {
  return (file, from, pixels, to, width) => {
    for (let x = 0, at = from, t = to; x < width; x++, at += step) {
      pixels[t++] = file[at + red] ?? 0;
      pixels[t++] = file[at + green] ?? 0;
      pixels[t++] = file[at + blue] ?? 0;
      if (alpha !== undefined) pixels[t++] = file[at + alpha] ?? 0;
    }
  };
}

/** Any masks, in pixels of 2 or 4 bytes. */
function readMasked(masks: Masks, step: number): RowReader {
  const [red, green, blue, alpha] = [masks.red, masks.green, masks.blue, masks.alpha].map(channelOf);
  if (!red || !green || !blue || !alpha) throw new Error('there are four masks');
  return (file, from, pixels, to, width) => {
    for (let x = 0, at = from, t = to; x < width; x++, at += step) {
      const low = (file[at] ?? 0) | ((file[at + 1] ?? 0) << 8);
      const pixel = step === 2 ? low : low | ((file[at + 2] ?? 0) << 16) | ((file[at + 3] ?? 0) << 24);
      pixels[t++] = red.levels[(pixel & red.mask) >>> red.shift] ?? 0;
      pixels[t++] = green.levels[(pixel & green.mask) >>> green.shift] ?? 0;
      pixels[t++] = blue.levels[(pixel & blue.mask) >>> blue.shift] ?? 0;
      if (masks.alpha !== 0) pixels[t++] = alpha.levels[(pixel & alpha.mask) >>> alpha.shift] ?? 0;
    }
  };
}

/** How a channel is cut out: of more than eight bits the highest eight; fewer are spread over 0–255. */
function channelOf(mask: number): { readonly mask: number; readonly shift: number; readonly levels: Uint8Array } {
  if (mask === 0) return { mask, shift: 0, levels: new Uint8Array(1) };
  const lowest = 31 - Math.clz32(mask & -mask);
  const length = Math.log2(mask / 2 ** lowest + 1);
  const most = 2 ** Math.min(8, length) - 1;
  const levels = Uint8Array.from({ length: most + 1 }, (_, level) => Math.round((level * 255) / most));
  return { mask, shift: lowest + Math.max(0, length - 8), levels };
}

/** 0–3 for a mask that is one whole byte, otherwise -1. */
function byteOf(mask: number): number {
  return [0xff, 0xff00, 0xff0000, 0xff000000].indexOf(mask);
}

function isBlank(data: Uint8Array): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 0) return false;
  return true;
}

function withoutAlpha({ data, width, height }: Raster): Raster {
  const opaque = new Uint8Array(width * height * 3);
  readBytes([0, 1, 2], 4)(data, 0, opaque, 0, width * height);
  return { data: opaque, width, height, channels: 3 };
}
