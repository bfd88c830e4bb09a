/** Files to sharp: how they are opened, and whose fault it is when that fails. */
import sharp, { type Sharp, type SharpOptions } from 'sharp';
import { OssError } from '../../errors.js';
import type { Size } from '../geometry.js';
import type { Source } from '../source.js';
import { bmpImage } from './bmp-image.js';
import type { Facts } from './facts.js';
import { checkPixels } from './limits.js';
import { lendAgain, type Pixels } from './reduced-jpeg/pixels.js';
import { reducedJpeg } from './reduced-jpeg/reduced-jpeg.js';
import type { Factor } from './shrink-on-load.js';
import { tiffOf } from './tiff-file.js';

/** Of libvips's loaders, those whose formats are read; SVG is for masks, which we write ourselves. */
const LOADERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif', 'Svg'];

/**
 * Settings of the engine for a process that works on one picture at a time: no threads and no cache of its own, and no
 * loader that is not needed. Call once at the start of a worker.
 */
export function configureEngine(): void {
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS.map((name) => `VipsForeignLoad${name}`) });
}

/** Frames of an animation, counted from 0. */
export interface Frames {
  readonly first: number;
  readonly count: number;
}

/**
 * The picture in sRGB, not yet decoded; of an animation the given frames one below the other, else the first one.
 * @throws OssError BadRequest for a damaged BMP; what else is damaged shows only while it is decoded
 */
export async function opened(source: Source, frames: Frames = { first: 0, count: 1 }): Promise<Sharp> {
  const { bytes, facts } = source;
  const options: SharpOptions = {
    // A picture that ends too early is refused, not answered with a grey half; other damage is drawn as far as it goes.
    failOn: 'truncated',
    // Whatever the file holds behind its header, it is not decoded to more pixels than the limits were asked about.
    limitInputPixels: facts.width * facts.height * frames.count,
    ...(facts.frames > 1 ? { page: frames.first, pages: frames.count } : {}),
  };
  if (facts.format === 'bmp') return bmpImage(source, options);
  const image = sharp('path' in bytes ? bytes.path : bytes.bytes, options);
  return needsCare(facts) ? withCare(image) : image;
}

/** A picture in memory that is lent until it is released. */
export interface LentPicture {
  image(): Sharp;
  /** R, G and B; absent: they have a profile of their own. */
  readonly pixels?: Pixels;
  release(): void;
}

/**
 * The same of a JPEG, scaled to a size of which its decoder may do 1/factor; to be released once nothing is rendered from
 * it any more. undefined: libvips does it; or it is not a JPEG.
 */
export function reduced({ bytes, facts }: Source, factor: Factor, to: Size): LentPicture | undefined {
  if (facts.format !== 'jpg' || factor === 1) return undefined;
  const picture = reducedJpeg(bytes, { from: facts, factor, to });
  if (picture === undefined) return undefined;
  const { data, width, height, profile } = picture;
  const release = () => lendAgain(data);
  if (profile) return { image: () => sharp(tiffOf(picture, profile)), release };
  return { image: () => sharp(data, { raw: { width, height, channels: 3 } }), pixels: picture, release };
}

/** Pictures that sharp by itself would give the wrong colours. */
function needsCare({ depth = 8, format, alpha }: Facts): boolean {
  return depth > 8 || (format === 'tiff' && alpha);
}

async function withCare(image: Sharp): Promise<Sharp> {
  const { hasProfile, space, channels } = await decoding(() => image.metadata());
  if (channels > 4 && space !== 'cmyk') return withOneExtraChannel(image);
  // 16 bits. sharp lets the profile of a grey picture lie, unless it is brought to 8 bits first.
  if (hasProfile && space === 'grey16') return image.pipelineColourspace('b-w');
  // The others it converts to Display P3, and then hands the numbers out as if they were sRGB: (200, 80, 30) came out
  // as (185, 87, 45). Converting once more puts that right.
  if (hasProfile && space === 'rgb16') return image.withIccProfile('srgb', { attach: false });
  return image;
}

/** A TIFF with a spot colour behind its alpha, or two masks: the first one counts. libvips cannot lay five on white. */
async function withOneExtraChannel(image: Sharp): Promise<Sharp> {
  const { data, info } = await decoding(() => image.raw().toBuffer({ resolveWithObject: true }));
  const { width, height, channels } = info;
  const pixels = Buffer.alloc(width * height * 4);
  for (let from = 0, to = 0; to < pixels.length; from += channels, to += 4) data.copy(pixels, to, from, from + 4);
  return sharp(pixels, { raw: { width, height, channels: 4 } });
}

export interface Animation {
  readonly frames: number;
  /** Milliseconds each frame is shown. */
  readonly delay: number[];
  /** How often the animation is played; 0 is for ever. */
  readonly loop: number;
}

/**
 * Counts the frames of the whole file and reads their times. `largest`: what each frame is on its way, at most;
 * `mostPixels`: of all frames together.
 */
export async function animationOf({ bytes }: Source, largest: Size, mostPixels: number): Promise<Animation> {
  const input = 'path' in bytes ? bytes.path : bytes.bytes;
  const options: SharpOptions = { failOn: 'truncated', limitInputPixels: false, pages: -1 };
  const { pages = 1, delay = [], loop = 0 } = await decoding(() => sharp(input, options).metadata());
  checkPixels(largest, pages, mostPixels);
  return { frames: pages, delay, loop };
}

/** Runs what decodes a file: whatever libvips says of it is the file's fault, in words a client may read. */
export async function decoding<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw refusalOf(error);
  }
}

/**
 * Runs what decodes a file and encodes the result at once. libvips's words do not tell which of the two failed, so then
 * `decodeOnly` does the first half again: if it goes well, the fault is ours.
 */
export async function decodingInto<T>(work: () => Promise<T>, decodeOnly: () => Promise<unknown>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isOutOfMemory(error)) throw tooMuchMemory(error);
    await decoding(decodeOnly);
    throw error;
  }
}

/** Runs what draws on pixels or encodes them: only a want of memory is the request's fault. */
export async function drawing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isOutOfMemory(error) ? tooMuchMemory(error) : error;
  }
}

/** The picture's size is not what its header said: one of the two lies. */
export function mismatch(): OssError {
  return new OssError('BadRequest', 'The picture is damaged: its header and its contents disagree about its size.');
}

/** In the words of libjpeg and libnsgif; of the other decoders none says so. */
const ENDS_EARLY = /premature end|unexpected end/i;

function refusalOf(error: unknown): unknown {
  if (error instanceof OssError) return error;
  if (isOutOfMemory(error)) return tooMuchMemory(error);
  // The store's file is gone or unreadable: no fault of the picture, and the message holds a path.
  if (messageOf(error).startsWith('Input file is missing')) return error;
  const reason = ENDS_EARLY.test(messageOf(error))
    ? ': it ends before its last pixel.'
    : ' or of a kind that is not supported.';
  return new OssError('BadRequest', `The picture is damaged${reason}`, { cause: error });
}

function isOutOfMemory(error: unknown): boolean {
  return /out of memory|allocat(e|ion failed)|bad_alloc|insufficient memory/i.test(messageOf(error));
}

function tooMuchMemory(cause: unknown): OssError {
  return new OssError('ImageTooLarge', 'The picture needs more memory than one request may take.', { cause });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
