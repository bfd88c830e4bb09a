import { describe, expect, it } from 'vitest';
import { bmpRaster } from '#src/process/formats/bmp-raster.js';
import { drawn, photo, probe } from '../../pictures.js';
import { bmpOf, colours } from './bmps.js';
import { refusal } from './headers.js';

const PALETTE = colours(16);
const rle8 = (width: number, height: number, ...codes: number[]) =>
  bmpOf({ width, height, bits: 8, compression: 1, palette: PALETTE, pixels: Buffer.from(codes) });
const rle4 = (width: number, height: number, ...codes: number[]) =>
  bmpOf({ width, height, bits: 4, compression: 2, palette: PALETTE, pixels: Buffer.from(codes) });

/** The number of each pixel's colour, row by row from the top. */
function indexes(file: Uint8Array): number[][] {
  const raster = bmpRaster(file);
  return Array.from({ length: raster.height }, (_, y) =>
    Array.from({ length: raster.width }, (_, x) => {
      const [red = 0, green = 0, blue = 0] = probe(raster, x, y);
      return PALETTE.indexOf(red * 65536 + green * 256 + blue);
    }),
  );
}

describe('runs of eight bits', () => {
  it('are repeated, or follow one by one, padded to an even number of bytes', () => {
    const file = rle8(5, 2, 5, 3, 0, 0, 0, 3, 1, 2, 3, 99, 2, 4, 0, 0, 0, 1);
    expect(indexes(file)).toEqual([
      [1, 2, 3, 4, 4],
      [3, 3, 3, 3, 3],
    ]);
  });

  it('may jump and end early: what is left has the first colour', () => {
    expect(indexes(rle8(4, 3, 1, 1, 0, 0, 0, 2, 2, 1, 1, 2, 0, 1))).toEqual([
      [0, 0, 2, 0],
      [0, 0, 0, 0],
      [1, 0, 0, 0],
    ]);
  });

  it('are cut off at the edge of the picture', () => {
    expect(indexes(rle8(3, 2, 255, 5, 2, 6, 0, 0, 1, 7, 0, 5, 1, 2, 3, 4, 5, 0, 0, 1))).toEqual([
      [7, 1, 2],
      [5, 5, 5],
    ]);
    expect(indexes(rle8(3, 1, 0, 2, 200, 0, 3, 1, 0, 1))).toEqual([[0, 0, 0]]);
    expect(indexes(rle8(3, 1, 0, 2, 0, 200, 3, 1, 0, 1))).toEqual([[0, 0, 0]]);
  });

  it('need no mark at the end of a full picture', () => {
    expect(indexes(rle8(2, 2, 2, 1, 0, 0, 2, 2))).toEqual([
      [2, 2],
      [1, 1],
    ]);
    expect(indexes(rle8(2, 1, 2, 1, 0, 0))).toEqual([[1, 1]]);
  });

  it('may go from top to bottom', () => {
    expect(indexes(rle8(2, -2, 2, 1, 0, 0, 2, 2, 0, 1))).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('that end before the picture are refused', () => {
    expect(refusal(() => bmpRaster(rle8(4, 1, 0, 4, 1, 2, 3))).message).toMatch(/it ends before its last pixel/);
    const file = rle8(5, 2, 5, 3, 0, 0, 0, 3, 1, 2, 3, 99, 2, 4);
    for (let cut = 1; cut <= 12; cut++) {
      expect(refusal(() => bmpRaster(file.subarray(0, file.length - cut))).message).toMatch(
        /it ends before its last pixel/,
      );
    }
  });

  it('draw a picture that somebody else packed', () => {
    const [width, height] = [300, 40];
    const raster = photo(width, height);
    const index = (x: number, y: number) => (raster.data[3 * (y * width + x)] ?? 0) >> 4;
    const codes: number[] = [];
    for (let y = height - 1; y >= 0; y--) {
      for (let x = 0; x < width; ) {
        let length = 1;
        while (length < 255 && x + length < width && index(x + length, y) === index(x, y)) length++;
        codes.push(length, index(x, y));
        x += length;
      }
      codes.push(0, y === 0 ? 1 : 0);
    }
    const expected = drawn(width, height, (x, y) => {
      const colour = PALETTE[index(x, y)] ?? 0;
      return [colour >> 16, (colour >> 8) & 255, colour & 255];
    });
    expect(Buffer.compare(bmpRaster(rle8(width, height, ...codes)).data, expected.data)).toBe(0);
  });
});

describe('runs of four bits', () => {
  it('alternate between two colours, or follow two in a byte', () => {
    const file = rle4(7, 2, 7, 0x3a, 0, 0, 0, 5, 0x12, 0x34, 0x50, 99, 2, 0xcd, 0, 1);
    expect(indexes(file)).toEqual([
      [1, 2, 3, 4, 5, 12, 13],
      [3, 10, 3, 10, 3, 10, 3],
    ]);
  });

  it('of one byte and of an even number of bytes', () => {
    expect(indexes(rle4(6, 1, 0, 3, 0x12, 0x30, 3, 0x45, 0, 1))).toEqual([[1, 2, 3, 4, 5, 4]]);
  });
});
