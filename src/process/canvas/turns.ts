/**
 * The eight ways a picture can lie, as EXIF numbers them (1–8). They are a group: any sequence of quarter turns and
 * mirrorings is again one of the eight, so a Canvas keeps one number where others keep a list.
 */
import { orientedSize, type Rect, type Size } from '../geometry.js';

/** Turned clockwise, then mirrored left to right: what must be done to a picture with this orientation. */
interface Turn {
  readonly degrees: 0 | 90 | 180 | 270;
  readonly mirrored: boolean;
}

const TURNS: Readonly<Record<number, Turn>> = {
  1: { degrees: 0, mirrored: false },
  2: { degrees: 0, mirrored: true },
  3: { degrees: 180, mirrored: false },
  4: { degrees: 180, mirrored: true },
  5: { degrees: 90, mirrored: true },
  6: { degrees: 90, mirrored: false },
  7: { degrees: 270, mirrored: true },
  8: { degrees: 270, mirrored: false },
};

const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** @param orientation 1–8 @throws RangeError otherwise */
export function turnOf(orientation: number): Turn {
  const turn = TURNS[orientation];
  if (!turn) throw new RangeError(`orientation ${orientation}`);
  return turn;
}

/** The orientation whose turn is a clockwise turn by a multiple of 90 degrees. */
export function orientationOfTurn(degrees: number): number {
  return orientationWith(degrees, false);
}

/** The orientation that does what `first` and then `second` do. */
export function combined(first: number, second: number): number {
  const [a, b] = [turnOf(first), turnOf(second)];
  // Behind a mirror a turn goes the other way round.
  return orientationWith(a.degrees + (a.mirrored ? -b.degrees : b.degrees), a.mirrored !== b.mirrored);
}

/** The orientation that undoes this one. */
export function inverseOf(orientation: number): number {
  const inverse = ORIENTATIONS.find((candidate) => combined(orientation, candidate) === 1);
  if (inverse === undefined) throw new RangeError(`orientation ${orientation}`);
  return inverse;
}

/** Where a rectangle of a picture of this size lies after the picture was turned. */
export function turnedRect(rect: Rect, size: Size, orientation: number): Rect {
  const { degrees, mirrored } = turnOf(orientation);
  const turned = orientedSize(size, orientation);
  const { left, top } = cornerAfter(rect, size, degrees);
  const kept = orientedSize(rect, orientation);
  return { ...kept, left: mirrored ? turned.width - left - kept.width : left, top };
}

function cornerAfter(rect: Rect, size: Size, degrees: Turn['degrees']): { left: number; top: number } {
  const { left, top } = rect;
  const right = size.width - left - rect.width;
  const bottom = size.height - top - rect.height;
  if (degrees === 90) return { left: bottom, top: left };
  if (degrees === 180) return { left: right, top: bottom };
  if (degrees === 270) return { left: top, top: right };
  return { left, top };
}

function orientationWith(degrees: number, mirrored: boolean): number {
  const wanted = ((degrees % 360) + 360) % 360;
  const found = ORIENTATIONS.find((each) => TURNS[each]?.degrees === wanted && TURNS[each]?.mirrored === mirrored);
  if (found === undefined) throw new RangeError(`a turn by ${degrees} degrees`);
  return found;
}
