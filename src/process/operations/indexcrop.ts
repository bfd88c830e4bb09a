import { missing } from '../bind.js';
import { sliceRect } from '../geometry.js';
import { transform } from '../operation.js';
import { integer, LARGEST } from '../params.js';

const STEP = { min: 1, max: LARGEST, cause: 230 } as const;

export const indexcrop = transform({
  name: 'indexcrop',
  about:
    'Cuts the picture into slices of equal length, of which the last may be shorter, and keeps one. ' +
    'A slice that does not exist leaves the picture whole.',
  params: {
    x: integer('Width of a slice in pixels, counted from the left; y wins over x.', STEP),
    y: integer('Height of a slice in pixels, counted from the top.', STEP),
    i: integer('The slice to keep; 0 is the first.', { min: 0, max: LARGEST, fallback: 0, cause: 229 }),
  },
  emptyCause: STEP.cause,
  example: 'image/indexcrop,x_100,i_0',
  guide: 'Crop images: Indexed cut',
  animated: true,

  check({ x, y }) {
    if (x === undefined && y === undefined) throw missing('indexcrop', 'one of x, y', STEP.cause);
  },

  measure(before, values) {
    const { width, height } = sliceRect(before, values);
    return { ...before, width, height };
  },
  apply: (canvas, values) => canvas.crop(sliceRect(canvas, values)),
});
