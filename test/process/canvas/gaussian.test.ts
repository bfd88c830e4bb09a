/** Blur against the Gaussian written out, cut off at the radius and with the edges extended. */
import { expect, test } from 'vitest';
import { gaussian } from '#src/process/canvas/gaussian.js';
import { Canvas, type Raster } from '#src/process/canvas.js';
import { checker, flat, photo } from '../../pictures.js';

async function blurred(raster: Raster, sigma: number, radius: number): Promise<Raster> {
  const canvas = Canvas.of(raster);
  canvas.blur(sigma, radius);
  return canvas.pixels();
}

const RADII = [1, 2, 3, 4, 5, 7, 10, 20, 33, 50];

// 1254 of the 2500 pairs of the guide's ranges do not keep it with their own sigma, by up to 4 levels.
test('a flat picture stays flat, whatever the radius, the sigma and the level', async () => {
  const failures: string[] = [];
  const levels = flat(3, 3, [77, 200, 255]);
  for (const radius of RADII) {
    for (let sigma = 1; sigma <= 50; sigma++) {
      const { data } = await blurred(levels, sigma, radius);
      if (Buffer.compare(data, levels.data) !== 0) failures.push(`r_${radius},s_${sigma}: ${data.subarray(0, 3)}`);
    }
  }
  expect(failures).toEqual([]);
});

test('a larger sigma never blurs less, and stays near what was asked for', () => {
  for (const radius of RADII) {
    let last = 0;
    for (let sigma = 1; sigma <= 50; sigma++) {
      const got = gaussian(sigma, radius);
      expect(got.sigma).toBeGreaterThanOrEqual(last * 0.998); // the steps of the search
      expect([radius, sigma, distance(weights(sigma, radius), weights(got.sigma, radius)) < 0.05]).toEqual([
        radius,
        sigma,
        true,
      ]);
      last = got.sigma;
    }
  }
});

test.each([
  [1, 1],
  [1, 50],
  [3, 2],
  [10, 3],
  [5, 50],
  [50, 50],
])('radius %i, sigma %i: within 3 levels of the exact blur on a photo, 8 at hard edges', async (radius, sigma) => {
  for (const [picture, tolerance] of [
    [photo(60, 44), 3],
    [checker(60, 44, 8), 8],
  ] as const) {
    const [found, exact] = [await blurred(picture, sigma, radius), exactly(picture, weights(sigma, radius))];
    const worst = found.data.reduce((most, value, at) => Math.max(most, Math.abs(value - (exact[at] ?? 0))), 0);
    expect(worst).toBeLessThanOrEqual(tolerance);
  }
});

/** From -radius to radius; their sum is 1. */
function weights(sigma: number, radius: number): number[] {
  const all = Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)));
  const sum = all.reduce((total, each) => total + each, 0);
  return all.map((each) => each / sum);
}

/** Half of the sum of differences: the part of the weight that lies elsewhere. */
function distance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, each, at) => sum + Math.abs(each - (b[at] ?? 0)), 0) / 2;
}

function exactly({ data, width, height }: Raster, mask: readonly number[]): Float64Array {
  const across = convolved(Float64Array.from(data), mask, (x, y, shift) => [inside(x + shift, width), y], width);
  return convolved(across, mask, (x, y, shift) => [x, inside(y + shift, height)], width);
}

type Neighbour = (x: number, y: number, shift: number) => readonly [number, number];

function convolved(from: Float64Array, mask: readonly number[], neighbour: Neighbour, width: number): Float64Array {
  const radius = (mask.length - 1) / 2;
  return from.map((_, at) => {
    const [channel, x, y] = [at % 3, ~~(at / 3) % width, ~~(at / 3 / width)];
    return mask.reduce((sum, weight, index) => {
      const [nx, ny] = neighbour(x, y, index - radius);
      return sum + weight * (from[(ny * width + nx) * 3 + channel] ?? 0);
    }, 0);
  });
}

function inside(place: number, length: number): number {
  return Math.min(length - 1, Math.max(0, place));
}
