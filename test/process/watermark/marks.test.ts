import { expect, test } from 'vitest';
import { Marks } from '#src/process/watermark/marks.js';
import { flat } from '../../pictures.js';

/** Draws a picture of that many rows of 1000 pixels, 4 bytes each, and counts how often it had to. */
function drawing(rows: number) {
  const counted = { times: 0 };
  const draw = async () => {
    counted.times += 1;
    return flat(1000, rows, [1, 2, 3, 4]);
  };
  return { counted, draw };
}

test('a mark is drawn once for one key', async () => {
  const marks = new Marks();
  const { counted, draw } = drawing(1);
  const first = await marks.of('a', draw);
  expect(await marks.of('a', draw)).toBe(first);
  await marks.of('b', draw);
  expect(counted.times).toBe(2);
});

test('without a key it is drawn every time and not kept', async () => {
  const marks = new Marks();
  const { counted, draw } = drawing(1);
  await marks.of(undefined, draw);
  await marks.of(undefined, draw);
  expect([counted.times, marks.bytes]).toEqual([2, 0]);
});

test('what was not used for longest makes room, and no single mark takes it all', async () => {
  const marks = new Marks();
  const megabytes = (count: number) => drawing(count * 262).draw;
  for (let n = 0; n < 50; n++) {
    await marks.of(`mark ${n}`, megabytes(1));
    await marks.of('often', megabytes(1));
  }
  expect(marks.bytes).toBeLessThanOrEqual(32 * 1024 * 1024);
  const { counted, draw } = drawing(1);
  await marks.of('often', draw);
  expect(counted.times).toBe(0);
  await marks.of('mark 0', draw);
  expect(counted.times).toBe(1);
  const before = marks.bytes;
  await marks.of('huge', megabytes(9));
  expect(marks.bytes).toBe(before);
});

test('a failed drawing is not kept', async () => {
  const marks = new Marks();
  await expect(marks.of('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await marks.of('a', drawing(1).draw)).toMatchObject({ width: 1000 });
});
