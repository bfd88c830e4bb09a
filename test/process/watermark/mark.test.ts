import { describe, expect, test } from 'vitest';
import type { Rect } from '#src/process/geometry.js';
import { type Mark, rowMark, textMark } from '#src/process/watermark/mark.js';
import { flat, largestDifference, probe, translucent } from '../../pictures.js';
import { cropped, markOf } from './parts.js';

const whole = ({ width, height }: Mark): Rect => ({ left: 0, top: 0, width, height });

describe('a row', () => {
  const [image, text] = [flat(30, 20, [200, 0, 0]), flat(50, 10, [0, 200, 0])];
  const row = { order: 0, align: 2, interval: 5 };

  test('has both, and nothing between them', async () => {
    const mark = rowMark(markOf(image), markOf(text), row);
    expect([mark.width, mark.height]).toEqual([85, 20]);
    const found = await mark.part(whole(mark));
    expect([probe(found, 29, 0), probe(found, 32, 15), probe(found, 35, 9), probe(found, 35, 10)]).toEqual([
      [200, 0, 0, 255],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 200, 0, 255],
    ]);
  });

  test('draws of a part only what is in it', async () => {
    const glass = translucent(30, 20);
    const rect = { left: 12, top: 7, width: 30, height: 9 };
    const [left, right] = [markOf(glass), markOf(text)];
    const found = await rowMark(left, right, row).part(rect);
    const all = rowMark(markOf(glass), markOf(text), row);
    expect(largestDifference(found, cropped(await all.part(whole(all)), rect))).toBe(0);
    expect(left.asked).toEqual([{ left: 12, top: 7, width: 18, height: 9 }]);
    expect(right.asked).toEqual([{ left: 0, top: 0, width: 7, height: 6 }]);
  });

  test('asks nothing of the one that is not seen', async () => {
    const [left, right] = [markOf(image), markOf(text)];
    await rowMark(left, right, row).part({ left: 40, top: 0, width: 45, height: 20 });
    expect([left.asked, right.asked.length]).toEqual([[], 1]);
  });

  test('is known by all that it depends on, or not at all', () => {
    const keyOf = (one: string | undefined, other: string, change = {}) =>
      rowMark(markOf(image, one), markOf(text, other), { ...row, ...change }).key;
    const keys = [
      keyOf('a', 'b'),
      keyOf('b', 'b'),
      keyOf('a', 'a'),
      keyOf('a', 'b', { order: 1 }),
      keyOf('a', 'b', { align: 0 }),
      keyOf('a', 'b', { interval: 6 }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(keyOf(undefined, 'b')).toBeUndefined();
  });
});

// The first is drawn in the machine's face where it has that one, the second in one of npm's everywhere.
test.each(['wqy-zenhei', 'fangzhengshusong'] as const)(
  'a text in %s of a size in megabytes costs what is seen of it',
  async (font) => {
    const mark = { text: '国'.repeat(64), font, color: '000000', size: 1000, shadow: 0 } as const;
    const { width, height, part } = await textMark(mark);
    expect([width, height]).toEqual([64_000, 1280]);
    const last = { left: 63_000 + 400, top: 500, width: 300, height: 200 };
    const found = await part(last);
    const first = await (await textMark({ ...mark, text: '国' })).part({ ...last, left: 400 });
    expect([found.width, found.height]).toEqual([300, 200]);
    // The engine rounds how wide a letter is: of some faces the last of 64 begins 1/16 of a pixel before where it should.
    // A whole pixel would be 255.
    expect(largestDifference(found, first)).toBeLessThanOrEqual(64);
  },
);
