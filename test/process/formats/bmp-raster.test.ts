import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { OssError } from '#src/errors.js';
import type { Raster } from '#src/process/canvas.js';
import { bmpRaster } from '#src/process/formats/bmp-raster.js';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { drawn, type Pixel } from '../../pictures.js';
import { type BmpParts, bmpOf, bmpRows, colours } from './bmps.js';
import { refusal } from './headers.js';

/** A number of `bits` that differs from pixel to pixel in all of its bits. */
const mixed = (bits: number) => (x: number, y: number) => Math.imul(x * 7 + y * 31 + 1, 0x9e3779b1) >>> (32 - bits);

const rgb = (colour: number): Pixel => [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];

function expectSame(file: Uint8Array, expected: Raster): void {
  const { data, ...shape } = bmpRaster(file);
  const { data: other, ...wanted } = expected;
  expect(shape).toEqual(wanted);
  expect(Buffer.compare(data, other)).toBe(0);
}

describe('indexed colours', () => {
  const cases = [1, 2, 4, 8].flatMap((bits) => [1, 2, 3, 5, 8, 13, 33].map((width) => [bits, width] as const));
  it.each(cases)('of %i bits, %i pixels wide', (bits, width) => {
    const palette = colours(2 ** bits);
    const expected = drawn(width, 5, (x, y) => rgb(palette[mixed(bits)(x, y)] ?? -1));
    for (const height of [5, -5]) {
      const pixels = bmpRows(width, height, bits, mixed(bits));
      expectSame(bmpOf({ width, height, bits, palette, pixels }), expected);
    }
  });

  it.each([12, 16, 40, 52, 56, 64, 108, 124])('behind a header of %i bytes', (headerSize) => {
    const palette = colours(16);
    const pixels = bmpRows(9, 4, 4, mixed(4));
    const expected = drawn(9, 4, (x, y) => rgb(palette[mixed(4)(x, y)] ?? -1));
    expectSame(bmpOf({ headerSize, width: 9, height: 4, bits: 4, palette, pixels }), expected);
  });

  it('that the palette does not have are black', () => {
    const palette = colours(3);
    const expected = drawn(6, 4, (x, y) => rgb(palette[mixed(4)(x, y)] ?? 0));
    for (const headerSize of [12, 40]) {
      const pixels = bmpRows(6, 4, 4, mixed(4));
      expectSame(bmpOf({ headerSize, width: 6, height: 4, bits: 4, palette, pixels }), expected);
    }
  });

  it('end where the pixels begin, however many the header claims', () => {
    const palette = colours(12);
    const parts = { width: 6, height: 4, bits: 8, palette, pixels: bmpRows(6, 4, 8, (x, y) => mixed(8)(x, y) % 12) };
    for (const claimed of [0, 12, 200, 256, 300, 0x12341234, 2 ** 32 - 1]) {
      expectSame(
        bmpOf({ ...parts, claimed: { colours: claimed } }),
        drawn(6, 4, (x, y) => rgb(palette[mixed(8)(x, y) % 12] ?? -1)),
      );
    }
  });

  it('may be more than an index can name, and bytes may follow them', () => {
    const palette = colours(300);
    const expected = drawn(6, 4, (x, y) => rgb(palette[mixed(8)(x, y)] ?? -1));
    const parts = { width: 6, height: 4, bits: 8, pixels: bmpRows(6, 4, 8, mixed(8)) };
    expectSame(bmpOf({ ...parts, palette }), expected);
    expectSame(bmpOf({ ...parts, palette: palette.slice(0, 256), gap: 77 }), expected);
  });

  it('of a file that does not say where its pixels are: behind the palette', () => {
    const parts = { width: 6, height: 4, bits: 8, palette: colours(256), pixels: bmpRows(6, 4, 8, mixed(8)) };
    for (const claimed of [0, 256, 2 ** 32 - 1]) {
      expectSame(
        bmpOf({ ...parts, claimed: { pixelsAt: 0, colours: claimed } }),
        drawn(6, 4, (x, y) => rgb(parts.palette[mixed(8)(x, y)] ?? -1)),
      );
    }
  });
});

describe('true colours', () => {
  it.each([1, 2, 3, 4, 5, 31])('of 24 bits, %i pixels wide', (width) => {
    const expected = drawn(width, 3, (x, y) => rgb(mixed(24)(x, y)));
    for (const height of [3, -3]) {
      expectSame(bmpOf({ width, height, bits: 24, pixels: bmpRows(width, height, 24, mixed(24)) }), expected);
    }
  });

  it('of 32 bits have no alpha without a mask for it: the fourth byte may hold anything', () => {
    const pixels = bmpRows(5, 3, 32, mixed(32));
    const expected = drawn(5, 3, (x, y) => rgb(mixed(32)(x, y) & 0xffffff));
    expectSame(bmpOf({ width: 5, height: 3, bits: 32, pixels }), expected);
    expectSame(bmpOf({ width: 5, height: 3, bits: 32, masks: [0xff0000, 0xff00, 0xff], pixels }), expected);
  });

  it('may come with a palette, which nobody needs', () => {
    const pixels = bmpRows(5, 3, 24, mixed(24));
    expectSame(
      bmpOf({ width: 5, height: 3, bits: 24, palette: colours(300), pixels }),
      drawn(5, 3, (x, y) => rgb(mixed(24)(x, y))),
    );
  });

  const spread = (value: number, shift: number, bits: number) =>
    Math.round((Math.floor(value / 2 ** shift) % 2 ** bits) * (255 / (2 ** bits - 1)));

  it.each([
    ['16 bits without masks', 16, 40, [], [10, 5], [5, 5], [0, 5], undefined],
    ['5-6-5', 16, 40, [0xf800, 0x07e0, 0x001f], [11, 5], [5, 6], [0, 5], undefined],
    ['2-3-1', 16, 40, [0x0030, 0x000e, 0x0001], [4, 2], [1, 3], [0, 1], undefined],
    ['4-4-4-4', 16, 124, [0x0f00, 0x00f0, 0x000f, 0xf000], [8, 4], [4, 4], [0, 4], [12, 4]],
    ['5-5-5-1', 16, 108, [0x7c00, 0x03e0, 0x001f, 0x8000], [10, 5], [5, 5], [0, 5], [15, 1]],
    ['blue first', 32, 52, [0x0000ff, 0x00ff00, 0xff0000], [0, 8], [8, 8], [16, 8], undefined],
    ['alpha last', 32, 56, [0xff000000, 0xff0000, 0xff00, 0xff], [24, 8], [16, 8], [8, 8], [0, 8]],
    ['7-8-6, none of them a whole byte', 32, 40, [0x7f000000, 0x1fe000, 0x3f], [24, 7], [13, 8], [0, 6], undefined],
  ] as const)('cut out by masks: %s', (_, bits, headerSize, masks, red, green, blue, alpha) => {
    const expected = drawn(7, 4, (x, y) => {
      const value = mixed(bits)(x, y);
      const [r, g, b] = [red, green, blue].map(([shift, length]) => spread(value, shift, length)) as [
        number,
        number,
        number,
      ];
      return alpha ? [r, g, b, spread(value, alpha[0], alpha[1])] : [r, g, b];
    });
    const pixels = bmpRows(7, 4, bits, mixed(bits));
    expectSame(bmpOf({ headerSize, width: 7, height: 4, bits, masks, pixels }), expected);
  });

  it('of more than eight bits are cut to the highest eight', () => {
    const masks = [0x3ff00000, 0xffc00, 0x3ff, 0xc0000000];
    const value = 0xc0000000 + 0x2ab * 2 ** 20 + 0x3fc * 2 ** 10 + 3;
    const file = bmpOf({
      headerSize: 124,
      width: 1,
      height: 1,
      bits: 32,
      masks,
      pixels: bmpRows(1, 1, 32, () => value),
    });
    expect([...bmpRaster(file).data]).toEqual([0x2ab >> 2, 255, 0, 255]);
  });

  it('have nothing of a channel without a mask', () => {
    const pixels = bmpRows(3, 2, 16, () => 0xffff);
    const file = bmpOf({ width: 3, height: 2, bits: 16, masks: [0xff00, 0x00ff, 0], pixels });
    expectSame(
      file,
      drawn(3, 2, () => [255, 255, 0]),
    );
  });

  it('have the usual masks where all are 0', () => {
    const file = bmpOf({ width: 3, height: 2, bits: 32, masks: [0, 0, 0], pixels: bmpRows(3, 2, 32, mixed(32)) });
    expectSame(
      file,
      drawn(3, 2, (x, y) => rgb(mixed(32)(x, y) & 0xffffff)),
    );
  });
});

describe('alpha', () => {
  const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
  const pixels = bmpRows(5, 3, 32, mixed(32));
  const expected = drawn(5, 3, (x, y) => [...rgb(mixed(32)(x, y) & 0xffffff), mixed(8)(x, y)] as unknown as Pixel);

  it.each([
    ['a header with a mask', { headerSize: 56, masks }],
    ['V4', { headerSize: 108, masks }],
    ['V5', { headerSize: 124, masks }],
    ['V5 that says it is uncompressed', { headerSize: 124, masks, compression: 0 }],
    ['masks behind a V3 header', { headerSize: 40, masks, compression: 6 }],
  ] as const)('of %s', (_, parts) => {
    const file = bmpOf({ ...parts, width: 5, height: 3, bits: 32, pixels });
    expect(factsOfBytes(file).alpha).toBe(true);
    expectSame(file, expected);
  });

  it('is none when it is 0 everywhere, as in what Windows copies from its screen', () => {
    const file = bmpOf({
      headerSize: 124,
      width: 5,
      height: 3,
      bits: 32,
      masks,
      pixels: bmpRows(5, 3, 32, (x, y) => mixed(24)(x, y)),
    });
    expectSame(
      file,
      drawn(5, 3, (x, y) => rgb(mixed(24)(x, y))),
    );
  });
});

describe('a BMP that lies', () => {
  const parts: BmpParts = {
    width: 6,
    height: 4,
    bits: 8,
    palette: colours(256),
    pixels: bmpRows(6, 4, 8, mixed(8)),
  };

  it.each([
    ['sides of 2^30', { ...parts, width: 2 ** 30, height: 2 ** 30 }, 'it ends before its last pixel'],
    ['a width below 0', { ...parts, width: -6 }, 'its header gives a size of -6x4'],
    [
      'pixels inside its header',
      { ...parts, claimed: { pixelsAt: 53 } },
      'its header says that its pixels begin inside the header',
    ],
    ['pixels behind its end', { ...parts, claimed: { pixelsAt: 2 ** 32 - 1 } }, 'it ends before its last pixel'],
    [
      'pixels behind its end, of 24 bits',
      { ...parts, bits: 24, claimed: { pixelsAt: 5000 } },
      'it ends before its last pixel',
    ],
    ['RLE of 24 bits', { ...parts, bits: 24, compression: 1 }, 'its header says 24 bits per pixel of compression 1'],
    ['a mask with a hole', { ...parts, bits: 16, masks: [0xf0f0, 15, 15] }, 'its mask f0f0 is not one run of bits'],
  ] as const)('about %s is refused', (_, lying: BmpParts, reason) => {
    expect(refusal(() => bmpRaster(bmpOf(lying))).message).toBe(`The picture is damaged: ${reason}.`);
  });

  it.each([4, 5, 7])('of compression %i is not read', (compression) => {
    const { message, ec } = refusal(() => factsOfBytes(bmpOf({ ...parts, compression })));
    expect(message).toMatch(/^This image format is not supported\. It is a BMP of compression \d;/);
    expect(ec).toBe('0040-00000005');
  });

  it('is refused wherever it is cut off, but the padding of its last row may be missing', () => {
    const file = bmpOf(parts);
    for (let length = 0; length < file.length - 2; length++) {
      expect(refusal(() => bmpRaster(file.subarray(0, length))).code).toBe('BadRequest');
    }
    expectSame(file.subarray(0, -2), bmpRaster(file));
  });

  test('never makes anything but a picture of the size in its facts, or a refusal', () => {
    const samples = [
      bmpOf(parts),
      bmpOf({ ...parts, headerSize: 12, bits: 4, pixels: bmpRows(6, 4, 4, mixed(4)) }),
      bmpOf({ ...parts, compression: 1, pixels: Buffer.from([6, 1, 0, 0, 0, 3, 1, 2, 3, 0, 0, 2, 1, 1, 9, 4, 0, 1]) }),
      bmpOf({
        ...parts,
        bits: 4,
        compression: 2,
        pixels: Buffer.from([6, 0x12, 0, 5, 1, 2, 3, 0, 0, 2, 0, 1, 255, 1, 0, 1]),
      }),
      bmpOf({
        ...parts,
        headerSize: 124,
        bits: 32,
        masks: [0xff0000, 0xff00, 0xff, 0xff000000],
        pixels: bmpRows(6, 4, 32, mixed(32)),
      }),
      bmpOf({
        ...parts,
        headerSize: 108,
        bits: 16,
        masks: [0xf800, 0x7e0, 0x1f],
        pixels: bmpRows(6, -4, 16, mixed(16)),
      }),
    ];
    const edit = fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(0, 1, 2, 127, 128, 255), fc.nat(255)));
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.array(edit, { maxLength: 6 }),
        fc.option(fc.nat(200), { freq: 4 }),
        (sample, edits, kept) => {
          const file = Buffer.from(sample.subarray(0, kept ?? sample.length));
          // Most of what can be wrong is in the first 80 bytes.
          for (const [place, value] of edits) file[10 + (place % Math.min(file.length, place % 3 ? 80 : 1e9))] = value;
          expectPictureOrRefusal(file);
        },
      ),
      { numRuns: 3000 },
    );
  });

  function expectPictureOrRefusal(file: Buffer): void {
    try {
      const { width, height } = factsOfBytes(file);
      // The limits refuse what is larger before it is decoded.
      if (width * height > 1e6) return;
      const raster = bmpRaster(file);
      expect([raster.width, raster.height]).toEqual([width, height]);
      expect(raster.data.length).toBe(width * height * raster.channels);
    } catch (error) {
      if (!(error instanceof OssError) || error.code !== 'BadRequest') throw error;
    }
  }
});
