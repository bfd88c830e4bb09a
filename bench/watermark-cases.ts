/** Watermarks against the best that was found by hand with sharp. */
import sharp, { type Sharp } from 'sharp';
import { base64Of } from '#src/process/base64.js';
import { translucent } from '../test/pictures.js';
import type { Case } from './cases.js';

/** What every named object is. */
export const MARK = translucent(200, 120);
const TEXT = base64Of('Tintype 水印 2026!');
const QUALITY = { quality: 90, optimiseCoding: true } as const;

/** Laid over in an instance of its own, over its own rectangle alone: of five ways to write it the one that costs least. */
async function marked(picture: Sharp): Promise<Sharp> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  const { width: w, height: h } = MARK;
  const [left, top] = [info.width - w - 10, info.height - h - 10];
  const raw = { width: info.width, height: info.height, channels: 3 } as const;
  const region = sharp(data, { raw }).extract({ left, top, width: w, height: h });
  const input = { input: Buffer.from(MARK.data), raw: { width: w, height: h, channels: 4 }, left: 0, top: 0 } as const;
  const part = await region.composite([input]).removeAlpha().raw().toBuffer();
  for (let y = 0; y < h; y++) part.copy(data, ((top + y) * info.width + left) * 3, y * w * 3, (y + 1) * w * 3);
  return sharp(data, { raw });
}

export const WATERMARKS: readonly Case[] = [
  {
    source: 'jpg',
    chain: `resize,w_800/watermark,image_${base64Of('mark.png')}`,
    direct: async (b) => (await marked(sharp(b).autoOrient().resize({ width: 800 }))).jpeg(QUALITY),
  },
  // Against the picture without the text: what the text adds.
  {
    source: 'small',
    chain: `watermark,text_${TEXT},shadow_50`,
    direct: (b) => sharp(b).autoOrient().jpeg(QUALITY),
  },
];
