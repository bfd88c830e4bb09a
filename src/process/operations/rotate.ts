import { tooLarge } from '../causes.js';
import type { Limits } from '../formats/limits.js';
import { rotatedSize, type Size } from '../geometry.js';
import { transform } from '../operation.js';
import { integer } from '../params.js';

export const rotate = transform({
  name: 'rotate',
  about:
    'Turns the picture clockwise. The canvas grows to hold the corners; the new area is transparent, white in JPEG.',
  params: { value: integer('Degrees clockwise.', { min: 0, max: 360, required: true, cause: 217 }) },
  bare: 'value',
  single: true,
  emptyCause: 216,
  example: 'image/rotate,90',
  guide: 'Rotate images: Rotate',
  cost: 15,
  measure(before, { value }, limits) {
    if (value % 360 === 0) return before;
    checkRotation(before, limits);
    return { ...before, ...rotatedSize(before.width, before.height, value) };
  },
  apply: (canvas, { value }) => canvas.rotate(value),
});

/** Each side of a picture that really turns is limited (guide, Rotate, Caveats). */
export function checkRotation({ width, height }: Size, limits: Limits): void {
  if (Math.max(width, height) <= limits.rotationSide) return;
  throw tooLarge(
    'rotationSide',
    'Picture exceed the maximum allowable rotation range. ' +
      `It is ${width}x${height}; a side may be at most ${limits.rotationSide} pixels.`,
  );
}
