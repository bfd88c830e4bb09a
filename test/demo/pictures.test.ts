import sharp, { type Sharp } from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import type { DemoKey } from '#src/demo/pictures.js';
import { type Facts, factsOfBytes } from '#src/process/formats/facts.js';
import { drawDemo } from './drawings.js';

let drawings: Readonly<Record<DemoKey, Buffer>>;
beforeAll(async () => {
  drawings = await drawDemo();
});

test.each<[DemoKey, Partial<Facts>]>([
  ['photo.jpg', { format: 'jpg', width: 2400, height: 1600, orientation: 6 }],
  ['example.jpg', { format: 'jpg', width: 400, height: 267, orientation: 1 }],
  ['f.jpg', { format: 'jpg', width: 424, height: 333, orientation: 7 }],
  ['panda.png', { format: 'png', width: 160, height: 160, alpha: true }],
  ['example.gif', { format: 'gif', width: 500, height: 300 }],
])('%s has the form that the guide or the banner counts on', (key, facts) => {
  expect(factsOfBytes(drawings[key].subarray(0, 65_536), drawings[key].byteLength)).toMatchObject(facts);
});

test('the same pictures are drawn every time', async () => {
  const again = await drawDemo();
  for (const key of Object.keys(drawings) as DemoKey[]) expect(again[key].equals(drawings[key])).toBe(true);
});

test('the animation moves and its end meets its beginning', async () => {
  const { pages = 0, loop } = await sharp(drawings['example.gif']).metadata();
  expect(loop).toBe(0);
  const frames = await Promise.all(
    Array.from({ length: pages }, (_, page) => sharp(drawings['example.gif'], { page }).removeAlpha().raw().toBuffer()),
  );
  const steps = frames.map((frame, index) => difference(frame, frames[(index + 1) % frames.length] ?? frame));
  expect(Math.min(...steps)).toBeGreaterThan(0);
  const last = steps.at(-1) ?? Number.POSITIVE_INFINITY;
  expect(last).toBeLessThan(2 * Math.max(...steps.slice(0, -1)));
});

test('the panda stands on nothing', async () => {
  const alpha = await sharp(drawings['panda.png']).extractChannel(3).raw().toBuffer();
  expect(alpha[0]).toBe(0);
  expect(alpha[80 * 160 + 80]).toBe(255);
});

test('the letter F stands upright once it is turned, and only then', async () => {
  // Bar ends of an F: the upper right is ink, the lower right is paper.
  const inkAt = async (picture: Sharp): Promise<readonly boolean[]> => {
    const { data, info } = await picture.greyscale().raw().toBuffer({ resolveWithObject: true });
    const dark = (x: number, y: number): boolean => (data[(y * info.width + x) * info.channels] ?? 255) < 128;
    return [dark(110, 330), dark(240, 100), dark(240, 320)];
  };
  expect(await inkAt(sharp(drawings['f.jpg']).autoOrient())).toEqual([true, true, false]);
  expect(await inkAt(sharp(drawings['f.jpg']))).not.toEqual([true, true, false]);
});

test('the photo is blue above, bright in the middle and dark below once it is turned', async () => {
  const rows = await sharp(drawings['photo.jpg']).autoOrient().resize(1, 12, { fit: 'fill' }).raw().toBuffer();
  const level = (row: number): readonly number[] => [...rows.subarray(row * 3, row * 3 + 3)];
  const [red = 0, , blue = 0] = level(0);
  expect(blue).toBeGreaterThan(red + 20);
  const brightness = (row: number): number => Math.max(...level(row));
  expect(brightness(5)).toBeGreaterThan(3 * brightness(11));
});

/** Mean difference of two frames, in levels. */
function difference(a: Buffer, b: Buffer): number {
  return a.reduce((sum, level, index) => sum + Math.abs(level - (b[index] ?? 0)), 0) / a.length;
}
