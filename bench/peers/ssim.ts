/** How like two pictures are (Wang et al. 2004): 1 for the same. Of the luminance, in windows of 8 x 8 every 4 pixels. */
import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { decoded, lanczos } from '../../test/pictures.js';

const WINDOW = 8;
const STEP = 4;
/** (0.01 · 255)² and (0.03 · 255)². */
const C1 = 6.5025;
const C2 = 58.5225;

export interface Grey {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * What a perfect encoder would have been given: the file at this width, by exact Lanczos of all of its pixels. Not
 * libvips's own, which averages pixels before it and would find fault with whoever does not.
 */
export async function reference(path: string, width: number): Promise<Grey> {
  const picture = await decoded(await readFile(path));
  const { data, height, channels } = lanczos(picture, width, Math.round((picture.height * width) / picture.width));
  return greyOf(sharp(data, { raw: { width, height, channels } }));
}

/** Of a picture that differs by a pixel in size, the part that both have counts. */
export async function ssim(picture: Buffer, other: Grey): Promise<number> {
  const own = await greyOf(sharp(picture));
  const [width, height] = [Math.min(own.width, other.width), Math.min(own.height, other.height)];
  let sum = 0;
  let windows = 0;
  for (let y = 0; y + WINDOW <= height; y += STEP) {
    for (let x = 0; x + WINDOW <= width; x += STEP) {
      sum += likeness(own, other, x, y);
      windows++;
    }
  }
  return sum / windows;
}

async function greyOf(picture: Sharp): Promise<Grey> {
  const { data, info } = await picture.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

function likeness(a: Grey, b: Grey, left: number, top: number): number {
  const n = WINDOW * WINDOW;
  let [sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0];
  for (let y = top; y < top + WINDOW; y++) {
    for (let x = left; x < left + WINDOW; x++) {
      const [va, vb] = [a.data[y * a.width + x] ?? 0, b.data[y * b.width + x] ?? 0];
      sumA += va;
      sumB += vb;
      squareA += va * va;
      squareB += vb * vb;
      product += va * vb;
    }
  }
  const [meanA, meanB] = [sumA / n, sumB / n];
  const [varianceA, varianceB] = [squareA / n - meanA ** 2, squareB / n - meanB ** 2];
  const covariance = product / n - meanA * meanB;
  return (
    ((2 * meanA * meanB + C1) * (2 * covariance + C2)) / ((meanA ** 2 + meanB ** 2 + C1) * (varianceA + varianceB + C2))
  );
}
