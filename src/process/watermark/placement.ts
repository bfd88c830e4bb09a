/** Where marks go: numbers in, places out; whole pixels. Source: guide, Add watermarks; behaviour 2.12, D29, D31. */
import { anchor, type Gravity, type Rect, type Size } from '../geometry.js';

export interface Place {
  readonly g: Gravity;
  /** From the left or right edge; ignored in the middle column. */
  readonly x: number;
  /** From the upper or lower edge; ignored in the middle row. */
  readonly y: number;
  /** Down from the middle; ignored in the other rows. */
  readonly voffset: number;
}

/** The mark's rectangle in the picture, beyond whose edges it may reach. */
export function markRect(picture: Size, mark: Size, { g, x, y, voffset }: Place): Rect {
  const { left, top } = anchor(g, picture, mark);
  const right = { nw: x, west: x, sw: x, ne: -x, east: -x, se: -x, north: 0, center: 0, south: 0 }[g];
  const down = { nw: y, north: y, ne: y, sw: -y, south: -y, se: -y, west: voffset, center: voffset, east: voffset }[g];
  return { left: left + right, top: top + down, width: mark.width, height: mark.height };
}

/** What is seen of a rectangle, counted from its own corner; undefined: nothing. */
export function seenPart({ left, top, width, height }: Rect, picture: Size): Rect | undefined {
  const [x, y] = [Math.max(0, -left), Math.max(0, -top)];
  const seen = { width: Math.min(width, picture.width - left) - x, height: Math.min(height, picture.height - top) - y };
  return seen.width > 0 && seen.height > 0 ? { left: x, top: y, ...seen } : undefined;
}

export interface Row {
  /** 0: the image stands left of the text. */
  readonly order: number;
  /** 0 top, 1 middle, 2 bottom. */
  readonly align: number;
  /** Pixels between them. */
  readonly interval: number;
}

export interface RowPlaces extends Size {
  readonly image: Rect;
  readonly text: Rect;
}

/** An image and a text side by side: the size of both together, and where in it each stands. */
export function rowOf(image: Size, text: Size, { order, align, interval }: Row): RowPlaces {
  const height = Math.max(image.height, text.height);
  const standing = (part: Size, left: number): Rect => {
    return { ...part, left, top: Math.floor(((height - part.height) * align) / 2) };
  };
  return {
    width: image.width + interval + text.width,
    height,
    image: standing(image, order === 0 ? 0 : text.width + interval),
    text: standing(text, order === 0 ? image.width + interval : 0),
  };
}
