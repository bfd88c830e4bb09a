/** Marks that are drawn once and used again: over the frames of an animation, and from one picture to the next. */
import { describe, expect, test } from 'vitest';
import { base64Of } from '#src/process/base64.js';
import type { Raster } from '#src/process/canvas.js';
import { Marks } from '#src/process/watermark/marks.js';
import { animatedGif, animatedWebp, decoded, flat, largestDifference, png, probe, sourceOf } from '../../pictures.js';
import { fileWith, GREY, INK, image, pixelsWith, text } from './watermarked.js';

const CENTRE = 'g_center';

describe.each([
  ['GIF', animatedGif],
  ['WebP', animatedWebp],
] as const)('of an animated %s', (_, make) => {
  test('every frame has the mark, and its time', async () => {
    const colours = [GREY, [30, 120, 60], [150, 140, 30]] as const;
    const picture = await make(
      colours.map((colour) => flat(120, 90, colour)),
      { delay: [80, 120, 200], loop: 3 },
    );
    const file = await fileWith(`watermark,${image()},${CENTRE}/watermark,${text('■')},size_20,color_FFFFFF,g_nw`, {
      picture,
    });
    expect(sourceOf(file).facts.frames).toBe(3);
    for (const [frame, colour] of colours.entries()) {
      const found = await decoded(file, frame);
      const near = (x: number, y: number, expected: readonly number[]) =>
        expected.every((level, c) => Math.abs(level - (probe(found, x, y)[c] ?? 0)) < 10);
      expect([frame, near(60, 45, INK), near(100, 80, colour), near(20, 23, [255, 255, 255])]).toEqual([
        frame,
        true,
        true,
        true,
      ]);
    }
  });

  test('the mark is drawn once', async () => {
    const picture = await make([flat(120, 90, GREY), flat(120, 90, [1, 2, 3]), flat(120, 90, [200, 2, 3])]);
    let drawings = 0;
    class Counting extends Marks {
      override of(key: string | undefined, draw: () => Promise<Raster>): Promise<Raster> {
        drawings += 1;
        return super.of(key, draw);
      }
    }
    await fileWith(`watermark,${image()},rotate_20`, { picture, marks: new Counting() });
    expect(drawings).toBe(1);
  });
});

test('a mark that a worker knows is not drawn again, but for another value', async () => {
  const marks = new Marks();
  const chains = [
    `watermark,${image()}`,
    `watermark,${image()},t_30,g_nw,x_3`,
    `watermark,${image('resize,w_7')}`,
    `watermark,${text('国')}`,
    `watermark,${text('国')},size_41`,
    `watermark,${text('国')},shadow_1`,
    `watermark,${text('国')},color_000001`,
    `watermark,${text('国')},type_${base64Of('fangzhengheiti')}`,
    `watermark,${text('国')},rotate_7`,
    // As large as the one that is not turned.
    `watermark,${text('国')},rotate_180`,
    `watermark,${text('国')},fill_1`,
    `watermark,${text('国')},fill_1,rotate_180`,
    `watermark,${text('国')},${image()}`,
    `watermark,${text('国')},${image()},order_1`,
    `watermark,${text('国')},${image()},fill_1`,
    `watermark,${text('国')},${image()},align_1`,
    `watermark,${text('国')},${image()},interval_1`,
  ];
  const fresh = [];
  for (const chain of chains) fresh.push(await pixelsWith(chain, { marks: new Marks() }));
  for (const round of [1, 2]) {
    for (const [index, chain] of chains.entries()) {
      expect([round, chain, largestDifference(await pixelsWith(chain, { marks }), fresh[index] as Raster)]).toEqual([
        round,
        chain,
        0,
      ]);
    }
  }
  const { bytes } = marks;
  // The same name with other bytes: nothing of the old ones may be seen.
  const other = await pixelsWith(`watermark,${image()},${CENTRE}`, {
    marks: new Marks(),
    mark: await png(flat(21, 11, [0, 255, 0])),
  });
  expect(probe(other, 60, 45)).toEqual([0, 255, 0]);
  await pixelsWith(chains[0] ?? '', { marks });
  expect(marks.bytes).toBe(bytes);
});
