/**
 * Any chain on sources that are rare: every depth, colour space and kind of transparency, pictures of one pixel and of
 * one row, animations of parts. What the numbers promised is drawn, or the chain is a 400; nothing else happens.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { measurePlan } from '#src/process/measure.js';
import { outputOf } from '#src/process/output.js';
import { planOf } from '#src/process/plan.js';
import {
  animatedWebp,
  cmykJpeg,
  greyJpeg,
  jpeg,
  palettePng,
  photo,
  png,
  png16,
  sharpOf,
  sourceOf,
  translucent,
  webp,
  withOrientation,
} from '../pictures.js';
import { pngFile, tiffFile } from './formats/files.js';
import { gifFile } from './formats/gifs.js';
import { DISPLAY_P3, displayProfile, greyProfile } from './formats/icc.js';
import { ran } from './operations/processed.js';

const profile = displayProfile(DISPLAY_P3);

const SOURCES: Readonly<Record<string, () => Promise<Buffer> | Buffer>> = {
  'one pixel': () => png(photo(1, 1)),
  'one translucent pixel': () => png(translucent(1, 1)),
  'one row': () => jpeg(photo(97, 1)),
  'one column': () => webp(photo(1, 80)),
  'two columns that lie': () => withOrientation(photo(2, 60), 6, 'jpg'),
  'grey JPEG': () => greyJpeg(photo(50, 40)),
  'CMYK JPEG': () => cmykJpeg(photo(50, 40)),
  'CMYK TIFF with alpha': () => tiffFile('cmyk', { samples: [200, 10, 60, 20, 90] }),
  'TIFF of five channels': () => tiffFile('rgb', { samples: [200, 10, 60, 90, 20] }),
  'TIFF that lies': () => withOrientation(photo(50, 40), 7, 'tiff'),
  'TIFF with alpha': () => sharpOf(translucent(50, 40)).tiff({ compression: 'deflate' }).toBuffer(),
  'palette PNG': () => palettePng(translucent(50, 40)),
  '16 bits': () => png16(photo(50, 40)),
  '16 bits in P3': () => pngFile('rgba', { samples: [9000, 30000, 60000, 40000], bits: 16, profile }),
  '16 grey bits': () => pngFile('grey+alpha', { samples: [9000, 30000], bits: 16, profile: greyProfile((v) => v) }),
  'grey and alpha': () => pngFile('grey+alpha', { samples: [90, 30] }),
  'lossless WebP with alpha': () => sharpOf(translucent(50, 40)).webp({ lossless: true }).toBuffer(),
  'moving WebP that lies': () => animatedWebp([translucent(30, 20), translucent(30, 20, 90)], { orientation: 5 }),
  'GIF of parts': () =>
    gifFile({
      width: 40,
      height: 30,
      palette: [
        [0, 0, 0],
        [250, 200, 0],
        [0, 90, 250],
      ],
      frames: [
        { left: 5, top: 5, width: 20, height: 12, pixel: (x) => 1 + (x % 2), transparent: 0, disposal: 3, delay: 5 },
        { left: 30, top: 20, width: 10, height: 10, pixel: (x, y) => (x > y ? 2 : 0), transparent: 0, disposal: 2 },
      ],
    }),
};
const NAMES = Object.keys(SOURCES);

const side = fc.integer({ min: 1, max: 90 });
const action = fc.oneof(
  fc
    .tuple(fc.constantFrom('lfit', 'mfit', 'fill', 'pad', 'fixed'), side, side, fc.nat(1))
    .map(([m, w, h, limit]) => `resize,m_${m},w_${w},h_${h},limit_${limit}`),
  fc.integer({ min: 1, max: 300 }).map((p) => `resize,p_${p}`),
  fc.tuple(side, side, fc.nat(30)).map(([w, h, x]) => `crop,w_${w},h_${h},x_${x}`),
  fc.tuple(side, fc.nat(3)).map(([x, i]) => `indexcrop,x_${x},i_${i}`),
  side.map((r) => `circle,r_${r}`),
  side.map((r) => `rounded-corners,r_${r}`),
  fc.integer({ min: 0, max: 360 }).map((degrees) => `rotate,${degrees}`),
  fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 })).map(([r, s]) => `blur,r_${r},s_${s}`),
  fc.integer({ min: -100, max: 100 }).map((value) => `bright,${value}`),
  fc.integer({ min: -100, max: 100 }).map((value) => `contrast,${value}`),
  fc.integer({ min: 50, max: 399 }).map((value) => `sharpen,${value}`),
  fc.constantFrom('auto-orient,0', 'auto-orient,1', 'interlace,1', 'quality,q_40', 'quality,Q_90'),
  fc.constantFrom('jpg', 'png', 'webp', 'bmp', 'gif', 'src').map((format) => `format,${format}`),
);
const chain = fc.array(action, { minLength: 1, maxLength: 5 }).map((actions) => `image/${actions.join('/')}`);

test('any chain on any of them', async () => {
  const files = new Map<string, Buffer>();
  for (const name of NAMES) files.set(name, (await SOURCES[name]?.()) ?? Buffer.alloc(0));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...NAMES), chain, async (name, text) => {
      const file = files.get(name) ?? Buffer.alloc(0);
      const { facts } = sourceOf(file);
      const plan = planOf(text, GUIDE_LIMITS);
      const promised = sizeOf(() => measurePlan(plan, facts, file.length, GUIDE_LIMITS));
      fc.pre(promised !== undefined);
      const output = outputOf(plan, facts);
      const result = factsOfBytes(await ran(file, text));
      expect([result.format, result.width, result.height]).toEqual([output.format, promised?.width, promised?.height]);
      if (!output.animated) expect(result.frames).toBe(1);
    }),
    { numRuns: 300 },
  );
}, 60_000);

/** undefined: a 400, which is what a place outside the picture is. */
function sizeOf(measure: () => { width: number; height: number }) {
  try {
    return measure();
  } catch (error) {
    if (error instanceof OssError && error.status === 400) return undefined;
    throw error;
  }
}
