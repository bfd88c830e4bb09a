/** What a Canvas has been told to draw, as data. Sizes are in pixels. */
import type { Factor, ShrinkOnLoad } from '../formats/shrink-on-load.js';
import { orientedSize, type Rect, rotatedSize, type Size } from '../geometry.js';
import type { Placement, Raster } from './raster.js';

export interface Scaling extends Size {
  /** How much of it the decoder may do, and how it is asked; only order.ts says so, for the first resize of a file. */
  readonly shrink?: ShrinkOnLoad;
  readonly factor?: Factor;
  readonly by?: 'width' | 'height';
  /** Every pixel is one of the source's, instead of Lanczos; only gif-file.ts says so. */
  readonly nearest?: boolean;
}

/** Verbs that libvips draws. */
export type EngineVerb =
  | ({ readonly verb: 'resize' } & Scaling)
  | ({ readonly verb: 'crop' } & Rect)
  /** An EXIF orientation, 2–8: quarter turns and mirrorings. */
  | { readonly verb: 'turn'; readonly orientation: number }
  /** Clockwise, no multiple of 90. The new corners are transparent; `onWhite` (only order.ts says so): white. */
  | { readonly verb: 'rotate'; readonly degrees: number; readonly onWhite?: boolean }
  /** Onto a canvas of this size, at this place; `color` is RRGGBB. */
  | ({ readonly verb: 'pad'; readonly color: string } & Rect)
  | { readonly verb: 'blur'; readonly sigma: number; readonly radius: number }
  | { readonly verb: 'sharpen'; readonly amount: number }
  /** Every colour c becomes slope * c + intercept, alpha stays. */
  | { readonly verb: 'linear'; readonly slope: number; readonly intercept: number }
  /** Onto white, or black: for formats without alpha. */
  | { readonly verb: 'flatten'; readonly onBlack?: true };

/** Verbs that are drawn on pixels in memory (raster.ts). */
export type PixelVerb =
  | ({ readonly verb: 'overlay'; readonly mark: Mark } & Placement)
  /** An SVG of the picture's size whose alpha is what stays, or that alpha itself, a byte per pixel. */
  | { readonly verb: 'mask'; readonly shape: string | Uint8Array };

export type Verb = EngineVerb | PixelVerb;
export type VerbName = Verb['verb'];

/** Something that can be laid over a picture; another Canvas. */
export interface Mark {
  pixels(): Promise<Raster>;
}

export function isPixelVerb(verb: Verb): verb is PixelVerb {
  return verb.verb === 'overlay' || verb.verb === 'mask';
}

/** The size after a verb: what lets a Canvas know its size without rendering. */
export function sizeAfter(verb: Verb, before: Size): Size {
  switch (verb.verb) {
    case 'resize':
    case 'crop':
    case 'pad':
      return { width: verb.width, height: verb.height };
    case 'turn':
      return orientedSize(before, verb.orientation);
    case 'rotate':
      return rotatedSize(before.width, before.height, verb.degrees);
    default:
      return before;
  }
}

/** Whether an opaque picture may have transparent places after this verb. */
export function addsAlpha({ verb }: Verb): boolean {
  return verb === 'rotate' || verb === 'mask';
}

/** Whether the picture has the colours it had, or averages of them. */
export function keepsColours(verbs: readonly Verb[]): boolean {
  return verbs.every(({ verb }) => verb === 'turn' || verb === 'crop' || verb === 'resize');
}
