import { transform } from '../operation.js';
import { integer } from '../params.js';

/**
 * The guide gives no formula. This one makes the byte count that is known of the vendor's `sharpen,100`
 * (docs/compatibility.md), and is linear in the value.
 */
export const sharpen = transform({
  name: 'sharpen',
  about:
    'Sharpens the picture: every colour c becomes c + 0.83 × value / 100 × (c − b), within 0–255; b is the mean of ' +
    'the 3x3 pixels around it, weighted with a Gaussian of standard deviation 1.',
  params: {
    value: integer('How much; the guide recommends 100.', { min: 50, max: 399, required: true, cause: 280 }),
  },
  bare: 'value',
  single: true,
  emptyCause: 279,
  example: 'image/sharpen,100',
  guide: 'Apply effects: Sharpen',
  cost: 15,
  apply: (canvas, { value }) => canvas.sharpen(value / 100),
});
