import { transform } from '../operation.js';
import { integer } from '../params.js';

const RANGE = { min: 1, max: 50, required: true } as const;

export const blur = transform({
  name: 'blur',
  about:
    'Blurs the picture with a Gaussian of standard deviation s that ends r pixels from its middle: a small r cuts a ' +
    'wide Gaussian short. Beyond its edges the picture is taken to go on in the colour of the edge.',
  params: {
    r: integer('Radius in pixels.', { ...RANGE, cause: 241 }),
    s: integer('Standard deviation in pixels.', { ...RANGE, cause: 242 }),
  },
  example: 'image/blur,r_3,s_2',
  guide: 'Apply effects: Blur',
  cost: 20,
  apply: (canvas, { r, s }) => canvas.blur(s, r),
});
