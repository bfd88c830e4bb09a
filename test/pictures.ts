/**
 * Pictures for tests, made by script: the same ones every time, no file needed. Makers give pixels (Raster) or files
 * (Buffer); at the end there is what tests need to look into a result.
 */
import sharp, { type Sharp } from 'sharp';
import type { Raster } from '#src/process/canvas.js';
import { type Facts, factsOfBytes } from '#src/process/formats/facts.js';
import type { Source } from '#src/process/source.js';

export type Pixel = readonly [number, number, number] | readonly [number, number, number, number];

/** Draws pixel by pixel; three numbers make an opaque picture, four one with alpha. */
export function drawn(width: number, height: number, pixel: (x: number, y: number) => Pixel): Raster {
  const channels = pixel(0, 0).length === 4 ? 4 : 3;
  const data = new Uint8ClampedArray(width * height * channels);
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += channels) data.set(pixel(x, y), at);
  }
  return { data: new Uint8Array(data.buffer), width, height, channels };
}

/** Photo-like: soft light, edges, fine texture. No two corners, rows or columns are alike. */
export function photo(width: number, height: number): Raster {
  return drawn(width, height, (x, y) => {
    const [u, v] = [x / width, y / height];
    const light = 70 * Math.sin(5 * u + 2 * v) + 40 * Math.sin(23 * u * v + 9 * v);
    const roof = v > 0.45 + 0.25 * Math.abs(Math.sin(7 * u)) ? -60 : 20;
    const leaves = 22 * noise(x >> 1, y >> 1) + 14 * noise(x, y);
    return [120 + light + roof + leaves, 110 + 0.8 * light + roof + leaves, 90 - 0.5 * light + 0.6 * roof + leaves];
  });
}

/** Noise (xorshift), which no format makes small. */
export function noisy(width: number, height: number): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0, seed = 1; i < data.length; i++) {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    data[i] = seed;
  }
  return { data, width, height, channels: 3 };
}

/** From left to right red, from top to bottom green: every pixel says where it was. */
export function gradient(width: number, height: number): Raster {
  return drawn(width, height, (x, y) => [(255 * x) / Math.max(1, width - 1), (255 * y) / Math.max(1, height - 1), 64]);
}

/** Like a page of print or an engraving: thin dark strokes on white, three in every cell of 9x14. */
export function drawing(width: number, height: number): Raster {
  return drawn(width, height, (x, y) => {
    const [column, row] = [Math.floor(x / 9), Math.floor(y / 14)];
    const corner = (n: number, side: number) => (side / 2) * (1 + 0.75 * noise(column * 7 + n, row * 5 - n));
    let nearest = Number.POSITIVE_INFINITY;
    for (let n = 0; n < 3; n++) {
      const [x0, y0, x1, y1] = [corner(2 * n, 9), corner(2 * n + 11, 14), corner(2 * n + 2, 9), corner(2 * n + 13, 14)];
      nearest = Math.min(nearest, distanceToLine((x % 9) - x0, (y % 14) - y0, x1 - x0, y1 - y0));
    }
    const paper = Math.min(1, nearest / 1.4);
    const ink = 80 * (1 + noise(column, row));
    return [255 * paper + ink * (1 - paper), 255 * paper, 250 * paper + (160 - ink) * (1 - paper)];
  });
}

/** From (x, y) to the line from the origin to (dx, dy). */
function distanceToLine(x: number, y: number, dx: number, dy: number): number {
  const along = Math.min(1, Math.max(0, (x * dx + y * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - along * dx, y - along * dy);
}

export function checker(width: number, height: number, field: number): Raster {
  return drawn(width, height, (x, y) => ((x / field + ~~(y / field)) & 1 ? [240, 240, 240] : [20, 40, 60]));
}

/** Colours of `photo`; alpha falls from 255 at the left to `least` at the right. */
export function translucent(width: number, height: number, least = 0): Raster {
  const { data } = photo(width, height);
  return drawn(width, height, (x, y) => {
    const at = (y * width + x) * 3;
    return [byte(data, at), byte(data, at + 1), byte(data, at + 2), 255 - ((255 - least) * x) / Math.max(1, width - 1)];
  });
}

export function flat(width: number, height: number, colour: Pixel): Raster {
  return drawn(width, height, () => colour);
}

/** Pseudo-random, -1 to 1, by place. */
function noise(x: number, y: number): number {
  let hash = Math.imul(x, 374761393) + Math.imul(y, 668265263);
  hash = Math.imul(hash ^ (hash >>> 13), 1274126177);
  return ((hash ^ (hash >>> 16)) & 0xffff) / 0x7fff - 1;
}

export function sharpOf({ data, width, height, channels }: Raster): Sharp {
  return sharp(data, { raw: { width, height, channels } });
}

export const png = (raster: Raster) => sharpOf(raster).png().toBuffer();
export const jpeg = (raster: Raster, quality = 90) => sharpOf(raster).jpeg({ quality }).toBuffer();
export const webp = (raster: Raster, quality = 90) => sharpOf(raster).webp({ quality }).toBuffer();
export const tiff = (raster: Raster) => sharpOf(raster).tiff({ compression: 'lzw' }).toBuffer();
export const palettePng = (raster: Raster) => sharpOf(raster).png({ palette: true, colours: 64 }).toBuffer();
export const greyJpeg = (raster: Raster) => sharpOf(raster).toColourspace('b-w').jpeg().toBuffer();
export const cmykJpeg = (raster: Raster) => sharpOf(raster).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer();

/** 16 bits per channel; with `profile` the same colours are written in that profile's numbers. */
export function png16(raster: Raster, profile?: 'srgb' | 'p3'): Promise<Buffer> {
  const wide = sharpOf(raster).toColourspace('rgb16');
  return (profile ? wide.withIccProfile(profile) : wide).png().toBuffer();
}

export type StillFormat = 'png' | 'tiff' | 'jpg' | 'webp';

/** A file whose EXIF orientation tag says 1–8. Lossless, but for jpg. */
export function withOrientation(raster: Raster, orientation: number, format: StillFormat): Promise<Buffer> {
  const image = sharpOf(raster).withMetadata({ orientation });
  if (format === 'png') return image.png().toBuffer();
  if (format === 'tiff') return image.tiff({ compression: 'lzw' }).toBuffer();
  if (format === 'webp') return image.webp({ lossless: true }).toBuffer();
  return image.jpeg({ quality: 92 }).toBuffer();
}

export interface AnimationSettings {
  /** Milliseconds, one per frame. */
  readonly delay?: readonly number[];
  readonly loop?: number;
  /** WebP only. */
  readonly orientation?: number;
}

export async function animatedGif(frames: readonly Raster[], settings: AnimationSettings = {}): Promise<Buffer> {
  return (await strip(frames)).gif({ ...timesOf(frames, settings) }).toBuffer();
}

export async function animatedWebp(frames: readonly Raster[], settings: AnimationSettings = {}): Promise<Buffer> {
  const image = await strip(frames);
  if (settings.orientation !== undefined) image.withMetadata({ orientation: settings.orientation });
  return image.webp({ lossless: true, ...timesOf(frames, settings) }).toBuffer();
}

async function strip(frames: readonly Raster[]): Promise<Sharp> {
  const files = await Promise.all(frames.map((frame) => png(frame)));
  return sharp(files, { join: { animated: true, across: 1 } });
}

function timesOf(frames: readonly Raster[], { delay, loop = 0 }: AnimationSettings) {
  return { delay: [...(delay ?? frames.map(() => 100))], loop };
}

/** A file in memory as the engine takes it. `facts`: what a lying header would have said instead. */
export function sourceOf(bytes: Uint8Array, facts: Partial<Facts> = {}): Source {
  return { bytes: { bytes }, facts: { ...factsOfBytes(bytes), ...facts }, fileSize: bytes.length };
}

/** A picture's pixels in sRGB; of an animation those of one frame, the first being 0. */
export async function decoded(file: Uint8Array, frame = 0): Promise<Raster> {
  const image = sharp(file, frame === 0 ? {} : { page: frame });
  const { data, info } = await image.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels === 4 ? 4 : 3 };
}

export function probe({ data, width, channels }: Raster, x: number, y: number): number[] {
  const pixel: number[] = [];
  const at = (y * width + x) * channels;
  // Asked for every pixel of a picture: seven times as quick as a spread subarray.
  for (let c = 0; c < channels; c++) pixel.push(byte(data, at + c));
  return pixel;
}

/** The largest difference of any channel; Infinity for pictures of different shapes. */
export function largestDifference(a: Raster, b: Raster): number {
  if (!sameShape(a, b)) return Number.POSITIVE_INFINITY;
  if (Buffer.compare(a.data, b.data) === 0) return 0;
  return a.data.reduce((largest, value, at) => Math.max(largest, Math.abs(value - byte(b.data, at))), 0);
}

export function meanDifference(a: Raster, b: Raster): number {
  if (!sameShape(a, b)) return Number.POSITIVE_INFINITY;
  return a.data.reduce((sum, value, at) => sum + Math.abs(value - byte(b.data, at)), 0) / a.data.length;
}

/** SSIM of the luma, in windows of 8x8: 1 for equal pictures. 0 for pictures of different sizes. */
export function similarity(a: Raster, b: Raster): number {
  if (a.width !== b.width || a.height !== b.height) return 0;
  const [left, right] = [luma(a), luma(b)];
  const side = Math.min(8, a.width, a.height);
  let [sum, windows] = [0, 0];
  for (let y = 0; y + side <= a.height; y += 4) {
    for (let x = 0; x + side <= a.width; x += 4, windows++) sum += windowSimilarity(left, right, a.width, x, y, side);
  }
  return sum / windows;
}

/** Scaled by Lanczos of three lobes in double precision, and to the letter: no averaging first, as engines do. */
export function lanczos(picture: Raster, width: number, height: number): Raster {
  const { data, channels } = picture;
  const [columns, rows] = [tapsOf(picture.width, width), tapsOf(picture.height, height)];
  const narrow = new Float64Array(width * picture.height * channels);
  for (let y = 0, to = 0; y < picture.height; y++) {
    const row = y * picture.width * channels;
    for (const taps of columns) for (let c = 0; c < channels; c++) narrow[to++] = sum(data, taps, row + c, channels);
  }
  const row = width * channels;
  const result = new Float64Array(row * height);
  let to = 0;
  for (const taps of rows) for (let i = 0; i < row; i++) result[to++] = sum(narrow, taps, i, row);
  return { data: new Uint8Array(Uint8ClampedArray.from(result).buffer), width, height, channels };
}

interface Taps {
  readonly from: Int32Array;
  readonly weights: Float64Array;
}

/** Of what lies `step` apart from `start` on, each as much as it weighs. */
function sum(data: Uint8Array | Float64Array, { from, weights }: Taps, start: number, step: number): number {
  let total = 0;
  for (let n = 0; n < from.length; n++) total += (weights[n] ?? 0) * (data[start + step * (from[n] ?? 0)] ?? 0);
  return total;
}

/** For every pixel of the result the pixels of the source that it is made of, edge pixels extended, and their weights. */
function tapsOf(from: number, to: number): readonly Taps[] {
  const scale = Math.max(1, from / to);
  return Array.from({ length: to }, (_, index) => {
    const centre = ((index + 0.5) * from) / to - 0.5;
    const places: number[] = [];
    for (let at = Math.ceil(centre - 3 * scale); at <= centre + 3 * scale; at++) places.push(at);
    const lobes = places.map((at) => lobe((at - centre) / scale));
    const whole = lobes.reduce((total, weight) => total + weight, 0);
    return {
      from: Int32Array.from(places, (at) => Math.min(from - 1, Math.max(0, at))),
      weights: Float64Array.from(lobes, (weight) => weight / whole),
    };
  });
}

function lobe(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= 3) return 0;
  return (3 * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / 3)) / (Math.PI * x) ** 2;
}

function windowSimilarity(a: Float64Array, b: Float64Array, width: number, x0: number, y0: number, side: number) {
  let [sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0];
  for (let y = y0; y < y0 + side; y++) {
    for (let x = x0; x < x0 + side; x++) {
      const [p, q] = [a[y * width + x] ?? 0, b[y * width + x] ?? 0];
      sumA += p;
      sumB += q;
      squareA += p * p;
      squareB += q * q;
      product += p * q;
    }
  }
  const n = side * side;
  const [meanA, meanB] = [sumA / n, sumB / n];
  const variances = squareA / n - meanA ** 2 + squareB / n - meanB ** 2;
  const covariance = product / n - meanA * meanB;
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  return ((2 * meanA * meanB + c1) * (2 * covariance + c2)) / ((meanA ** 2 + meanB ** 2 + c1) * (variances + c2));
}

function luma({ data, width, height, channels }: Raster): Float64Array {
  const result = new Float64Array(width * height);
  for (let i = 0, at = 0; i < result.length; i++, at += channels) {
    result[i] = 0.299 * byte(data, at) + 0.587 * byte(data, at + 1) + 0.114 * byte(data, at + 2);
  }
  return result;
}

function sameShape(a: Raster, b: Raster): boolean {
  return a.width === b.width && a.height === b.height && a.channels === b.channels;
}

function byte(data: Uint8Array, at: number): number {
  return data[at] ?? 0;
}
