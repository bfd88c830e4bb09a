/**
 * Sizes and places: numbers in, rectangles out. Pure and exact, in whole pixels; the same functions answer the limits
 * before a pixel is decoded and tell Canvas what to draw. Source: guide, Resize, Crop and Rotate; behaviour D2–D4,
 * D6, D28–D30, D40.
 */

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Rect extends Size {
  readonly left: number;
  readonly top: number;
}

/** The nine places of the guide, row by row. */
export const GRAVITIES = ['nw', 'north', 'ne', 'west', 'center', 'east', 'sw', 'south', 'se'] as const;
export type Gravity = (typeof GRAVITIES)[number];

export const RESIZE_MODES = ['lfit', 'mfit', 'fill', 'pad', 'fixed'] as const;
export type ResizeMode = (typeof RESIZE_MODES)[number];

/** `length * numerator / denominator`, halves up, at least 1. Whole numbers only, so that a half is really a half. */
export function portion(length: number, numerator: number, denominator: number): number {
  return Math.max(1, Math.floor((2 * length * numerator + denominator) / (2 * denominator)));
}

/** Where `inner` begins inside `outer` when it stands at one of the nine places; halves are floored (D29). */
export function anchor(gravity: Gravity, outer: Size, inner: Size): { readonly left: number; readonly top: number } {
  const index = GRAVITIES.indexOf(gravity);
  return {
    left: Math.floor(((outer.width - inner.width) * (index % 3)) / 2),
    top: Math.floor(((outer.height - inner.height) * Math.floor(index / 3)) / 2),
  };
}

export interface ResizeRequest {
  readonly m: ResizeMode;
  readonly w?: number | undefined;
  readonly h?: number | undefined;
  readonly l?: number | undefined;
  readonly s?: number | undefined;
  readonly p?: number | undefined;
  readonly limit: 0 | 1;
}

/** What `resize` draws, in this order; the last one present is the size of the result. */
export interface Fit {
  /** The part of the source that is scaled; the whole when absent. */
  readonly region?: Rect;
  readonly scaled: Size;
  /** The part of the scaled picture that is kept. */
  readonly window?: Rect;
  /** The canvas that the scaled picture is put on, and where. */
  readonly canvas?: Rect;
}

/**
 * The drawing of a resize. w and h come before l and s, these before p (behaviour 2.1); l is the longer side and s the
 * shorter one, and one of them alone scales in proportion whatever the mode is.
 */
export function fitResize(before: Size, request: ResizeRequest): Fit {
  const { m, w, h, l, s, p = 100 } = request;
  const enlarge = request.limit === 0;
  if (w !== undefined || h !== undefined) return fitBox(before, m, { w, h }, enlarge);
  if (l !== undefined || s !== undefined) {
    const box = before.width >= before.height ? { w: l, h: s } : { w: s, h: l };
    const mode = l !== undefined && s !== undefined ? m : 'lfit';
    return fitBox(before, mode, box, enlarge);
  }
  return { scaled: { width: portion(before.width, p, 100), height: portion(before.height, p, 100) } };
}

interface Box {
  readonly w: number | undefined;
  readonly h: number | undefined;
}

/** `enlarge` false: a picture that would have to grow keeps its own dimensions (D3, D28). */
function fitBox(before: Size, mode: ResizeMode, box: Box, enlarge: boolean): Fit {
  if (mode === 'lfit' || mode === 'mfit') {
    const fit = proportional(before, box, mode === 'mfit');
    return { scaled: fit.enlarges && !enlarge ? before : fit.scaled };
  }
  // One side alone makes a square (D2, guide: 'assuming equal width and height').
  const target = { width: box.w ?? box.h ?? before.width, height: box.h ?? box.w ?? before.height };
  if (mode === 'fixed') {
    const enlarges = target.width > before.width || target.height > before.height;
    return { scaled: enlarges && !enlarge ? before : target };
  }
  const fit = proportional(before, { w: target.width, h: target.height }, mode === 'fill');
  if (fit.enlarges && !enlarge) return { scaled: before };
  if (mode === 'pad') return { scaled: fit.scaled, canvas: { ...target, ...anchor('center', target, fit.scaled) } };
  if (fit.enlarges) return { region: regionOf(before, target), scaled: target };
  return { scaled: fit.scaled, window: { ...target, ...anchor('center', fit.scaled, target) } };
}

/** Scaled in proportion into the box, or (`outside`) to the smallest size around it. */
function proportional(before: Size, { w, h }: Box, outside: boolean): { scaled: Size; enlarges: boolean } {
  const { width: W, height: H } = before;
  const narrower = w !== undefined && h !== undefined && w * H < h * W;
  if (w !== undefined && (h === undefined || narrower !== outside)) {
    return { scaled: { width: w, height: portion(H, w, W) }, enlarges: w > W };
  }
  const height = h ?? H;
  return { scaled: { width: portion(W, height, H), height }, enlarges: height > H };
}

/**
 * The middle of the picture in the shape of the target. Filling a large target from a long thin picture would otherwise
 * pass through a scaled picture of millions of pixels a side.
 */
function regionOf(before: Size, target: Size): Rect {
  const wide = target.width * before.height >= target.height * before.width;
  const size = wide
    ? { width: before.width, height: portion(before.width, target.height, target.width) }
    : { width: portion(before.height, target.width, target.height), height: before.height };
  return { ...size, ...anchor('center', before, size) };
}

export interface CropRequest {
  /** 0: to the picture's edge. */
  readonly w: number;
  readonly h: number;
  readonly x: number;
  readonly y: number;
  readonly g: Gravity;
}

/**
 * The rectangle that `crop` keeps: placed by gravity, moved right and down by x and y, cut at the picture's edges.
 * undefined: it begins outside the picture (its border counts as outside, D30).
 */
export function cropRect(picture: Size, request: CropRequest): Rect | undefined {
  const { x, y, g } = request;
  const width = request.w === 0 ? picture.width : Math.min(request.w, picture.width);
  const height = request.h === 0 ? picture.height : Math.min(request.h, picture.height);
  const origin = anchor(g, picture, { width, height });
  const [left, top] = [origin.left + x, origin.top + y];
  if (left >= picture.width || top >= picture.height) return undefined;
  return { left, top, width: Math.min(width, picture.width - left), height: Math.min(height, picture.height - top) };
}

/** The smallest square around a circle in the middle of the picture; the radius is capped at what fits (D6). */
export function circleRect(picture: Size, radius: number): Rect {
  const shorter = Math.min(picture.width, picture.height);
  const side = 2 * Math.min(radius, Math.floor((shorter - 1) / 2)) + 1;
  return { ...anchor('center', picture, { width: side, height: side }), width: side, height: side };
}

export interface SliceRequest {
  /** Width and height of a slice; y wins. */
  readonly x?: number | undefined;
  readonly y?: number | undefined;
  /** 0 is the first. */
  readonly i: number;
}

/** The slice that `indexcrop` keeps, the last one being what is left; the whole picture if there is no such slice. */
export function sliceRect({ width, height }: Size, { x, y, i }: SliceRequest): Rect {
  const whole = { left: 0, top: 0, width, height };
  const [length, step] = y !== undefined ? [height, y] : [width, x ?? width];
  const start = i * step;
  if (start >= length) return whole;
  const kept = Math.min(step, length - start);
  return y !== undefined ? { ...whole, top: start, height: kept } : { ...whole, left: start, width: kept };
}

/** The size after an EXIF orientation (1–8) was applied: 5 and up lie on their side. */
export function orientedSize(size: Size, orientation: number): Size {
  return orientation >= 5 ? { width: size.height, height: size.width } : { width: size.width, height: size.height };
}

/**
 * The bounding box of a picture turned clockwise by whole degrees. The arithmetic is that of libvips
 * (vips__transform_forward_rect): the distance of the outermost corners, rounded once, halves up.
 */
export function rotatedSize(width: number, height: number, degrees: number): Size {
  const turn = degrees % 360;
  if (turn % 180 === 0) return { width, height };
  if (turn % 90 === 0) return { width: height, height: width };
  const radians = (turn * Math.PI) / 180;
  const [cos, sin] = [Math.abs(Math.cos(radians)), Math.abs(Math.sin(radians))];
  return {
    width: Math.max(1, Math.floor(width * cos + height * sin + 0.5)),
    height: Math.max(1, Math.floor(width * sin + height * cos + 0.5)),
  };
}
