/** What is known of a picture without decoding it. */
import { OssError } from '../../errors.js';
import { causeOf } from '../causes.js';
import { avifFacts } from './avif.js';
import { bmpFacts } from './bmp.js';
import { gifFacts } from './gif.js';
import { jpegFacts } from './jpeg.js';
import { pngFacts } from './png.js';
import { Block, damaged, type ReadAt, type Reading, readFromBytes, readThrough } from './reading.js';
import { SNIFF_BYTES, sniffFormat } from './sniff.js';
import { tiffFacts } from './tiff.js';
import { webpFacts } from './webp.js';

export { HEAD_BYTES, type ReadAt } from './reading.js';

/** The guide's names: 'jpg', never 'jpeg'. */
export type Format = 'jpg' | 'png' | 'webp' | 'gif' | 'tiff' | 'bmp' | 'avif';

/** Read once per object version and kept in its row; plain JSON. They agree with what the decoder will say. */
export interface Facts {
  readonly format: Format;
  /** Stored size, before any orientation is applied. For an animation, of its canvas. */
  readonly width: number;
  readonly height: number;
  /** Of an animated GIF or WebP; 1 for everything else: pages of a TIFF and an APNG's frames are never drawn. */
  readonly frames: number;
  /**
   * `frames` is a lower bound: the count stopped where HEAD_BYTES were read. A GIF whose first image is longer than
   * that says 2, so that an animation is never taken for a still picture.
   */
  readonly moreFrames?: true;
  /** EXIF orientation 1–8; 1 when absent or nonsense. */
  readonly orientation: number;
  /** The format's header says that there is (or may be) transparency. */
  readonly alpha: boolean;
  /** Estimated quality of a JPEG's quantisation tables, 1–100. */
  readonly quality?: number;
  /** Bits per channel when not 8. */
  readonly depth?: number;
}

const READERS: Readonly<Record<Format, (file: Block) => Reading<Facts>>> = {
  jpg: jpegFacts,
  png: pngFacts,
  webp: webpFacts,
  gif: gifFacts,
  tiff: tiffFacts,
  bmp: bmpFacts,
  avif: avifFacts,
};

/**
 * The facts of a stored picture. Reads at most HEAD_BYTES in at most 193 reads, wherever in the file they lie.
 * @param fileSize bytes of the whole file
 * @throws OssError BadRequest (400): not a picture of ours (cause 5), or a header that makes no sense
 */
export function readFacts(readAt: ReadAt, fileSize: number): Promise<Facts> {
  return readThrough(facts(fileSize), readAt);
}

/**
 * The same from memory. `bytes` may be only the beginning of a file of `fileSize` bytes; a picture whose header lies
 * further on is then refused as damaged.
 */
export function factsOfBytes(bytes: Uint8Array, fileSize = bytes.byteLength): Facts {
  return readFromBytes(facts(fileSize), bytes);
}

function* facts(fileSize: number): Reading<Facts> {
  const file = Block.ofFile(fileSize);
  const start = (yield* file.peek(0, Math.min(SNIFF_BYTES, fileSize))) ?? Buffer.alloc(0);
  const format = sniffFormat(start);
  if (format === undefined) {
    throw new OssError('BadRequest', 'This image format is not supported.', { ec: causeOf('sourceFormat') });
  }
  return checked(yield* READERS[format](file));
}

/** Sides beyond 2^31 do not exist in any decoder; what merely is too large is for the limits to refuse. */
function checked(facts: Facts): Facts {
  const { width, height, depth = 8 } = facts;
  if (width < 1 || height < 1 || width >= 2 ** 31 || height >= 2 ** 31) {
    throw damaged(`its header gives a size of ${width}x${height}`);
  }
  if (depth < 1 || depth > 64) throw damaged(`its header says ${depth} bits per channel`);
  return facts;
}
