/**
 * libvips's Gaussian, asked for in its own terms. Its weights are whole numbers of 0–20 (vips_gaussmat), and where the
 * processor has vectors these become numbers of 8 bits whose sum need not be 1 (vips_convi): a white picture came out as
 * 253 and a grey one of 200 as 204. A flat picture stays flat (behaviour D36), so the sigma is moved to the nearest one
 * whose weights add up. That is at most a tenth, for a sigma of 1, and mostly less than a hundredth; weights of
 * fractions would be exact and take up to 40 times as long.
 */

/** What sharp's blur takes: a standard deviation in pixels, and the weight at which the Gaussian is cut off. */
export interface Gaussian {
  readonly sigma: number;
  readonly minAmplitude: number;
}

const STEP = 1.001;
/** Never reached by the guide's ranges; the most is 2422, from sigma 50 to 4.4, which a radius of 1 cannot tell apart. */
const MOST_STEPS = 4000;
/** The least sigma and amplitude that sharp takes. */
const LEAST_SIGMA = 0.3;
const LEAST_AMPLITUDE = 0.001;

/** The Gaussian of standard deviation `sigma` pixels, cut off at `radius` pixels. */
export function gaussian(sigma: number, radius: number): Gaussian {
  const flat = nearestFlat(sigma, radius);
  return { sigma: flat, minAmplitude: cutOff(flat, radius) };
}

/** Nearest by ratio, so that a larger sigma never gets a smaller one than a smaller sigma does (but for a step). */
function nearestFlat(sigma: number, radius: number): number {
  for (let step = 0; step <= MOST_STEPS; step++) {
    const factor = STEP ** step;
    for (const near of [sigma * factor, sigma / factor]) {
      if (near >= LEAST_SIGMA && keepsFlat(near, radius)) return near;
    }
  }
  return sigma;
}

/** libvips ends its mask where the Gaussian falls below an amplitude; this one falls half a pixel beyond the radius. */
function cutOff(sigma: number, radius: number): number {
  return Math.min(1, Math.max(LEAST_AMPLITUDE, Math.exp(-((radius + 0.5) ** 2) / (2 * sigma * sigma))));
}

/** Whether every level of 0–255 comes out as itself where the whole picture has that level. */
function keepsFlat(sigma: number, radius: number): boolean {
  const weights = Array.from({ length: radius + 1 }, (_, x) =>
    Math.round(20 * Math.exp(-(x * x) / (2 * sigma * sigma))),
  );
  const sum = bothSides(weights);
  const one = 128 * 2 ** -Math.ceil(Math.log2((weights[0] ?? 0) / sum) + 1);
  const mantissas = weights.map((weight) => halvesToEven((weight / sum) * one));
  return Math.abs(bothSides(mantissas) / one - 1) < 1 / 510;
}

/** The sum of a symmetric mask, of which `half` begins in the middle. */
function bothSides(half: readonly number[]): number {
  return half.reduce((total, weight, distance) => total + (distance === 0 ? weight : 2 * weight), 0);
}

/** As C's rint. */
function halvesToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
