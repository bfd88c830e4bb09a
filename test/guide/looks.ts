/** What the guide shows of a result, looked for in its pixels. */
import { expect } from 'vitest';
import type { Raster } from '#src/process/canvas.js';
import { probe } from '../pictures.js';
import { colourAt } from './pictures.js';
import type { GuideUrl, Look, Marked, PictureName, Probe } from './urls.js';

/** Levels. Encoders and filters come near, not exactly; a pixel is 0.6 levels of red and 1 of green. */
const NEAR = 12;

const COLOURS = { white: [255, 255, 255], red: [255, 0, 0] } as const;

export function expectProbe(result: Raster, { picture }: GuideUrl, [x, y, seen]: Probe): void {
  const found = probe(result, x, y);
  if (seen === 'clear') {
    expect([x, y, found[3]]).toEqual([x, y, 0]);
    return;
  }
  // Blue is a pattern, and every step away from its edges another one; red and green say the place.
  const expected = typeof seen === 'string' ? COLOURS[seen] : placed(picture, seen);
  const far = expected.filter((level, channel) => Math.abs(level - (found[channel] ?? 0)) > NEAR);
  expect([x, y, found.slice(0, expected.length), far]).toEqual([x, y, expect.anything(), []]);
}

function placed(picture: PictureName, seen: readonly [number, number] | Marked): readonly number[] {
  if (!('panda' in seen)) return colourAt(picture, ...seen).slice(0, 2);
  const below = placed(picture, seen.over);
  const mark = colourAt('panda.png', ...seen.panda);
  return below.map((level, c) => ((mark[c] ?? 0) * seen.t + level * (100 - seen.t)) / 100);
}

/** `plain`: the result of the chain without the effect. */
export function expectLook(look: Look, result: Raster, plain: Raster): void {
  const ratio = edges(result) / edges(plain);
  const [before, after] = [mean(plain), mean(result)];
  switch (look) {
    case 'softer':
      expect(ratio).toBeLessThan(0.8);
      break;
    case 'sharper':
      expect(ratio).toBeGreaterThan(1.08);
      break;
    case 'brighter':
      expect(after).toBeGreaterThan(before + 60);
      expect(result.data.includes(255)).toBe(true);
      return;
    case 'flatter':
      expect(spread(result) / spread(plain)).toBeLessThan(0.6);
      break;
  }
  // None of these makes the picture as a whole much brighter or darker.
  expect(Math.abs(after - before)).toBeLessThan(12);
}

function mean({ data }: Raster): number {
  return data.reduce((sum, level) => sum + level, 0) / data.length;
}

function spread(raster: Raster): number {
  const middle = mean(raster);
  return raster.data.reduce((sum, level) => sum + Math.abs(level - middle), 0) / raster.data.length;
}

/** The tenth of all steps from pixel to pixel in blue that are steepest, on average. */
function edges({ data, width, channels }: Raster): number {
  const steps: number[] = [];
  for (let at = 2; at + channels < data.length; at += channels) {
    if (((at - 2) / channels + 1) % width !== 0) steps.push(Math.abs((data[at] ?? 0) - (data[at + channels] ?? 0)));
  }
  const steepest = steps.sort((a, b) => b - a).slice(0, Math.ceil(steps.length / 10));
  return steepest.reduce((sum, step) => sum + step, 0) / steepest.length;
}
