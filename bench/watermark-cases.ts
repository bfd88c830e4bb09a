/** Watermarks against the best that was found by hand with sharp. */
import sharp, { type Sharp } from 'sharp';
import { base64Of } from '#src/process/base64.js';
import type { Raster } from '#src/process/canvas.js';
import { sans } from '#src/process/text/bundled.js';
import { translucent } from '../test/pictures.js';
import type { Case } from './cases.js';

/** What every named object is. */
export const MARK = translucent(200, 120);
const WORDS = 'Tintype 水印 2026!';
const QUALITY = { quality: 90, optimiseCoding: true } as const;

/**
 * Laid over in an instance of its own, over its own rectangle alone: of five ways to write it the one that costs least.
 * `mark` has four channels.
 */
async function marked(picture: Sharp, mark: Raster): Promise<Sharp> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  const { width: w, height: h } = mark;
  const [left, top] = [info.width - w - 10, info.height - h - 10];
  const raw = { width: info.width, height: info.height, channels: 3 } as const;
  const region = sharp(data, { raw }).extract({ left, top, width: w, height: h });
  const input = { input: Buffer.from(mark.data), raw: { width: w, height: h, channels: 4 }, left: 0, top: 0 } as const;
  const part = await region.composite([input]).removeAlpha().raw().toBuffer();
  for (let y = 0; y < h; y++) part.copy(data, ((top + y) * info.width + left) * 3, y * w * 3, (y + 1) * w * 3);
  return sharp(data, { raw });
}

/** Drawn once for all pictures, as Tintype does (src/process/watermark/marks.ts). */
class Letters {
  #drawn: Promise<Raster> | undefined;

  pixels(): Promise<Raster> {
    this.#drawn ??= lettersOf(WORDS);
    return this.#drawn;
  }
}

/** In black, 40 pixels high, on a shadow of half the strength. */
async function lettersOf(words: string): Promise<Raster> {
  const text = { text: words, font: 'Noto Sans S Chinese 40', fontfile: sans('Regular'), dpi: 72, rgba: true } as const;
  const ink = await sharp({ text })
    .extend({ left: 4, top: 4, right: 4, bottom: 4, background: '#0000' })
    .png()
    .toBuffer();
  const blurred = await sharp(ink).blur(1.5).png().toBuffer();
  const shadow = await sharp(blurred).linear([1, 1, 1, 0.5], [0, 0, 0, 0]).png().toBuffer();
  const both = sharp(shadow).composite([{ input: ink }]);
  const { data, info } = await both.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 4 };
}

const LETTERS = new Letters();

export const WATERMARKS: readonly Case[] = [
  {
    source: 'jpg',
    chain: `resize,w_800/watermark,image_${base64Of('mark.png')}`,
    direct: async (b) => (await marked(sharp(b).autoOrient().resize({ width: 800 }), MARK)).jpeg(QUALITY),
  },
  {
    source: 'small',
    chain: `watermark,text_${base64Of(WORDS)},shadow_50`,
    direct: async (b) => (await marked(sharp(b).autoOrient(), await LETTERS.pixels())).jpeg(QUALITY),
  },
];
