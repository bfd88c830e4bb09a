import { orientedSize } from '../geometry.js';
import { transform } from '../operation.js';
import { flag } from '../params.js';
import { checkRotation } from './rotate.js';

/**
 * Orientation is a step of the plan like any other. In the new syntax it is always the first one, wherever it was
 * written and also when it was not (behaviour D1, plan.ts); with 0 it stays as the step that forgets the tag, so that
 * no later step and no output can turn the picture after all.
 */
export const autoOrient = transform({
  name: 'auto-orient',
  about:
    'Turns and mirrors the picture as its EXIF orientation says, before every other action. On when it is not written.',
  params: {
    value: flag('1: turn by the orientation tag. 0: keep the picture as stored.', { required: true, cause: 215 }),
  },
  bare: 'value',
  single: true,
  emptyCause: 214,
  example: 'image/resize,w_100/auto-orient,1',
  guide: 'Rotate images: Adaptive orientation',
  animated: true,
  measure(before, { value }, limits) {
    if (value === 0 || before.orientation === 1) return { ...before, orientation: 1 };
    checkRotation(before, limits);
    return { ...orientedSize(before, before.orientation), orientation: 1 };
  },
  apply(canvas, { value }) {
    if (value === 1) canvas.turn();
    else canvas.forgetOrientation();
  },
});
