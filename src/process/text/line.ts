/** Where a line of text stands in its box. */
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { TextEngine } from './engine.js';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Line {
  readonly text: string;
  readonly box: Box;
  /** Of the first pixel after the text's start, and of the first row below the line that letters stand on. */
  readonly x: number;
  readonly baseline: number;
  /** Pixels. */
  readonly shadow: { readonly offset: number; readonly sigma: number };
  /** Sets font and direction. */
  prepare(context: SKRSContext2D): void;
}

interface LineOptions {
  /** Names of registered faces, the first one first. */
  readonly families: readonly string[];
  /** Pixels of the em square. */
  readonly size: number;
  readonly shadowed: boolean;
}

/**
 * Above and below the baseline, in ems: enough for accents and descenders of Latin letters in every face, and the same for
 * all of them, so that no name moves a text.
 */
const ASCENT = 1;
const DESCENT = 0.28;
/** Of the shadow, in ems; at least a pixel and half a pixel. */
const OFFSET = 0.05;
const SIGMA = 0.03;
/** Where a Gaussian ends for the eye, in sigmas. */
const BLUR_REACH = 3;
/** 128 MB. A few signs are as wide as a word, so that the number of characters says little. */
const MOST_PIXELS = 32 * 1024 * 1024;
/** Widths come as floats that may be a hair above a whole number. */
const HAIR = 0.01;

const RIGHT_TO_LEFT = /[\p{sc=Hebr}\p{sc=Arab}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}]/u;

/**
 * The box is the line's, not the ink's: its height follows from the size alone, so that two texts side by side stand on
 * one baseline. Ink and shadow that reach beyond it enlarge it.
 */
export function lineOf(engine: TextEngine, text: string, { families, size, shadowed }: LineOptions): Line {
  const font = `${size}px ${families.map((family) => `"${family}"`).join(', ')}`;
  const direction = directionOf(text);
  const prepare = (context: SKRSContext2D): void => {
    if (families.length > 0) context.font = font;
    context.direction = direction;
    context.textAlign = 'left';
  };
  const ruler = engine.createCanvas(1, 1).getContext('2d');
  prepare(ruler);
  const ink = ruler.measureText(text);
  const shadow = { offset: Math.max(1, Math.round(size * OFFSET)), sigma: Math.max(0.5, size * SIGMA) };
  const blur = Math.ceil(BLUR_REACH * shadow.sigma);
  const before = shadowed ? Math.max(0, blur - shadow.offset) : 0;
  const after = shadowed ? blur + shadow.offset : 0;
  const left = Math.max(0, Math.ceil(ink.actualBoundingBoxLeft) + before);
  const right = Math.max(Math.ceil(ink.width - HAIR), Math.ceil(ink.actualBoundingBoxRight) + after, 1);
  const above = Math.max(Math.ceil(ASCENT * size), Math.ceil(ink.actualBoundingBoxAscent) + before);
  const below = Math.max(Math.ceil(DESCENT * size), Math.ceil(ink.actualBoundingBoxDescent) + after);
  const height = above + below;
  const width = Math.min(left + right, Math.max(1, Math.floor(MOST_PIXELS / height)));
  return { text, box: { left: 0, top: 0, width, height }, x: left, baseline: above, shadow, prepare };
}

/** That of the first letter, as in a browser. */
function directionOf(text: string): 'ltr' | 'rtl' {
  const first = /\p{L}/u.exec(text)?.[0] ?? '';
  return RIGHT_TO_LEFT.test(first) ? 'rtl' : 'ltr';
}
