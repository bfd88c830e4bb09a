/** Sound pictures and clips of every kind, small, each made by script. What is fuzzed through the server begins with them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  animatedGif,
  animatedWebp,
  cmykJpeg,
  flat,
  greyJpeg,
  jpeg,
  palettePng,
  photo,
  png,
  png16,
  sharpOf,
  tiff,
  translucent,
  webp,
  withOrientation,
} from '../pictures.js';
import { guideBlock } from '../process/exif-samples.js';
import { bmpOf } from '../process/formats/bmps.js';
import { exifSegment } from '../process/formats/headers.js';

const small = photo(48, 32);
const clear = translucent(40, 30);

export async function pictures(): Promise<readonly Buffer[]> {
  const frames = [flat(24, 18, [255, 0, 0]), flat(24, 18, [0, 255, 0]), photo(24, 18)];
  const plain = await jpeg(small);
  return Promise.all([
    plain,
    Buffer.concat([plain.subarray(0, 2), exifSegment(guideBlock('II')), plain.subarray(2)]),
    sharpOf(small).jpeg({ progressive: true }).toBuffer(),
    sharpOf(small).jpeg({ chromaSubsampling: '4:4:4', quality: 100 }).toBuffer(),
    greyJpeg(small),
    cmykJpeg(small),
    withOrientation(small, 6, 'jpg'),
    png(clear),
    palettePng(small),
    png16(small, 'p3'),
    sharpOf(clear).png({ progressive: true }).toBuffer(),
    withOrientation(small, 3, 'png'),
    webp(small),
    sharpOf(clear).webp({ lossless: true }).toBuffer(),
    animatedGif(frames),
    animatedWebp(frames),
    tiff(small),
    sharpOf(small)
      .tiff({ compression: 'deflate', predictor: 'horizontal', tile: true, tileWidth: 16, tileHeight: 16 })
      .toBuffer(),
    sharpOf(small).tiff({ compression: 'jpeg' }).toBuffer(),
    sharpOf(clear).tiff({ compression: 'none', bigtiff: true }).toBuffer(),
    sharpOf(small).avif({ effort: 0 }).toBuffer(),
    bmpOf({ width: 16, height: 12, bits: 24, pixels: Buffer.alloc(16 * 12 * 3, 0x5a) }),
    bmpOf({
      width: 16,
      height: -12,
      bits: 32,
      masks: [0xff0000, 0xff00, 0xff, 0xff000000],
      headerSize: 124,
      pixels: Buffer.alloc(16 * 12 * 4, 0x5a),
    }),
    bmpOf({
      width: 16,
      height: 4,
      bits: 8,
      compression: 1,
      palette: [0, 0xff, 0xff00],
      pixels: Buffer.from('0801080200000802080100000001', 'hex'),
    }),
  ]);
}

/** By the ffmpeg that is installed. */
export function clips(): readonly Buffer[] {
  const directory = mkdtempSync(join(tmpdir(), 'tintype-fuzz-'));
  try {
    return ['mp4', 'mkv', 'avi', 'flv', 'webm'].map((container) => {
      const path = join(directory, `clip.${container}`);
      const codec = container === 'webm' ? ['-c:v', 'libvpx'] : ['-c:v', 'mpeg4'];
      const input = ['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=5:duration=2'];
      execFileSync('ffmpeg', ['-v', 'error', ...input, ...(container === 'flv' ? ['-c:v', 'flv1'] : codec), path]);
      return readFileSync(path);
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export const PICTURE_CHAINS = [
  'image/info',
  'image/average-hue',
  'image/resize,w_20',
  'image/resize,m_fill,w_20,h_20/format,webp',
  'image/format,png',
  'image/format,jpg/quality,q_50',
  'image/resize,p_150/rotate,30/format,gif',
  'image/crop,w_9,h_9,g_se/bright,20',
  'image/auto-orient,1/blur,r_3,s_2',
  'image/rounded-corners,r_9/format,png',
  'image/indexcrop,x_10,i_1/sharpen,100',
  'image/watermark,text_SGk,size_9',
];

export const CLIP_CHAINS = ['video/snapshot,t_1000,f_jpg', 'video/snapshot,t_500,f_png,m_fast|image/resize,w_20'];
