/** What bench/operations.ts compares: a chain, and the same work written directly with sharp. */
import sharp, { type Sharp } from 'sharp';
import type { Raster } from '#src/process/canvas.js';
import { animatedGif, drawing, jpeg as jpegOf, photo, png, translucent } from '../test/pictures.js';
import { WATERMARKS } from './watermark-cases.js';

export type SourceName = 'jpg' | 'small' | 'png' | 'webp' | 'tiff' | 'gif' | 'drawn gif';

export interface Case {
  readonly source: SourceName;
  /** Without 'image/'. */
  readonly chain: string;
  direct(bytes: Buffer): Sharp | Promise<Sharp>;
}

const WHITE = '#ffffff';
const QUALITY = { quality: 90, optimiseCoding: true } as const;
/** sharp's own settings make PNGs of photos twice as large, in less time: that would not be the same work. */
const SMALL_PNG = { adaptiveFiltering: true, compressionLevel: 3 } as const;
const upright = (bytes: Buffer) => sharp(bytes).autoOrient();
const frames = (bytes: Buffer) => sharp(bytes, { animated: true });

/** 0.83 of what a 3x3 Gaussian of sigma 1 takes away: sharpen,100. */
const SHARPEN = [
  [-0.062, -0.103, -0.062],
  [-0.103, 1.66, -0.103],
  [-0.062, -0.103, -0.062],
].flat();

function ellipse(width: number, height: number, radius: number): Buffer {
  const size = `width="${width}" height="${height}"`;
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${size}><rect ${size} rx="${radius}"/></svg>`);
}

const RESIZING: readonly Case[] = [
  { source: 'jpg', chain: 'resize,w_200', direct: (b) => upright(b).resize({ width: 200 }).jpeg(QUALITY) },
  { source: 'jpg', chain: 'resize,w_1000', direct: (b) => upright(b).resize({ width: 1000 }).jpeg(QUALITY) },
  { source: 'jpg', chain: 'resize,m_fill,w_400,h_400', direct: (b) => upright(b).resize(400, 400).jpeg(QUALITY) },
  {
    source: 'jpg',
    chain: 'resize,m_pad,w_400,h_400',
    direct: (b) => upright(b).resize(400, 400, { fit: 'contain', background: WHITE }).jpeg(QUALITY),
  },
  {
    source: 'jpg',
    chain: 'resize,p_150',
    direct: (b) => upright(b).resize({ width: 4500 }).jpeg(QUALITY),
  },
  { source: 'png', chain: 'resize,w_400', direct: (b) => sharp(b).resize({ width: 400 }).png(SMALL_PNG) },
  { source: 'webp', chain: 'resize,w_400', direct: (b) => sharp(b).resize({ width: 400 }).webp({ effort: 2 }) },
  {
    source: 'tiff',
    chain: 'resize,w_400',
    direct: (b) => sharp(b).resize({ width: 400 }).tiff({ compression: 'lzw' }),
  },
];

const CUTTING: readonly Case[] = [
  {
    source: 'jpg',
    chain: 'crop,w_800,h_800,g_center/resize,w_200',
    direct: (b) =>
      sharp(b).extract({ left: 1100, top: 600, width: 800, height: 800 }).resize({ width: 200 }).jpeg(QUALITY),
  },
  {
    source: 'jpg',
    chain: 'indexcrop,x_1000,i_1',
    direct: (b) => sharp(b).extract({ left: 1000, top: 0, width: 1000, height: 2000 }).jpeg(QUALITY),
  },
  {
    source: 'jpg',
    chain: 'circle,r_500/format,png',
    direct: (b) =>
      sharp(b)
        .extract({ left: 999, top: 499, width: 1001, height: 1001 })
        .composite([{ input: ellipse(1001, 1001, 500), blend: 'dest-in' }])
        .png(SMALL_PNG),
  },
  {
    source: 'jpg',
    chain: 'rounded-corners,r_100',
    direct: async (b) => {
      const cut = await sharp(b)
        .composite([{ input: ellipse(3000, 2000, 100), blend: 'dest-in' }])
        .raw()
        .toBuffer({ resolveWithObject: true });
      return sharp(cut.data, { raw: cut.info }).flatten({ background: WHITE }).jpeg(QUALITY);
    },
  },
];

const TURNING: readonly Case[] = [
  { source: 'jpg', chain: 'auto-orient,1', direct: (b) => upright(b).jpeg(QUALITY) },
  { source: 'jpg', chain: 'rotate,90', direct: (b) => sharp(b).rotate(90).jpeg(QUALITY) },
  { source: 'jpg', chain: 'rotate,30', direct: (b) => sharp(b).rotate(30, { background: WHITE }).jpeg(QUALITY) },
  {
    source: 'jpg',
    chain: 'resize,w_800/rotate,30',
    direct: (b) => sharp(b).resize({ width: 800 }).rotate(30, { background: WHITE }).jpeg(QUALITY),
  },
  {
    source: 'jpg',
    chain: 'rotate,30/resize,w_800',
    direct: (b) => sharp(b).rotate(30, { background: WHITE }).resize({ width: 800 }).jpeg(QUALITY),
  },
  {
    source: 'png',
    chain: 'rotate,30',
    direct: (b) =>
      sharp(b)
        .rotate(30, { background: { r: 0, g: 0, b: 0, alpha: 0 } })
        .png(SMALL_PNG),
  },
];

const EFFECTS: readonly Case[] = [
  {
    source: 'jpg',
    chain: 'blur,r_3,s_2',
    direct: (b) => sharp(b).blur({ sigma: 2, minAmplitude: 0.22 }).jpeg(QUALITY),
  },
  {
    source: 'jpg',
    chain: 'blur,r_50,s_50',
    direct: (b) => sharp(b).blur({ sigma: 50, minAmplitude: 0.6 }).jpeg(QUALITY),
  },
  {
    source: 'jpg',
    chain: 'resize,w_800/blur,r_50,s_50',
    direct: (b) => sharp(b).resize({ width: 800 }).blur({ sigma: 50, minAmplitude: 0.6 }).jpeg(QUALITY),
  },
  { source: 'jpg', chain: 'bright,50', direct: (b) => sharp(b).linear(1, 127.5).jpeg(QUALITY) },
  { source: 'jpg', chain: 'contrast,-50', direct: (b) => sharp(b).linear(0.41, 75).jpeg(QUALITY) },
  {
    source: 'jpg',
    chain: 'sharpen,100',
    direct: (b) => sharp(b).convolve({ width: 3, height: 3, kernel: SHARPEN, scale: 1 }).jpeg(QUALITY),
  },
];

const SAVING: readonly Case[] = [
  { source: 'jpg', chain: 'quality,Q_80', direct: (b) => upright(b).jpeg({ quality: 80 }) },
  { source: 'jpg', chain: 'interlace,1', direct: (b) => upright(b).jpeg({ quality: 90, progressive: true }) },
  {
    source: 'jpg',
    chain: 'resize,w_800/format,webp',
    direct: (b) => upright(b).resize({ width: 800 }).webp({ quality: 90, effort: 2 }),
  },
  {
    source: 'jpg',
    chain: 'resize,w_800/quality,lossless/format,webp',
    direct: (b) => upright(b).resize({ width: 800 }).webp({ lossless: true, quality: 25, effort: 2 }),
  },
  { source: 'jpg', chain: 'resize,w_800/format,png', direct: (b) => upright(b).resize({ width: 800 }).png(SMALL_PNG) },
  {
    source: 'jpg',
    chain: 'resize,w_800/format,avif',
    direct: (b) => upright(b).resize({ width: 800 }).avif({ quality: 65, effort: 3, chromaSubsampling: '4:2:0' }),
  },
  { source: 'jpg', chain: 'resize,w_800/format,bmp', direct: (b) => upright(b).resize({ width: 800 }).raw() },
];

/** As many bytes and the same likeness as with sharp's own effort 7 and dithering, in two thirds of the time. */
const DRAWN_GIF = { effort: 5, dither: 0 } as const;

const ANIMATIONS: readonly Case[] = [
  {
    source: 'gif',
    chain: 'resize,w_200',
    direct: (b) => frames(b).resize({ width: 200 }).gif(),
  },
  { source: 'drawn gif', chain: 'resize,w_200', direct: (b) => frames(b).resize({ width: 200 }).gif(DRAWN_GIF) },
  { source: 'drawn gif', chain: 'crop,w_200,h_200', direct: (b) => frames(b).extract(CORNER).gif(DRAWN_GIF) },
  {
    source: 'gif',
    chain: 'resize,w_200/format,webp',
    direct: (b) => frames(b).resize({ width: 200 }).webp({ quality: 80, effort: 2 }),
  },
];
const CORNER = { left: 0, top: 0, width: 200, height: 200 };

export const CASES: readonly Case[] = [
  ...RESIZING,
  ...CUTTING,
  ...TURNING,
  ...EFFECTS,
  ...SAVING,
  ...ANIMATIONS,
  ...WATERMARKS,
];

/** A bright square that wanders over a picture: what most animations look like to the encoder. */
function moving(frame: number, { data, ...size }: Raster): Raster {
  const pixels = Uint8Array.from(data);
  for (let y = 100; y < 160; y++) pixels.fill(250, (y * 400 + 20 * frame) * 3, (y * 400 + 20 * frame + 60) * 3);
  return { ...size, data: pixels };
}

/** Of few enough colours for one palette. */
function poster(raster: Raster): Raster {
  return { ...raster, data: raster.data.map((value) => value & 0xc0) };
}

export async function sources(): Promise<Readonly<Record<SourceName, Buffer>>> {
  const big = await jpegOf(photo(3000, 2000));
  const twelve = (picture: Raster) => animatedGif(Array.from({ length: 12 }, (_, frame) => moving(frame, picture)));
  return {
    jpg: big,
    small: await jpegOf(photo(800, 600)),
    png: await png(translucent(1600, 1200)),
    webp: await sharp(big).webp({ quality: 90 }).toBuffer(),
    tiff: await sharp(big).tiff({ compression: 'lzw' }).toBuffer(),
    gif: await twelve(photo(400, 300)),
    'drawn gif': await twelve(poster(drawing(400, 300))),
  };
}
