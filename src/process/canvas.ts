/**
 * URL order over sharp. sharp draws in a fixed order of its own; OSS promises the order of the URL. A Canvas has verbs,
 * which it only writes down, and a size that it always knows; when the result is asked for it draws them in that order.
 *
 * canvas/verbs.ts      what can be written down, and what each verb does to the size
 * canvas/order.ts      cheaper orders that draw the same, for instance to let a JPEG shrink while it is decoded
 * canvas/stages.ts     which verbs one sharp instance can draw at once
 * canvas/draw.ts       a stage in sharp's words
 * canvas/render.ts     runs the stages; between two of them there are pixels in memory
 * canvas/raster.ts     those pixels, and what is drawn on them without sharp
 * canvas/frames.ts     the frames of an animation, each drawn by itself
 * canvas/opaque.ts     alpha that is nowhere below 255, taken away
 * canvas/scaled-frames.ts  many of them scaled at once, to the same pixels
 * canvas/strip.ts      drawn frames on their way to the encoder
 * canvas/animation.ts  animations of animations
 * canvas/gif-file.ts   GIFs of GIFs, in their own colours
 * canvas/turns.ts      the eight orientations of EXIF
 */
import { animationFile } from './canvas/animation.js';
import { gifFile } from './canvas/gif-file.js';
import { onWhite } from './canvas/order.js';
import type { Placement, Raster } from './canvas/raster.js';
import { fileOf, type Origin, rasterOf } from './canvas/render.js';
import { orientationOfTurn } from './canvas/turns.js';
import { type Mark, sizeAfter, type Verb } from './canvas/verbs.js';
import { animationOf } from './formats/decode.js';
import { encoded, encodedPixels } from './formats/encode.js';
import { GUIDE_LIMITS, type Limits } from './formats/limits.js';
import type { Rect, Size } from './geometry.js';
import type { Extent } from './operation.js';
import type { Output } from './output.js';
import type { Source } from './source.js';

export type { Raster } from './canvas/raster.js';

interface Settings extends Extent {
  readonly frames: number;
  readonly alpha: boolean;
  readonly mostPixels: number;
}

export class Canvas {
  readonly #origin: Origin;
  readonly #mostPixels: number;
  readonly #alpha: boolean;
  readonly #verbs: Verb[] = [];
  #size: Size;
  /** What a frame was at its largest, on its way. */
  #largest: Size;
  #orientation: number;
  #frames: number;
  #pixels: Promise<Raster> | undefined;

  private constructor(origin: Origin, { width, height, orientation, frames, alpha, mostPixels }: Settings) {
    this.#origin = origin;
    this.#mostPixels = mostPixels;
    this.#size = { width, height };
    this.#largest = this.#size;
    this.#orientation = orientation;
    this.#frames = frames;
    this.#alpha = alpha;
  }

  /**
   * A stored picture; nothing is read yet. `animated`: keep all frames as long as the verbs allow it (behaviour D14).
   * `limits`: asked again once the frames have been counted.
   */
  static open(source: Source, options: { readonly animated: boolean; readonly limits?: Limits }): Canvas {
    const { sourcePixels } = options.limits ?? GUIDE_LIMITS;
    const frames = options.animated ? source.facts.frames : 1;
    return new Canvas({ source }, { ...source.facts, frames, mostPixels: sourcePixels });
  }

  /** A picture in memory. Its pixels are never changed. */
  static of(raster: Raster, { orientation = 1 } = {}): Canvas {
    const { width, height, channels } = raster;
    const mostPixels = GUIDE_LIMITS.sourcePixels;
    return new Canvas({ raster }, { width, height, orientation, frames: 1, alpha: channels === 4, mostPixels });
  }

  get width(): number {
    return this.#size.width;
  }

  get height(): number {
    return this.#size.height;
  }

  /** The EXIF orientation (1–8) that has not been applied yet. */
  get orientation(): number {
    return this.#orientation;
  }

  /** 1 for a still picture. A lower bound where the source's facts have one (moreFrames). */
  get frames(): number {
    return this.#frames;
  }

  get extent(): Extent {
    return { ...this.#size, orientation: this.#orientation };
  }

  /** To exactly this size, with Lanczos of three lobes. */
  resize(width: number, height: number): void {
    if (width !== this.width || height !== this.height) this.#record({ verb: 'resize', width, height });
  }

  /** Keeps a rectangle, which must lie inside the picture. */
  crop({ left, top, width, height }: Rect): void {
    if (left < 0 || top < 0 || left + width > this.width || top + height > this.height) {
      throw new RangeError(`crop ${width}x${height}+${left}+${top} of ${this.width}x${this.height}`);
    }
    if (width !== this.width || height !== this.height) this.#record({ verb: 'crop', left, top, width, height });
  }

  /** Turns and mirrors the picture as its EXIF orientation says. */
  turn(): void {
    if (this.#orientation !== 1) this.#record({ verb: 'turn', orientation: this.#orientation });
    this.#orientation = 1;
  }

  /** The picture stays as it is stored: a later `turn` does nothing. */
  forgetOrientation(): void {
    this.#orientation = 1;
  }

  /** Clockwise by whole degrees, 0–360. The canvas grows to `rotatedSize`; its new corners are transparent. */
  rotate(degrees: number): void {
    if (degrees % 90 !== 0) this.#recordStill({ verb: 'rotate', degrees: degrees % 360 });
    else if (degrees % 360 !== 0) this.#recordStill({ verb: 'turn', orientation: orientationOfTurn(degrees) });
  }

  /** Onto a canvas of `width` x `height` in a colour RRGGBB, with the picture's corner at `left`, `top`. */
  pad({ width, height, left, top, color }: Rect & { readonly color: string }): void {
    if (left < 0 || top < 0 || left + this.width > width || top + this.height > height) {
      throw new RangeError(`pad ${this.width}x${this.height}+${left}+${top} to ${width}x${height}`);
    }
    if (width !== this.width || height !== this.height) this.#record({ verb: 'pad', width, height, left, top, color });
  }

  /** Gaussian of standard deviation `sigma`, cut off at `radius` pixels; edge pixels are extended (behaviour D36). */
  blur(sigma: number, radius: number): void {
    this.#recordStill({ verb: 'blur', sigma, radius });
  }

  /** 1 is the guide's recommended strength, `sharpen,100`. */
  sharpen(amount: number): void {
    this.#recordStill({ verb: 'sharpen', amount });
  }

  /** Every colour c of 0–255 becomes slope * c + intercept. */
  linear(slope: number, intercept: number): void {
    this.#recordStill({ verb: 'linear', slope, intercept });
  }

  /** Lays another picture over this one, once or again and again, cut off at its edges. What is opaque stays opaque. */
  overlay(mark: Mark, placement: Placement): void {
    this.#record({ verb: 'overlay', mark, ...placement });
  }

  /**
   * Keeps what the shape covers: an SVG document of the picture's size, of which the alpha counts, or that coverage
   * itself, one byte of 0–255 per pixel.
   */
  mask(shape: string | Uint8Array): void {
    this.#recordStill({ verb: 'mask', shape });
  }

  /** Every frame is drawn by itself, so it makes no difference when the others are dropped. */
  firstFrame(): void {
    this.#frames = 1;
  }

  /** The file. @throws OssError 400 for a damaged source, or one with too many frames */
  async encode(output: Output): Promise<Buffer> {
    const { source } = 'source' in this.#origin ? this.#origin : {};
    const animation =
      source && output.animated && this.#frames > 1
        ? await animationOf(source, this.#largest, this.#mostPixels)
        : undefined;
    // The header's first 64 KB may promise more frames than there are.
    const moves = animation !== undefined && animation.frames > 1;
    if (source?.facts.format === 'gif' && output.format === 'gif') {
      return gifFile(source, moves ? animation : { frames: 1 }, this.#verbs, this.#size);
    }
    if (source && moves) return animationFile(source, animation, this.#verbs, this.#size, output);
    const hints = { palette: 'new', opaque: this.#startsOnBlack(output) } as const;
    return fileOf(this.#origin, this.#verbsFor(output), {
      image: (image) => encoded(image, output, hints),
      pixels: (pixels) => encodedPixels(pixels, output),
    });
  }

  #verbsFor(output: Output): readonly Verb[] {
    if (output.format !== 'jpg') return this.#verbs;
    if (!this.#startsOnBlack(output)) return onWhite(this.#verbs, this.#alpha);
    return [{ verb: 'flatten', onBlack: true }, ...onWhite(this.#verbs, false)];
  }

  #startsOnBlack({ onBlack }: Output): boolean {
    return this.#alpha && onBlack === true;
  }

  /** The pixels of the first frame, drawn once and then kept. Not to be changed. @throws OssError 400 for a damaged source */
  pixels(): Promise<Raster> {
    this.#pixels ??= rasterOf(this.#origin, [...this.#verbs]);
    return this.#pixels;
  }

  #record(verb: Verb): void {
    this.#verbs.push(verb);
    this.#size = sizeAfter(verb, this.#size);
    if (areaOf(this.#size) > areaOf(this.#largest)) this.#largest = this.#size;
    this.#pixels = undefined;
  }

  /** For verbs that no animation survives (behaviour D14). */
  #recordStill(verb: Verb): void {
    this.firstFrame();
    this.#record(verb);
  }
}

const areaOf = ({ width, height }: Size): number => width * height;
