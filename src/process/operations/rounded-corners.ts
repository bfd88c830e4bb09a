import { roundedCoverage } from '../coverage.js';
import { transform } from '../operation.js';
import { integer } from '../params.js';

export const roundedCorners = transform({
  name: 'rounded-corners',
  about: 'Rounds the corners of the picture. What is cut off becomes transparent, white in JPEG; the size stays.',
  params: {
    r: integer('Radius of the corners in pixels; at most half of the shorter side takes effect.', {
      min: 1,
      max: 4096,
      required: true,
      cause: 237,
    }),
  },
  emptyCause: 237,
  example: 'image/rounded-corners,r_30',
  guide: 'Crop images: Rounded rectangle',
  cost: 10,
  apply: (canvas, { r }) => canvas.mask(roundedCoverage(canvas, Math.min(r, canvas.width / 2, canvas.height / 2))),
});
