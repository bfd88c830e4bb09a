/**
 * Which operations an animation survives (behaviour D14), asked of every operation of the table by its own example: all
 * frames drawn alike, or the first one alone. A new operation is covered by being in the list.
 */
import { describe, expect, test } from 'vitest';
import type { Raster } from '#src/process/canvas.js';
import { operations } from '#src/process/operations/index.js';
import { animatedGif, animatedWebp, decoded, drawn, meanDifference, png, sourceOf } from '../../pictures.js';
import { ran } from './processed.js';

const SURVIVED = ['auto-orient', 'crop', 'indexcrop', 'resize', 'watermark'];

/** A square that wanders over soft colours: few enough for a GIF's palette to hold them. */
const frames = [0, 1, 2].map((frame) =>
  drawn(220, 160, (x, y) => {
    const inside = Math.abs(x - 60 - 40 * frame) < 18 && Math.abs(y - 80) < 18;
    return inside ? [250, 220, 30] : [16 * ~~(x / 16), 24 * ~~(y / 24), 128];
  }),
);
const TIMES = { delay: [80, 120, 200], loop: 4 };

const transforms = operations.flatMap((operation) => (operation.kind === 'transform' ? [operation] : []));

test('the operations that keep an animation are those of the rule', () => {
  const kept = transforms.filter(({ animated }) => animated).map(({ name }) => name);
  expect(kept.sort()).toEqual(SURVIVED.filter((name) => transforms.some((each) => each.name === name)));
});

/** Pictures may be lossy here; a transparent place counts as white. */
async function shown(file: Uint8Array, frame: number): Promise<Raster> {
  const { data, width, height, channels } = await decoded(file, frame);
  if (channels === 3) return { data, width, height, channels };
  return drawn(width, height, (x, y) => {
    const at = (y * width + x) * 4;
    const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(at, at + 4);
    const over = (level: number) => (level * alpha) / 255 + 255 - alpha;
    return [over(red), over(green), over(blue)];
  });
}

describe.each([
  ['GIF', animatedGif],
  ['WebP', animatedWebp],
] as const)('%s', (_, make) => {
  test.each(transforms)('$example', async ({ name, example, animated = false }) => {
    const result = await ran(await make(frames, TIMES), example);
    const { facts } = sourceOf(result);
    expect([name, facts.frames]).toEqual([name, animated ? frames.length : 1]);
    for (const [index, frame] of frames.slice(0, facts.frames).entries()) {
      const still = await ran(await png(frame), example);
      expect([index, meanDifference(await shown(result, index), await shown(still, 0)) < 9]).toEqual([index, true]);
    }
  });
});
