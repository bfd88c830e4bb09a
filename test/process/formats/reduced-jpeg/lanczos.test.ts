import { describe, expect, it } from 'vitest';
import { lanczosWeights, WHOLE } from '#src/process/formats/reduced-jpeg/lanczos.js';

const ANY = { start: 1, taps: 8 } as const;
const PAIRS = { start: 2, taps: 2 } as const;
const whole = (samples: number) => ({ samples, length: samples });

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const kernel = (x: number) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0);

/** By its definition, for each sample of the source. */
function exactly(samples: number, length: number, to: number, i: number): number[] {
  const reduction = length / to;
  const centre = (i + 0.5) * reduction - 0.5;
  const weights = new Array<number>(samples).fill(0);
  const reach = Math.ceil(3 * Math.max(1, reduction)) + 1;
  for (let at = Math.floor(centre) - reach; at <= centre + reach; at++) {
    const nearest = Math.max(0, Math.min(samples - 1, at));
    weights[nearest] = (weights[nearest] ?? 0) + kernel((at - centre) / Math.max(1, reduction));
  }
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

describe.each([
  [375, 375, 200],
  [375, 375.125, 200],
  [188, 187.5625, 200],
  [1500, 1500, 720],
  [40, 40.9, 3],
  [7, 7, 5],
  [3, 3.9, 1],
  [1, 1.5, 1],
  [900, 900, 1],
  [9000, 9000, 2],
])('%i samples that stand for %f become %i', (samples, length, to) => {
  it.each([
    ['across', ANY],
    ['down', PAIRS],
  ])('as exact Lanczos has it, %s', (_, alignment) => {
    const { taps, starts, weights, ends } = lanczosWeights({ samples, length }, to, alignment);
    expect(taps % alignment.taps).toBe(0);
    for (let i = 0; i < to; i++) {
      const [start = -1, end = -1] = [starts[i], ends[i]];
      const found = new Array<number>(Math.max(samples, start + taps)).fill(0);
      weights.subarray(i * taps, (i + 1) * taps).forEach((weight, n) => {
        found[start + n] = weight;
      });
      expect(start % alignment.start).toBe(0);
      expect(found.reduce((sum, weight) => sum + weight, 0)).toBe(WHOLE);
      expect(found.slice(end)).toEqual(found.slice(end).fill(0));
      const away = exactly(samples, length, to, i).map((weight, at) => (found[at] ?? 0) - WHOLE * weight);
      // A half for rounding, and what it left of the one before: never more of many than of one.
      expect(Math.max(...away.map(Math.abs))).toBeLessThan(1.1);
      let [sum, most] = [0, 0];
      for (const distance of away) {
        sum += distance;
        most = Math.max(most, Math.abs(sum));
      }
      expect(most).toBeLessThan(0.6);
    }
  });
});

it('a side that keeps its length keeps its samples', () => {
  const { taps, starts, weights } = lanczosWeights(whole(50), 50, PAIRS);
  for (let i = 0; i < 50; i++) {
    for (let n = 0; n < taps; n++) expect(weights[i * taps + n]).toBe((starts[i] ?? 0) + n === i ? WHOLE : 0);
  }
});
