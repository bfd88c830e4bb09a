/** Pictures of our own with the dimensions, formats and tags of the guide's. */
import sharp from 'sharp';
import { PICTURES, type PictureName } from './urls.js';

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** Green runs through all frames of an animation, so that every frame differs from the others everywhere. */
const FRAME_ROWS: Readonly<Record<PictureName, number>> = {
  'example.jpg': PICTURES['example.jpg'].height,
  'f.jpg': PICTURES['f.jpg'].height,
  'panda.png': PICTURES['panda.png'].height,
  'example.gif': PICTURES['example.gif'].height * PICTURES['example.gif'].frames,
};

/**
 * The colour of a stored pixel. Red says where it is from left to right, green from top to bottom, so that a wrong crop,
 * turn or scale shows at every probe; in photos blue is a pattern with edges for blur and sharpen. The panda ends at a
 * circle.
 */
export function colourAt(picture: PictureName, x: number, y: number): Colour {
  const { width, format } = PICTURES[picture];
  const red = Math.round((x * 255) / (width - 1));
  const green = Math.round((y * 255) / (FRAME_ROWS[picture] - 1));
  const blue = format === 'jpg' && ((x >> 4) + (y >> 4)) & 1 ? 190 : 90;
  const alpha = format === 'png' && Math.hypot(x - 79.5, y - 79.5) > 75 ? 0 : 255;
  return [red, green, blue, alpha];
}

function pixels(picture: PictureName) {
  const { width } = PICTURES[picture];
  const height = FRAME_ROWS[picture];
  const data = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(colourAt(picture, x, y), (y * width + x) * 4);
  }
  return { data, raw: { width, height, channels: 4 as const } };
}

function image(picture: PictureName, pageHeight?: number) {
  const { data, raw } = pixels(picture);
  return sharp(data, { raw: pageHeight === undefined ? raw : { ...raw, pageHeight } });
}

export const MAKERS: Readonly<Record<PictureName, () => Promise<Buffer>>> = {
  'example.jpg': () => image('example.jpg').removeAlpha().jpeg({ quality: 82 }).toBuffer(),
  'f.jpg': () => image('f.jpg').removeAlpha().withMetadata({ orientation: 7 }).jpeg({ quality: 94 }).toBuffer(),
  'panda.png': () => image('panda.png').png().toBuffer(),
  'example.gif': () =>
    image('example.gif', PICTURES['example.gif'].height)
      .gif({ delay: Array.from({ length: PICTURES['example.gif'].frames }, () => 100) })
      .toBuffer(),
};
