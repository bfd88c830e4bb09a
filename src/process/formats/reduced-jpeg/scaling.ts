/** How the planes of a JPEG become pixels of another size: each of its own, straight to the result. */
import { LRUCache } from 'lru-cache';
import type { Size } from '../../geometry.js';
import type { Eighths } from './decoder.js';
import type { Header } from './header.js';
import { type Alignment, lanczosWeights, type Side, type Weights } from './lanczos.js';

/** Of luma, or of both planes of chroma. */
export interface PlaneScaling {
  readonly across: Weights;
  readonly down: Weights;
}

export interface Scaling extends Size {
  /** Twice as many samples are taken of a block of chroma as of one of luma: a plane of 4:2:0 is as large as luma then. */
  readonly fineChroma: boolean;
  readonly luma: PlaneScaling;
  readonly chroma: PlaneScaling;
}

/** Both sides of a plane. */
export interface Sides {
  readonly across: Side;
  readonly down: Side;
}

/** undefined: no sample is left of a side. */
export function scalingTo(target: Size, header: Header, eighths: Eighths): Scaling | undefined {
  const luma = { across: sideOf((header.width * eighths) / 8), down: sideOf((header.height * eighths) / 8) };
  if (luma.across.samples < 1 || luma.down.samples < 1) return undefined;
  // Chroma that is stored with half of the width and height is read with no more detail than the result can show.
  const fineChroma =
    header.down === 2 && (isMoreThanHalf(target.width, luma.across) || isMoreThanHalf(target.height, luma.down));
  return scalingOf(luma, target, header, fineChroma);
}

/** `luma`: all of its plane. */
export function scalingOf(luma: Sides, target: Size, { across, down }: Header, fineChroma: boolean): Scaling {
  const chroma = {
    across: across === 2 && !fineChroma ? halfOf(luma.across) : luma.across,
    down: down === 2 && !fineChroma ? halfOf(luma.down) : luma.down,
  };
  const scaled = planeScaling(luma, target);
  const same = chroma.across === luma.across && chroma.down === luma.down;
  return { ...target, fineChroma, luma: scaled, chroma: same ? scaled : planeScaling(chroma, target) };
}

function planeScaling({ across, down }: Sides, { width, height }: Size): PlaneScaling {
  return {
    // Eight samples make a vector; rows come in pairs (assembly/across.ts).
    across: weightsOf(across, width, { start: 1, taps: 8 }),
    down: weightsOf(down, height, { start: 2, taps: 2 }),
  };
}

/** Pictures of one camera become thumbnails of one size: to make the numbers anew takes a fiftieth of such a picture. */
const recent = new LRUCache<string, Weights>({
  maxSize: 1024 * 1024,
  sizeCalculation: ({ starts, ends, weights }) => starts.byteLength + ends.byteLength + weights.byteLength,
});

function weightsOf(side: Side, to: number, alignment: Alignment): Weights {
  // 50.5 of luma are 50 whole samples, of chroma 51. Of a start there is one kind of taps.
  const name = `${side.samples} ${side.length} ${to} ${alignment.start}`;
  const known = recent.get(name);
  if (known) return known;
  const weights = lanczosWeights(side, to, alignment);
  recent.set(name, weights);
  return weights;
}

const sideOf = (length: number): Side => ({ samples: Math.floor(length), length });

/** The last sample of chroma may belong to one of luma, instead of two. */
const halfOf = ({ samples, length }: Side): Side => ({ samples: Math.ceil(samples / 2), length: length / 2 });

const isMoreThanHalf = (target: number, { length }: Side): boolean => 2 * target > length;

/** In a row of a block of chroma. */
export function chromaSamples(eighths: Eighths, { fineChroma }: Scaling): number {
  return fineChroma ? 2 * eighths : eighths;
}

/** Rows of samples that a row of units adds to each plane. */
export interface RowsOfUnits {
  readonly luma: number;
  readonly chroma: number;
}

export function rowsOfUnits({ down }: Header, eighths: Eighths, scaling: Scaling): RowsOfUnits {
  return { luma: down * eighths, chroma: chromaSamples(eighths, scaling) };
}

/** For each row of the result: how many rows of units must have come before it can be drawn. */
export function unitsFor({ height, luma, chroma }: Scaling, rows: RowsOfUnits): Int32Array {
  return Int32Array.from({ length: height }, (_, y) =>
    Math.ceil(Math.max((luma.down.ends[y] ?? 0) / rows.luma, (chroma.down.ends[y] ?? 0) / rows.chroma)),
  );
}

/** Pairs of rows of a plane that are needed at once, at most, with what has come by then. */
export function pairsKept({ starts }: Weights, rows: number, units: Int32Array): number {
  return units.reduce((most, count, y) => Math.max(most, Math.ceil((count * rows - (starts[y] ?? 0)) / 2)), 1);
}
