/** Pictures of our own with the dimensions, formats and tags of the guide's. */
import sharp from 'sharp';
import type { PictureName } from './urls.js';

/** Smooth colour all over, so that a wrong crop, turn or scale shows at every probe. */
function gradient(width: number, height: number): Buffer {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      pixels[at] = Math.round((x * 255) / (width - 1));
      pixels[at + 1] = Math.round((y * 255) / (height - 1));
      pixels[at + 2] = 128;
    }
  }
  return pixels;
}

const raw = (width: number, height: number) => sharp(gradient(width, height), { raw: { width, height, channels: 3 } });

function animation(width: number, height: number, frames: number): Promise<Buffer> {
  const still = gradient(width, height * frames);
  return sharp(still, { raw: { width, height: height * frames, channels: 3, pageHeight: height } })
    .gif({ delay: Array.from({ length: frames }, () => 100) })
    .toBuffer();
}

export const MAKERS: Readonly<Record<PictureName, () => Promise<Buffer>>> = {
  'example.jpg': () => raw(400, 267).jpeg({ quality: 82 }).toBuffer(),
  'f.jpg': () => raw(424, 333).withMetadata({ orientation: 7 }).jpeg({ quality: 94 }).toBuffer(),
  'panda.png': () => raw(160, 160).ensureAlpha(0.5).png().toBuffer(),
  'example.gif': () => animation(500, 300, 3),
};
