/**
 * Lanczos of three lobes, as numbers to multiply samples with. One direction at a time: across, or down.
 */

/** One direction of a picture or of a plane of it. */
export interface Side {
  /** Whole samples that there are. */
  readonly samples: number;
  /** What they stand for, in samples: at 1/8, 3001 pixels are 375 of them and 0.125 of one more. */
  readonly length: number;
}

/** For each sample of the result: which ones it is made of, and how much of each. */
export interface Weights {
  /** How many, for every one of the result; those that are not needed have a weight of 0. */
  readonly taps: number;
  /** The first one. */
  readonly starts: Int32Array;
  /** `taps` for each, as fractions of WHOLE, of which they are the sum. */
  readonly weights: Int16Array;
  /** Behind the last one that is needed. */
  readonly ends: Int32Array;
}

/** How `starts` and `taps` have to be: multiples of these. */
export interface Alignment {
  readonly start: 1 | 2;
  readonly taps: 2 | 8;
}

export const WHOLE = 16_384;

const LOBES = 3;
/** Steps of the kernel from one whole number to the next. Between two of them it is nearly straight: 1e-6 away at most. */
const STEPS = 1024;
/** From -LOBES to LOBES, and 0 behind them. */
const KERNEL = Float64Array.from({ length: 2 * LOBES * STEPS + 3 }, (_, step) => kernelAt(step / STEPS - LOBES));

function kernelAt(x: number): number {
  if (x === 0) return 1;
  // Exactly, so that a picture that keeps its size keeps its samples.
  if (Math.abs(x) >= LOBES || Number.isInteger(x)) return 0;
  return (LOBES * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / LOBES)) / (Math.PI * x) ** 2;
}

/** `to` samples of `from`. Beyond the edges the outermost sample goes on. */
export function lanczosWeights({ samples, length }: Side, to: number, alignment: Alignment): Weights {
  const reduction = length / to;
  const stretch = Math.max(1, reduction);
  const radius = LOBES * stretch;
  const taps = multiple(Math.floor(2 * radius) + alignment.start, alignment.taps);
  const [starts, ends] = [new Int32Array(to), new Int32Array(to)];
  const weights = new Int16Array(to * taps);
  const parts = new Float64Array(taps);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * reduction - 0.5;
    const first = Math.ceil(centre - radius);
    const last = Math.floor(centre + radius);
    const start = within(first, samples);
    const aligned = start - (start % alignment.start);
    starts[i] = aligned;
    ends[i] = within(last, samples) + 1;
    const sum = readKernel(parts, { count: last - first + 1, from: (first - centre) / stretch, step: 1 / stretch });
    const at = i * taps + start - aligned;
    if (first >= 0 && last < samples) toWhole(parts, last - first + 1, sum, weights, at);
    else toWhole(folded(parts, first, last, samples), within(last, samples) + 1 - start, sum, weights, at);
  }
  return { taps, starts, weights, ends };
}

const multiple = (count: number, of: number): number => Math.ceil(count / of) * of;

const within = (sample: number, samples: number): number => Math.max(0, Math.min(sample, samples - 1));

interface Reading {
  readonly count: number;
  /** In lobes, from the middle of the kernel. */
  readonly from: number;
  readonly step: number;
}

/** Into the first `count` of `parts`; returns their sum. This runs thirty thousand times for a picture. */
function readKernel(parts: Float64Array, { count, from, step }: Reading): number {
  let sum = 0;
  for (let n = 0; n < count; n++) {
    const x = (from + n * step + LOBES) * STEPS;
    const below = Math.trunc(x);
    const value = KERNEL[below] ?? 0;
    const part = value + ((KERNEL[below + 1] ?? 0) - value) * (x - below);
    parts[n] = part;
    sum += part;
  }
  return sum;
}

/** What falls beyond the edges goes to the samples there. */
function folded(parts: Float64Array, first: number, last: number, samples: number): Float64Array {
  const start = within(first, samples);
  const kept = new Float64Array(within(last, samples) - start + 1);
  for (let sample = first; sample <= last; sample++) {
    const at = within(sample, samples) - start;
    kept[at] = (kept[at] ?? 0) + (parts[sample - first] ?? 0);
  }
  return kept;
}

/**
 * Whole numbers in these proportions whose sum is WHOLE. What rounding leaves of one goes on to the next: of some thousand
 * it would make up a fair part of WHOLE, too much for one of them.
 */
function toWhole(parts: Float64Array, count: number, sum: number, into: Int16Array, at: number): void {
  const scale = WHOLE / sum;
  let exact = 0;
  let given = 0;
  for (let n = 0; n < count; n++) {
    exact += (parts[n] ?? 0) * scale;
    const upToHere = Math.floor(exact + 0.5);
    into[at + n] = upToHere - given;
    given = upToHere;
  }
}
