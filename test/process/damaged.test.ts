/** Files that end too early, or are broken in the middle: a 400 that says so, whatever the chain; never our fault. */
import { describe, expect, it } from 'vitest';
import { OssError } from '#src/errors.js';
import { animatedGif, animatedWebp, drawing, jpeg, photo, png, sharpOf, webp } from '../pictures.js';
import { fileAfter } from './operations/processed.js';

const picture = photo(160, 120);

const FILES: Readonly<Record<string, () => Promise<Buffer>>> = {
  JPEG: () => jpeg(picture),
  'progressive JPEG': () => sharpOf(picture).jpeg({ progressive: true }).toBuffer(),
  PNG: () => png(picture),
  WebP: () => webp(picture),
  GIF: () => sharpOf(picture).gif().toBuffer(),
  'animated GIF': () => animatedGif([picture, drawing(160, 120)]),
  'animated WebP': () => animatedWebp([picture, drawing(160, 120)]),
};

/** Joined with the encoder, behind pixels in memory, per frame, or only looked at: every way that a file is decoded. */
const CHAINS = [
  'resize,w_50',
  'resize,w_159',
  'rotate,90',
  'rotate,20/resize,w_50',
  'format,png',
  'format,jpg',
  'format,webp',
  'format,avif',
  'format,bmp',
  'resize,w_50/blur,r_2,s_2',
  'interlace,1',
  'average-hue',
];

/** What the client is told; the decoder's own words are kept for the log. */
async function refusal(file: Buffer, chain: string): Promise<OssError> {
  const error: unknown = await fileAfter(file, chain).catch((reason: unknown) => reason);
  if (!(error instanceof OssError)) throw new Error(`${chain}: no refusal but ${error}`);
  return error;
}

describe.each(Object.keys(FILES))('a %s', (name) => {
  // Of an animation that ends later than its first frame there may be frames to show.
  it.each(name.startsWith('animated') ? [0.4] : [0.97, 0.6])(
    'cut off at %d of its bytes is refused by every chain',
    async (part) => {
      const whole = (await FILES[name]?.()) ?? Buffer.alloc(0);
      const file = whole.subarray(0, Math.floor(whole.length * part));
      for (const chain of CHAINS) {
        const { code, status, message, cause } = await refusal(file, chain);
        expect([chain, code, status]).toEqual([chain, 'BadRequest', 400]);
        expect(message).toMatch(/^The picture is damaged/);
        expect(cause).toBeInstanceOf(Error);
      }
    },
  );

  it('broken in the middle is drawn or refused, and nothing else', async () => {
    const whole = (await FILES[name]?.()) ?? Buffer.alloc(0);
    for (let from = 20; from < whole.length; from += Math.ceil(whole.length / 40)) {
      const file = Buffer.from(whole);
      file.fill(from * 37, from, from + 12);
      for (const chain of ['resize,w_50', 'rotate,90/format,png']) {
        const result: unknown = await fileAfter(file, chain).catch((error: unknown) => error);
        if (!Buffer.isBuffer(result)) expect(result).toMatchObject({ status: 400 });
      }
    }
  });
});

it.each([
  ['JPEG', () => jpeg(picture)],
  ['GIF', () => sharpOf(picture).gif().toBuffer()],
])('a %s that ends too early is told what is wrong with it', async (_, make) => {
  const file = await make();
  const { message } = await refusal(file.subarray(0, file.length >> 1), 'resize,w_50');
  expect(message).toBe('The picture is damaged: it ends before its last pixel.');
});
