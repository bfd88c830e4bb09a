import { transform } from '../operation.js';
import { integer } from '../params.js';

const MIDDLE = 127.5;
/** Levels are whole numbers, half a level from the middle at least: this slope already sends each of them to an end. */
const STEEPEST = 255;

/**
 * The guide gives no curve. This is ImageMagick's contrast, which the vendor's service descends from: the angle of the
 * line of levels goes from flat over 45 degrees, which changes nothing, to upright.
 */
export const contrast = transform({
  name: 'contrast',
  about:
    'Raises or lowers the contrast: every colour c of 0–255 becomes 127.5 + slope × (c − 127.5), within 0–255; ' +
    'slope is tan(45° × (1 + value / 100)). -100 is all grey, 100 leaves only 0 and 255.',
  params: {
    value: integer('Below 0 less contrast, above 0 more; 0 changes nothing.', {
      min: -100,
      max: 100,
      required: true,
      cause: 248,
    }),
  },
  bare: 'value',
  single: true,
  emptyCause: 248,
  example: 'image/contrast,-50',
  guide: 'Apply effects: Contrast',
  apply(canvas, { value }) {
    if (value === 0) return;
    const slope = Math.min(STEEPEST, Math.tan((Math.PI / 4) * (1 + value / 100)));
    canvas.linear(slope, MIDDLE * (1 - slope));
  },
});
