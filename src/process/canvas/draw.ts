/** One stage in sharp's words. */
import type { Sharp } from 'sharp';
import type { Size } from '../geometry.js';
import { gaussian } from './gaussian.js';
import type { EngineStage } from './stages.js';
import { turnOf } from './turns.js';
import { type EngineVerb, sizeAfter } from './verbs.js';

const TRANSPARENT = { r: 0, g: 0, b: 0, alpha: 0 };
const WHITE = '#ffffff';
const BLACK = '#000000';

/** Gives `image` the methods that draw the stage; nothing is rendered yet. */
export function draw(image: Sharp, { verbs, size }: EngineStage): Sharp {
  let before = size;
  for (const [index, verb] of verbs.entries()) {
    const after = sizeAfter(verb, before);
    drawVerb(image, verb, before);
    // Only a crop or a resize makes sharp rotate first, and so treat the new alpha as the picture's own.
    if (verb.verb === 'rotate' && !verb.onWhite && verbs[index + 1]?.verb !== 'crop') cropNothing(image, after);
    before = after;
  }
  return image;
}

function drawVerb(image: Sharp, verb: EngineVerb, before: Size): void {
  switch (verb.verb) {
    case 'turn':
      turn(image, verb.orientation);
      return;
    case 'crop':
      image.extract({ left: verb.left, top: verb.top, width: verb.width, height: verb.height });
      return;
    case 'resize': {
      // sharp never shrinks on load behind a crop, so a crop that keeps everything switches it off.
      if (verb.shrink === 'none') cropNothing(image, before);
      image.resize(verb.by === 'height' ? null : verb.width, verb.by === 'width' ? null : verb.height, {
        fit: verb.by ? 'cover' : 'fill',
        kernel: verb.nearest ? 'nearest' : 'lanczos3',
        fastShrinkOnLoad: verb.shrink === 'most',
      });
      return;
    }
    case 'rotate':
      image.rotate(verb.degrees, { background: verb.onWhite ? WHITE : TRANSPARENT });
      return;
    case 'pad':
      pad(image, verb, before);
      return;
    case 'blur':
      image.blur(gaussian(verb.sigma, verb.radius));
      return;
    case 'sharpen':
      image.convolve({ width: 3, height: 3, scale: 1, kernel: sharpeningKernel(verb.amount) });
      // The convolution leaves fractions, which the end of the pipeline cuts off; its own offset takes whole numbers only.
      image.linear(1, 0.5);
      return;
    case 'linear':
      // Without the half libvips would cut the fraction off, and every picture would come out darker.
      image.linear(verb.slope, verb.intercept + 0.5);
      return;
    case 'flatten':
      image.flatten({ background: verb.onBlack ? BLACK : WHITE });
      return;
    default:
      verb satisfies never; // a verb without a case would draw nothing
  }
}

function cropNothing(image: Sharp, { width, height }: Size): void {
  image.extract({ left: 0, top: 0, width, height });
}

/**
 * sharp mirrors before it turns, so turns go the other way round than in the EXIF table. Mirroring alone is written
 * with a turn as well: sharp moves mirrors in front of a resize only together with one.
 */
function turn(image: Sharp, orientation: number): void {
  const { degrees, mirrored } = turnOf(orientation);
  if (!mirrored) image.rotate(degrees);
  else if (degrees === 0) image.flip().rotate(180);
  else image.flop().rotate(360 - degrees);
}

function pad(image: Sharp, verb: EngineVerb & { readonly verb: 'pad' }, before: Size): void {
  image.extend({
    left: verb.left,
    top: verb.top,
    right: verb.width - verb.left - before.width,
    bottom: verb.height - verb.top - before.height,
    background: `#${verb.color}`,
  });
}

/**
 * Adds to every pixel a part of what a 3x3 Gaussian (sigma 1) takes away. With amount 1 this is ImageMagick's
 * `-sharpen 1x1`, which reproduces the byte counts that are known of the live service's `sharpen,100`.
 */
function sharpeningKernel(amount: number): number[] {
  const gaussian = [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((x) => Math.exp(-(x * x + y * y) / 2)));
  const sum = gaussian.reduce((total, each) => total + each, 0);
  const strength = (amount * sum) / (sum + 1);
  return gaussian.map((each, index) => (index === 4 ? 1 + strength : 0) - (strength * each) / sum);
}
