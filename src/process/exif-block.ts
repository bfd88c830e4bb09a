/** Where each format keeps its EXIF block, in a file of which as little as possible is read. */
import type { Format } from './formats/facts.js';
import { jpegExif } from './formats/jpeg.js';
import type { Block, Reading } from './formats/reading.js';
import { webpExif } from './formats/webp.js';

const PNG_SIGNATURE = 8;
/** Length and type before a chunk's body, a checksum behind it. */
const PNG_HEAD = 8;
const PNG_CHECKSUM = 4;

/** Undefined: there is none, or the format has none that is reported (GIF, BMP, AVIF). Of a TIFF, the file itself. */
export function* exifBlock(file: Block, format: Format): Reading<Block | undefined> {
  if (format === 'jpg') return yield* jpegExif(file);
  if (format === 'webp') return yield* webpExif(file);
  if (format === 'png') return yield* pngExif(file);
  return format === 'tiff' ? file : undefined;
}

/** The eXIf chunk in front of the pixels: decoders do not turn a picture by one that stands behind them. */
function* pngExif(file: Block): Reading<Block | undefined> {
  for (let at = PNG_SIGNATURE; ; ) {
    const head = yield* file.peek(at, PNG_HEAD);
    const type = head?.toString('latin1', 4, PNG_HEAD);
    if (head === undefined || type === 'IDAT' || type === 'IEND') return undefined;
    const size = head.readUInt32BE(0);
    if (type === 'eXIf') return file.part(at + PNG_HEAD, size);
    at += PNG_HEAD + size + PNG_CHECKSUM;
  }
}
