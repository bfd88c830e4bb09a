/** Headers that claim a size, in every format, with no pixel behind them: what the limits must be asked about. */
import type { Format } from '#src/process/formats/facts.js';
import {
  avif,
  bmp,
  box,
  chunk,
  exifSegment,
  frameSegment,
  gif,
  jpeg,
  orientationBlock,
  png,
  riffChunk,
  type TiffEntry,
  tiffBlock,
  webp,
  webpHeader,
} from './headers.js';

export interface Claim {
  readonly width: number;
  readonly height: number;
  /** Of a GIF or a WebP. */
  readonly frames?: number;
  /** Of the formats that have one. */
  readonly orientation?: number;
}

export const FORMATS: readonly Format[] = ['jpg', 'png', 'webp', 'gif', 'tiff', 'bmp', 'avif'];
export const ANIMATED: readonly Format[] = ['webp', 'gif'];
export const ORIENTED: readonly Format[] = ['jpg', 'png', 'webp', 'tiff'];

const FLAG = { animation: 0x02, exif: 0x08 };

const MAKERS: Readonly<Record<Format, (claim: Claim) => Buffer>> = {
  jpg: ({ width, height, orientation }) => jpeg(...exifOf(orientation, exifSegment), frameSegment(width, height)),
  png: ({ width, height, orientation }) =>
    png(width, height, 8, 2, ...exifOf(orientation, (block) => chunk('eXIf', block)), chunk('IDAT', Buffer.alloc(9))),
  webp: ({ width, height, frames, orientation }) => {
    const flags = (frames === undefined ? 0 : FLAG.animation) | (orientation === undefined ? 0 : FLAG.exif);
    const pictures =
      frames === undefined
        ? [riffChunk('VP8 ', Buffer.alloc(9))]
        : Array.from({ length: frames }, () => riffChunk('ANMF', Buffer.alloc(16)));
    const exif = exifOf(orientation, (block) => riffChunk('EXIF', block));
    return webp(webpHeader(flags, width, height), ...pictures, ...exif);
  },
  gif: ({ width, height, frames = 1 }) =>
    gif(width, height, ...Array.from({ length: frames }, () => ({ width, height }))),
  tiff: ({ width, height, orientation }) => {
    const long = (tag: number, value: number): TiffEntry => ({ tag, type: 'long', value: [value] });
    const turn = orientation === undefined ? [] : [long(274, orientation)];
    return tiffBlock('II', [{ at: 8, entries: [long(256, width), long(257, height), long(258, 8), ...turn] }]);
  },
  bmp: ({ width, height }) => bmp(40, width, height, 24),
  avif: ({ width, height }) => {
    const sides = Buffer.alloc(12);
    sides.writeUInt32BE(width, 4);
    sides.writeUInt32BE(height, 8);
    return avif(box('ispe', sides));
  },
};

export const sized = (format: Format, claim: Claim): Buffer => MAKERS[format](claim);

function exifOf(orientation: number | undefined, wrap: (block: Buffer) => Buffer): Buffer[] {
  return orientation === undefined ? [] : [wrap(orientationBlock(orientation))];
}
