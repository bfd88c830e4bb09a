import { expect, test } from 'vitest';
import { NearestColour } from '#src/process/formats/gif-nearest.js';
import { noisy } from '../../pictures.js';

const light = (level = 0) => (level / 255) ** (0.5499 / 0.45455);

function distance(a: Uint8Array, b: Uint8Array): number {
  return [0, 1, 2].reduce((sum, at) => sum + (light(a[at]) - light(b[at])) ** 2, 0);
}

const colour = (data: Uint8Array, at: number) => data.subarray(3 * at, 3 * at + 3);

test.each([1, 2, 3, 20, 256])('of %i colours none is nearer', (count) => {
  const palette = noisy(count, 1).data;
  const nearest = new NearestColour(palette);
  const asked = noisy(60, 50).data.reverse();
  for (let at = 0; at < 3000; at++) {
    const wanted = colour(asked, at);
    const [red = 0, green = 0, blue = 0] = wanted;
    const found = distance(wanted, colour(palette, nearest.of(red, green, blue)));
    const least = Math.min(...Array.from({ length: count }, (_, index) => distance(wanted, colour(palette, index))));
    // The coordinates are whole numbers there.
    expect(Math.sqrt(found) - Math.sqrt(least)).toBeLessThan(0.0001);
    expect(nearest.of(red, green, blue)).toBe(nearest.of(red, green, blue));
  }
});

test.each([0, 1, 2])('of colours that differ in all but channel %i none is nearer', (same) => {
  const alike = (data: Uint8Array) => data.map((level, at) => (at % 3 === same ? 128 : level));
  const palette = alike(noisy(256, 1).data);
  const nearest = new NearestColour(palette);
  const asked = alike(noisy(20, 20).data.reverse());
  for (let at = 0; at < 400; at++) {
    const wanted = colour(asked, at);
    const [red = 0, green = 0, blue = 0] = wanted;
    const found = distance(wanted, colour(palette, nearest.of(red, green, blue)));
    const least = Math.min(...Array.from({ length: 256 }, (_, index) => distance(wanted, colour(palette, index))));
    expect(Math.sqrt(found) - Math.sqrt(least)).toBeLessThan(0.0001);
  }
});

test('a colour of the palette is itself', () => {
  const palette = noisy(256, 1).data;
  const nearest = new NearestColour(palette);
  for (let index = 0; index < 256; index++) {
    const [red = 0, green = 0, blue = 0] = colour(palette, index);
    expect([...colour(palette, nearest.of(red, green, blue))]).toEqual([red, green, blue]);
  }
});
