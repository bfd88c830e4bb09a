import { roundedCoverage } from '../coverage.js';
import { circleRect } from '../geometry.js';
import { transform } from '../operation.js';
import { integer } from '../params.js';

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
  },
  emptyCause: 233,
  example: 'image/circle,r_100',
  guide: 'Crop images: Incircle',
  cost: 10,
  measure: (before, { r }) => {
    const { width, height } = circleRect(before, r);
    return { ...before, width, height };
  },
  apply(canvas, { r }) {
    canvas.crop(circleRect(canvas, r));
    canvas.mask(roundedCoverage(canvas, canvas.width / 2));
  },
});
