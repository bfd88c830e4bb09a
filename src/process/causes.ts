/**
 * The image service's numbered causes that no single parameter owns (a parameter's number stands in its row).
 * Source: the vendor's error-code pages; docs/errors.md lists them.
 */
import { imageCause, OssError } from '../errors.js';

/** Number and meaning. */
export const CAUSES = {
  sourceBytes: [1, 'The source has more bytes than allowed.'],
  sourceFormat: [5, 'The source is not a picture of a supported format.'],
  rotationSide: [6, 'A side of the picture to be rotated is too long.'],
  target: [7, 'The picture would be scaled to a side or an area beyond the limit.'],
  sourceSide: [9, 'A side of the source is too long.'],
  encoderSide: [11, 'A side of the result is longer than its format can hold (WebP 16383, AVIF 16384).'],
  sourcePixels: [12, 'The source has too many pixels, all frames together.'],
  tooManyValues: [203, 'More than one value for an action that takes one.'],
  tooManyPipes: [211, 'More than five bars in the chain.'],
  noAction: [212, '`image/` with no action.'],
  unknownAction: [213, 'An action that does not exist.'],
  bothZero: [321, '`resize` with both w_0 and h_0.'],
} as const satisfies Record<string, readonly [number, string]>;

export type CauseName = keyof typeof CAUSES;

/** The text of a cause as `x-oss-ec` sends it. */
export function causeOf(name: CauseName): string {
  return imageCause(CAUSES[name][0]);
}

/** Every size limit answers with this code (behaviour D44). The message says the number and the limit. */
export function tooLarge(cause: CauseName, message: string): OssError {
  return new OssError('ImageTooLarge', message, { ec: causeOf(cause) });
}
