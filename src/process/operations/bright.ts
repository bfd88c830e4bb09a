import { transform } from '../operation.js';
import { integer } from '../params.js';

/**
 * The guide gives no curve. This is ImageMagick's brightness, a plain addition, which the vendor's service descends
 * from: 100 is white, -100 black.
 */
export const bright = transform({
  name: 'bright',
  about: 'Brightens or darkens the picture: every colour c of 0–255 becomes c + 2.55 × value, within 0–255.',
  params: {
    value: integer('Below 0 darker, above 0 brighter; 0 changes nothing.', {
      min: -100,
      max: 100,
      required: true,
      cause: 246,
    }),
  },
  bare: 'value',
  single: true,
  emptyCause: 245,
  example: 'image/bright,50',
  guide: 'Apply effects: Brightness',
  apply(canvas, { value }) {
    if (value !== 0) canvas.linear(1, (255 * value) / 100);
  },
});
