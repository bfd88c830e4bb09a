import { roundedCoverage, within } from '../coverage.js';
import { circleRect } from '../geometry.js';
import { transform } from '../operation.js';
import { flag, integer } from '../params.js';

export const circle = transform({
  name: 'circle',
  about:
    'Keeps a circle in the middle of the picture, in the smallest square around it: 2r + 1 pixels a side. ' +
    'Outside the circle the result is transparent, white in JPEG.',
  params: {
    // The guide gives no upper end; this one is the vendor's (behaviour D6).
    r: integer('Radius in pixels; a circle that does not fit is the largest one that does.', {
      min: 1,
      max: 4096,
      required: true,
      cause: 233,
    }),
    canvas: flag('1: the picture keeps its size around the circle, as with type 0 of the old syntax.', {
      fallback: 0,
    }),
  },
  emptyCause: 233,
  example: 'image/circle,r_100',
  guide: 'Crop images: Incircle',
  cost: 10,
  measure: (before, { r, canvas }) => {
    if (canvas === 1) return before;
    const { width, height } = circleRect(before, r);
    return { ...before, width, height };
  },
  apply(canvas, { r, canvas: whole }) {
    const square = circleRect(canvas, r);
    const circleOf = roundedCoverage(square, square.width / 2);
    if (whole === 0) canvas.crop(square);
    canvas.mask(whole === 0 ? circleOf : within(canvas, square, circleOf));
  },
});
