import { describe, expect, test } from 'vitest';
import { opaque } from '#src/process/canvas/opaque.js';

function pixels(width: number, height: number): Uint8Array {
  return Uint8Array.from({ length: 4 * width * height }, (_, at) => (at % 4 === 3 ? 255 : (37 * at + 11) % 256));
}

describe.each([0, 1, 4])('%i bytes into their memory', (shift) => {
  test.each([
    [1, 1],
    [2, 1],
    [3, 1],
    [4, 1],
    [5, 3],
    [8, 4],
  ])('%i x %i', (width, height) => {
    const data = moved(pixels(width, height), shift);
    const colours = Buffer.from(data.filter((_, at) => at % 4 !== 3));
    for (let at = 3; at < data.length; at += 4) {
      const translucent = data.slice();
      translucent[at] = 254;
      const there = moved(translucent, shift);
      expect(opaque({ data: there, width, height, channels: 4 })).toBeUndefined();
      expect(Buffer.compare(there, translucent)).toBe(0);
    }
    const found = opaque({ data, width, height, channels: 4 });
    expect({ ...found, data: Buffer.from(found?.data ?? []) }).toEqual({ data: colours, width, height, channels: 3 });
  });
});

function moved(data: Uint8Array, shift: number): Uint8Array {
  const there = new Uint8Array(new ArrayBuffer(shift + data.length), shift);
  there.set(data);
  return there;
}

test('what has no alpha stays what it is', () => {
  const raster = { data: new Uint8Array(12), width: 2, height: 2, channels: 3 } as const;
  expect(opaque(raster)).toBe(raster);
});
