/** The list of operations. A new one is a file beside this and a line here. */
import type { Operation } from '../operation.js';
import { autoOrient } from './auto-orient.js';
import { averageHue } from './average-hue.js';
import { blur } from './blur.js';
import { bright } from './bright.js';
import { circle } from './circle.js';
import { contrast } from './contrast.js';
import { crop } from './crop.js';
import { format } from './format.js';
import { indexcrop } from './indexcrop.js';
import { info } from './info.js';
import { interlace } from './interlace.js';
import { quality } from './quality.js';
import { resize } from './resize.js';
import { rotate } from './rotate.js';
import { roundedCorners } from './rounded-corners.js';
import { sharpen } from './sharpen.js';
import { watermark } from './watermark.js';

/** In the order of the guide. */
export const operations: readonly Operation[] = [
  resize,
  circle,
  crop,
  indexcrop,
  roundedCorners,
  autoOrient,
  rotate,
  blur,
  bright,
  contrast,
  sharpen,
  format,
  interlace,
  quality,
  watermark,
  averageHue,
  info,
];

const byName: ReadonlyMap<string, Operation> = new Map(operations.map((operation) => [operation.name, operation]));

export function operationNamed(name: string): Operation | undefined {
  return byName.get(name);
}
