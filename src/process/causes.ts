/**
 * The image service's numbered causes that no single parameter owns (a parameter's number stands in its row).
 * Source: the vendor's error-code pages; docs/errors.md lists them.
 */
import { type ErrorCode, imageCause, OssError } from '../errors.js';

/** Number, the code that it comes with, and what it means. */
export const CAUSES = {
  sourceBytes: [1, 'ImageTooLarge', 'The source has more bytes than allowed.'],
  sourceFormat: [5, 'BadRequest', 'The source is not a picture of a supported format.'],
  rotationSide: [6, 'ImageTooLarge', 'A side of the picture to be rotated is too long.'],
  target: [
    7,
    'ImageTooLarge',
    'The picture would be scaled to a side or an area beyond the limit, or have too many pixels for an AVIF. ' +
      'Or a watermark with `fill_1` would have too many.',
  ],
  sourceSide: [9, 'ImageTooLarge', 'A side of the source is too long.'],
  encoderSide: [
    11,
    'ImageTooLarge',
    'A side of the result is longer than its format can hold (WebP 16383, AVIF 16384, JPEG and GIF 65535).',
  ],
  sourcePixels: [12, 'ImageTooLarge', 'The picture has too many pixels, all frames together.'],
  sourceMissing: [24, 'NoSuchKey', 'The object to be processed does not exist. On IMG domains the code is NoSuchFile.'],
  sourceProtected: [31, 'AccessDenied', 'A protected source picture was asked for other than by a style.'],
  tooManyValues: [203, 'InvalidArgument', 'More than one value for an action that takes one.'],
  tooManyPipes: [211, 'TooManyPipe', 'More than five bars in the chain; in the old syntax more than four parts.'],
  noAction: [212, 'InvalidArgument', '`image/` with no action. Of an empty chain the code is InvalidRequest.'],
  unknownAction: [213, 'InvalidArgument', 'An action that does not exist.'],
  watermarkFormat: [27, 'WatermarkError', 'The watermark object is not a picture of a supported format.'],
  notBase64: [265, 'BadRequest', 'A watermark, a text or a font that is not the base64 of a text in UTF-8.'],
  bothZero: [321, 'InvalidArgument', '`resize` with both w_0 and h_0.'],
  oldSuffix: [
    201,
    'InvalidArgument',
    'In the old syntax, something that is no value with the letters of a key behind it.',
  ],
  oldWatermark: [359, 'InvalidArgument', 'In the old syntax, a `watermark=` that is not 1, 2 or 3.'],
  oldTarget: [350, 'ImageTooLarge', 'In the old syntax, a side multiplied by `p` or `x` is beyond the limit.'],
  nestedWatermark: [373, 'InvalidArgument', '`watermark` in the chain of a watermark object.'],
  nestedReport: [374, 'InvalidArgument', '`info` or `average-hue` in the chain of a watermark object.'],
} as const satisfies Record<string, readonly [number, ErrorCode, string]>;

export type CauseName = keyof typeof CAUSES;

/** The text of a cause as `x-oss-ec` sends it. */
export function causeOf(name: CauseName): string {
  return imageCause(CAUSES[name][0]);
}

type SizeCause = { [Name in CauseName]: (typeof CAUSES)[Name][1] extends 'ImageTooLarge' ? Name : never }[CauseName];

/** Every size limit answers with the same code (behaviour D44). The message says the number and the limit. */
export function tooLarge(cause: SizeCause, message: string): OssError {
  return new OssError(CAUSES[cause][1], message, { ec: causeOf(cause) });
}
