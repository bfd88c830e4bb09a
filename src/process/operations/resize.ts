import { invalidValue } from '../../errors.js';
import { missing } from '../bind.js';
import { tooLarge } from '../causes.js';
import type { Limits } from '../formats/limits.js';
import { type Fit, fitResize, RESIZE_MODES, type Size } from '../geometry.js';
import { transform } from '../operation.js';
import { choice, color, flag, integer } from '../params.js';

const SIDE = { min: 1, max: 4096, current: 16384 } as const;
const EMPTY = 322;

const width = integer('Width of the target in pixels.', { ...SIDE, cause: 312 });

export const resize = transform({
  name: 'resize',
  about: 'Scales the picture to a width and height, by its longer or shorter side, or by a percentage.',
  params: {
    m: choice(
      'How the picture meets w and h: inside them (lfit), around them (mfit), around them and cut to them (fill), ' +
        'inside them on a coloured canvas (pad), or exactly, distorted (fixed).',
      RESIZE_MODES,
      { fallback: 'lfit', cause: 311 },
    ),
    w: width,
    h: integer('Height of the target in pixels.', { ...SIDE, cause: 313 }),
    l: integer('Length of the longer side in pixels; counts when w and h are absent.', { ...SIDE, cause: 314 }),
    s: integer('Length of the shorter side in pixels; counts when w and h are absent.', { ...SIDE, cause: 315 }),
    p: integer('Percentage of the size; counts when no length is given.', { min: 1, max: 1000, cause: 317 }),
    limit: flag('1: a picture that would have to grow for w, h, l or s keeps its own dimensions. 0: it grows.', {
      fallback: 1,
      cause: 319,
    }),
    color: color('Colour of the canvas around a padded picture (m_pad).', { fallback: 'FFFFFF' }),
  },
  pairs: ['limit'],
  emptyCause: EMPTY,
  example: 'image/resize,w_200',
  guide: 'Resize images',
  animated: true,

  // The vendor numbers this mistake apart from a single 0.
  checkText({ w, h }, profile) {
    if (w === '0' && h === '0') throw invalidValue('w', w, width.allowed(profile), 321);
  },

  check({ w, h, l, s, p }) {
    if (!(w ?? h ?? l ?? s ?? p)) throw missing('resize', 'at least one of w, h, l, s, p', EMPTY);
  },

  measure(before, values, limits) {
    const after = sizeOf(fitResize(before, values));
    // A picture that stays as it is was not scaled; the guide limits the scaled picture only.
    if (after.width !== before.width || after.height !== before.height) checkTarget(after, limits);
    return { ...before, width: after.width, height: after.height };
  },

  apply(canvas, values) {
    const { region, scaled, window, canvas: around } = fitResize(canvas, values);
    if (region) canvas.crop(region);
    canvas.resize(scaled.width, scaled.height);
    if (window) canvas.crop(window);
    if (around) canvas.pad({ ...around, color: values.color });
  },
});

function sizeOf(fit: Fit): Size {
  return fit.canvas ?? fit.window ?? fit.scaled;
}

function checkTarget({ width, height }: Size, limits: Limits): void {
  const { targetSide, targetArea } = limits;
  if (width > targetSide || height > targetSide) {
    throw tooLarge('target', `The target is ${width}x${height}; a side may be at most ${targetSide} pixels.`);
  }
  if (width * height > targetArea) {
    throw tooLarge(
      'target',
      `The target is ${width}x${height}, ${width * height} pixels; at most ${targetArea} are allowed.`,
    );
  }
}
