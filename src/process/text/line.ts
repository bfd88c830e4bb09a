/** Where a line of text stands in its box. */
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { TextEngine } from './engine.js';
import type { Run } from './legible.js';
import { ASCENT, DESCENT } from './line-box.js';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What the engine draws at once. */
export interface Piece {
  readonly text: string;
  /** Where it begins, in pixels of the box; may lie between two. */
  readonly x: number;
  /** Sets font and direction. */
  prepare(context: SKRSContext2D): void;
}

export interface Line {
  readonly box: Box;
  readonly pieces: readonly Piece[];
  /** The column behind the last one with ink, which may be far beyond the box. */
  readonly end: number;
  /** The first row below the line that letters stand on. */
  readonly baseline: number;
  /** Pixels. */
  readonly shadow: { readonly offset: number; readonly sigma: number };
}

interface LineOptions {
  /** Pixels of the em square. */
  readonly size: number;
  readonly shadowed: boolean;
}

/** Of the shadow, in ems; at least a pixel and half a pixel. */
const OFFSET = 0.05;
const SIGMA = 0.03;
/** Where a Gaussian ends for the eye, in sigmas. */
const BLUR_REACH = 3;
/** Pixels, into which the engine squeezes a line that is longer: one of a few very wide signs. */
const LONGEST = 100_000;
/** Widths come as floats that may be a hair above a whole number. */
const HAIR = 0.01;

const RIGHT_TO_LEFT = /[\p{sc=Hebr}\p{sc=Arab}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}]/u;

/**
 * The box is the line's, not the ink's: its height follows from the size alone, so that two texts side by side stand on
 * one baseline. Ink and shadow that reach beyond it enlarge it.
 */
export function lineOf(engine: TextEngine, runs: readonly Run[], { size, shadowed }: LineOptions): Line {
  const { pieces, ink } = laidOut(engine, runs, size);
  const shadow = { offset: Math.max(1, Math.round(size * OFFSET)), sigma: Math.max(0.5, size * SIGMA) };
  const blur = Math.ceil(BLUR_REACH * shadow.sigma);
  const before = shadowed ? Math.max(0, blur - shadow.offset) : 0;
  const after = shadowed ? blur + shadow.offset : 0;
  const left = Math.max(0, Math.ceil(ink.left) + before);
  const right = Math.max(Math.ceil(ink.end - HAIR), Math.ceil(ink.right) + after, 1);
  const above = Math.max(Math.ceil(ASCENT * size), Math.ceil(ink.above) + before);
  const below = Math.max(Math.ceil(DESCENT * size), Math.ceil(ink.below) + after);
  const [end, baseline] = [left + right, above];
  const box = { left: 0, top: 0, width: Math.min(end, LONGEST), height: above + below };
  return { box, pieces: pieces.map((piece) => ({ ...piece, x: piece.x + left })), end, baseline, shadow };
}

/** Distances from where the text begins on its baseline, outwards. */
interface Ink {
  left: number;
  above: number;
  right: number;
  below: number;
  /** Where the next letter would begin. */
  end: number;
}

function laidOut(engine: TextEngine, runs: readonly Run[], size: number): { pieces: readonly Piece[]; ink: Ink } {
  const direction = directionOf(runs);
  const context = engine.createCanvas(1, 1).getContext('2d');
  const none = Number.NEGATIVE_INFINITY;
  const ink: Ink = { left: none, above: none, right: none, below: none, end: 0 };
  const pieces = (direction === 'ltr' ? runs : runs.toReversed()).map(({ text, faces }): Piece => {
    const font = `${size}px ${faces.map(({ family }) => family).join(', ')}`;
    const prepare = (target: SKRSContext2D): void => {
      target.font = font;
      target.direction = direction;
      target.textAlign = 'left';
    };
    prepare(context);
    const box = context.measureText(text);
    const x = ink.end;
    ink.left = Math.max(ink.left, box.actualBoundingBoxLeft - x);
    ink.above = Math.max(ink.above, box.actualBoundingBoxAscent);
    ink.right = Math.max(ink.right, box.actualBoundingBoxRight + x);
    ink.below = Math.max(ink.below, box.actualBoundingBoxDescent);
    ink.end = x + box.width;
    return { text, x, prepare };
  });
  return { pieces, ink };
}

/** That of the first letter, as in a browser. */
function directionOf(runs: readonly Run[]): 'ltr' | 'rtl' {
  const first = /\p{L}/u.exec(runs.map(({ text }) => text).join(''))?.[0] ?? '';
  return RIGHT_TO_LEFT.test(first) ? 'rtl' : 'ltr';
}
