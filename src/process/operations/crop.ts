import { OssError } from '../../errors.js';
import { type CropRequest, cropRect, GRAVITIES, type Rect, type Size } from '../geometry.js';
import { transform } from '../operation.js';
import { choice, integer, LARGEST } from '../params.js';

export const crop = transform({
  name: 'crop',
  about: 'Keeps a rectangle of the picture. What reaches beyond the picture is cut at its edges.',
  params: {
    w: integer('Width in pixels; 0 reaches to the edge.', { min: 0, max: LARGEST, fallback: 0, cause: 225 }),
    h: integer('Height in pixels; 0 reaches to the edge.', { min: 0, max: LARGEST, fallback: 0, cause: 226 }),
    x: integer('Pixels to the right of the origin; must begin inside the picture.', {
      min: 0,
      max: LARGEST,
      fallback: 0,
    }),
    y: integer('Pixels below the origin; must begin inside the picture.', { min: 0, max: LARGEST, fallback: 0 }),
    g: choice('Where the rectangle stands before x and y move it.', GRAVITIES, { fallback: 'nw', cause: 209 }),
  },
  example: 'image/crop,x_100,y_50,w_100,h_100',
  guide: 'Crop images: Crop',
  animated: true,
  measure: (before, values) => {
    const { width, height } = kept(before, values);
    return { ...before, width, height };
  },
  apply: (canvas, values) => canvas.crop(kept(canvas, values)),
});

function kept(picture: Size, request: CropRequest): Rect {
  const rect = cropRect(picture, request);
  if (rect) return rect;
  const { x, y, g } = request;
  throw new OssError(
    'BadRequest',
    "Advance cut's position is out of image. " +
      `x_${x},y_${y},g_${g} begins outside a picture of ${picture.width}x${picture.height}.`,
  );
}
