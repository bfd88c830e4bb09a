/** Pixels to files. Every number here was measured; see bench/operations for how to do so again. */
import type { GifOptions, Sharp } from 'sharp';
import type { Output } from '../output.js';
import { avifQuality } from './avif-quality.js';
import { baselineJpeg } from './baseline-jpeg/baseline-jpeg.js';
import { bmpFile } from './bmp-file.js';
import type { Format } from './facts.js';
import type { Pixels } from './reduced-jpeg/pixels.js';

const WHITE = '#ffffff';
/** sharp refuses more. */
const LONGEST_DELAY = 65_535;
const MOST_LOOPS = 65_535;

/** What the encoder cannot see in the pixels. */
export interface Hints {
  /** For GIF. 'source': the palette that came with the picture still fits; 'new': one is made of the colours. */
  readonly palette: 'source' | 'new';
  /** For a GIF with a new palette: give up some accuracy for bytes. */
  readonly sparing?: boolean;
  /** For a GIF with a new palette: at most so many (2–256). */
  readonly colours?: number;
  /** For JPEG: nothing is transparent any more. sharp knows one background, and what lies on black would lie on white. */
  readonly opaque?: boolean;
  /** For an animation: milliseconds per frame, and how often it plays (0: for ever). */
  readonly delay?: readonly number[];
  readonly loop?: number;
}

/** A file and the size of the picture in it, in pixels. */
export interface Encoded {
  readonly data: Buffer;
  readonly info: { readonly width: number; readonly height: number };
}

/** The file of a still picture, or of frames one below the other. Metadata and profile are dropped (D26). */
export async function encoded(image: Sharp, output: Output, hints: Hints): Promise<Encoded> {
  const { format } = output;
  if (format !== 'bmp') return encoder(image, { ...output, format }, hints).toBuffer({ resolveWithObject: true });
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return { data: bmpFile({ data, width, height, channels: channels === 4 ? 4 : 3 }), info };
}

/** The file of pixels that are all there, R, G and B each, where that is done without libvips. undefined: it is not. */
export function encodedPixels(picture: Pixels, output: Output): Encoded | undefined {
  if (output.format !== 'jpg' || output.interlace || output.quality === undefined) return undefined;
  const data = baselineJpeg(picture, output.quality);
  const { width, height } = picture;
  return data && { data, info: { width, height } };
}

interface EngineOutput extends Output {
  /** libvips writes no BMP. */
  readonly format: Exclude<Format, 'bmp'>;
}

function encoder(image: Sharp, { format, quality, lossless, interlace }: EngineOutput, hints: Hints): Sharp {
  const withQuality = quality === undefined ? {} : { quality };
  switch (format) {
    case 'jpg':
      // Alpha has been flattened already; this is for a file whose header did not own up to it.
      return (hints.opaque ? image : image.flatten({ background: WHITE })).jpeg({
        ...withQuality,
        progressive: interlace,
        chromaSubsampling: '4:2:0',
        optimiseCoding: true,
      });
    case 'png':
      // Filters chosen per row: photos a third smaller than with none, and near the live service's byte counts. Level 6
      // takes up to 1.7 times as long for files at most 2 % smaller.
      return image.png({ adaptiveFiltering: true, compressionLevel: 3 });
    case 'webp':
      // Without loss `quality` is effort, too. 25 instead of 80: photos in 0.6 of the time for 1 % more bytes.
      if (lossless) return image.webp({ lossless, quality: 25, effort: 2, ...timesOf(hints) });
      // 0.6 of the time of the default effort 4, files 4 % larger.
      return image.webp({ ...withQuality, effort: 2, ...timesOf(hints) });
    case 'gif':
      return image.gif({ ...gifOptions(hints), ...timesOf(hints) });
    case 'tiff':
      // sharp's default is a JPEG inside.
      return image.tiff({ compression: 'lzw', predictor: 'horizontal' });
    case 'avif':
      // Effort 4 takes five times as long for files 5 % smaller (docs/decisions/0007).
      return image.avif({
        ...(quality === undefined ? {} : { quality: avifQuality(quality) }),
        effort: 3,
        chromaSubsampling: '4:2:0',
      });
  }
}

/**
 * Onto a palette that is there (a GIF that was only cropped; others go to gif-writer.ts): below effort 5 colours are
 * smeared, which then also compress badly, and from 5 to 10 the files are the same, but 5 takes a seventh less. Choosing a palette at effort 7 takes five times as long as
 * at 1, for a mean error of 1.4 instead of 1.9 levels.
 */
function gifOptions({ palette, sparing = false, colours = 256, delay }: Hints): GifOptions {
  if (palette === 'source') return { reuse: true, effort: 5, dither: 0 };
  const tolerance = sparing ? { interFrameMaxError: 8, interPaletteMaxError: 32 } : {};
  // Dithering makes every frame of an animation differ from the last; a still picture is better with it.
  return { reuse: false, effort: 1, dither: delay || sparing ? 0 : 1, colours, ...tolerance };
}

function timesOf({ delay, loop }: Hints): { delay?: number[]; loop?: number } {
  return {
    ...(delay ? { delay: delay.map((each) => Math.min(each, LONGEST_DELAY)) } : {}),
    ...(loop === undefined ? {} : { loop: Math.min(loop, MOST_LOOPS) }),
  };
}
