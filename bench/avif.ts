/**
 * `npx tsx bench/avif.ts [picture…]`: how the effort and the scale of quality of AVIF were chosen (docs/decisions/0007).
 * Without arguments a made picture, which is harder to compress than photos are; better give some photos.
 */
import sharp, { type Sharp } from 'sharp';
import type { Raster } from '#src/process/canvas.js';
import { avifQuality } from '#src/process/formats/avif-quality.js';
import { configureEngine } from '#src/process/formats/decode.js';
import { decoded, photo, sharpOf, similarity } from '../test/pictures.js';
import { median, table } from './measure.js';

const SIDE = 1000;
const QUALITIES = [50, 60, 70, 80, 90, 95];

interface Encoding {
  readonly bytes: number;
  readonly similarity: number;
  /** Milliseconds of CPU per megapixel. */
  readonly cpu: number;
}

async function encoding(picture: Raster, encode: (image: Sharp) => Sharp): Promise<Encoding> {
  const before = process.cpuUsage();
  const file = await encode(sharpOf(picture)).toBuffer();
  const { user, system } = process.cpuUsage(before);
  return {
    bytes: file.length,
    similarity: similarity(picture, await decoded(file)),
    cpu: (user + system) / 1000 / ((picture.width * picture.height) / 1e6),
  };
}

async function load(path: string): Promise<Raster> {
  const image = sharp(path).resize({ width: SIDE, withoutEnlargement: true }).toColourspace('srgb').removeAlpha();
  return decoded(await image.png().toBuffer());
}

const jpeg = (quality: number) => (image: Sharp) => image.jpeg({ quality, optimiseCoding: true });
const avif = (quality: number, effort: number, chroma: '4:2:0' | '4:4:4' = '4:2:0') => {
  return (image: Sharp) => image.avif({ quality, effort, chromaSubsampling: chroma });
};

/** Medians over the pictures; bytes and SSIM against the JPEG of `quality` of the same picture. */
async function row(name: string, pictures: readonly Raster[], quality: number, encode: (image: Sharp) => Sharp) {
  const pairs: [Encoding, Encoding][] = [];
  for (const picture of pictures) {
    pairs.push([await encoding(picture, encode), await encoding(picture, jpeg(quality))]);
  }
  const of = (value: (ours: Encoding, theirs: Encoding) => number) => median(pairs.map((pair) => value(...pair)));
  return [
    name,
    of(({ cpu }) => cpu).toFixed(0),
    of((ours, theirs) => ours.bytes / theirs.bytes).toFixed(2),
    of((ours) => ours.similarity).toFixed(4),
    of((ours, theirs) => ours.similarity - theirs.similarity).toFixed(4),
  ];
}

const HEAD = ['', 'CPU ms/MP', 'bytes / JPEG', 'SSIM', 'SSIM - JPEG'];

configureEngine();
const paths = process.argv.slice(2);
const pictures = paths.length > 0 ? await Promise.all(paths.map(load)) : [photo(SIDE, 667)];
await encoding(photo(64, 64), avif(50, 0));

console.log('The scale: AVIF as written for a quality, beside the JPEG of that quality');
const scale: string[][] = [];
for (const q of QUALITIES) scale.push(await row(`${q} -> ${avifQuality(q)}`, pictures, q, avif(avifQuality(q), 3)));
table(HEAD, scale);

console.log('\nEffort and chroma, at quality 80');
const efforts: string[][] = [];
for (const effort of [0, 1, 2, 3, 4]) {
  efforts.push(await row(`effort ${effort}`, pictures, 80, avif(avifQuality(80), effort)));
}
efforts.push(await row('effort 3, 4:4:4', pictures, 80, avif(avifQuality(80), 3, '4:4:4')));
efforts.push(await row('WebP 80', pictures, 80, (image) => image.webp({ quality: 80, effort: 2 })));
table(HEAD, efforts);
