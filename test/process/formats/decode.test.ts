/** What comes in, as sRGB: pixels of every kind of file against numbers worked out by hand (behaviour D26). */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { Canvas, type Raster } from '#src/process/canvas.js';
import { factsOfBytes } from '#src/process/formats/facts.js';
import type { Output } from '#src/process/output.js';
import { cmykJpeg, decoded, flat, jpeg, type Pixel, probe, sharpOf, sourceOf, webp } from '../../pictures.js';
import { jpegWithProfile, jpegWithTransform, pngFile, SIDE, tiffFile } from './files.js';
import { ADOBE_RGB, DISPLAY_P3, displayProfile, greyOf, greyProfile, inkProfile, SRGB, toSrgb } from './icc.js';

const BROWN: Pixel = [160, 110, 70];
const GREEN: Pixel = [90, 170, 60];

const OUTPUTS: readonly Output[] = [
  { format: 'png', interlace: false, animated: false },
  { format: 'webp', quality: 100, interlace: false, animated: false },
  { format: 'jpg', quality: 100, interlace: false, animated: false },
  { format: 'tiff', interlace: false, animated: false },
];

/** The pixel in the middle; scaled, which is another way through the engine, it must look the same. */
async function seen(file: Buffer): Promise<number[]> {
  const [plain, scaled] = [true, false].map(() => Canvas.open(sourceOf(file), { animated: false }));
  if (!plain || !scaled) throw new Error('unreachable');
  scaled.resize(plain.width >> 1, plain.height >> 1);
  const [first, second] = [middle(await plain.pixels()), middle(await scaled.pixels())];
  expect(first).toEqual(near(first, second, 2));
  return first;
}

function middle(raster: Raster): number[] {
  return probe(raster, raster.width >> 1, raster.height >> 1);
}

/**
 * `actual` if every number is at most `tolerance` away, a colour only as far as it is opaque; otherwise `expected`, for
 * a message that shows both.
 */
function near(actual: readonly number[], expected: readonly number[], tolerance: number): readonly number[] {
  const [a, b] = [weighted(actual), weighted(expected)];
  return a.length === b.length && a.every((each, at) => Math.abs(each - (b[at] ?? 0)) <= tolerance) ? actual : expected;
}

function weighted([red = 0, green = 0, blue = 0, alpha = 255]: readonly number[]): number[] {
  return [red, green, blue].map((each) => (each * alpha) / 255).concat(alpha);
}

async function expectSeen(file: Buffer, expected: readonly number[], tolerance = 2): Promise<void> {
  const actual = await seen(file);
  expect(actual).toEqual(near(actual, expected, tolerance));
}

const wide = (colour: readonly number[]) => colour.map((value) => value * 257);

describe('the reference itself', () => {
  it('knows published conversions', () => {
    expect(toSrgb(SRGB, [12, 130, 251])).toEqual([12, 130, 251]);
    // Full AdobeRGB green and P3 red lie outside of sRGB; white and greys are what they were.
    expect(toSrgb(ADOBE_RGB, [0, 255, 0])).toEqual([0, 255, 0]);
    expect(toSrgb(DISPLAY_P3, [255, 0, 0])).toEqual([255, 0, 0]);
    expect(toSrgb(DISPLAY_P3, [128, 128, 128])).toEqual([128, 128, 128]);
    expect(greyOf(100)).toBe(255);
    expect(greyOf(50)).toBe(119);
  });
});

describe.each([
  ['Display P3', DISPLAY_P3],
  ['AdobeRGB', ADOBE_RGB],
])('%s', (_, display) => {
  const profile = displayProfile(display);

  it.each([[BROWN], [GREEN], [[255, 255, 255] as const]])('%j becomes sRGB', async (colour) => {
    const expected = toSrgb(display, colour);
    await expectSeen(pngFile('rgb', { samples: colour, profile }), expected);
    await expectSeen(pngFile('rgb', { samples: wide(colour), bits: 16, profile }), expected);
    await expectSeen(pngFile('rgba', { samples: [...colour, 200], profile }), [...expected, 200], 3);
    await expectSeen(tiffFile('rgb', { samples: colour, profile }), expected);
    await expectSeen(tiffFile('rgb', { samples: wide(colour), bits: 16, profile }), expected);
    await expectSeen(tiffFile('rgb', { samples: wide([...colour, 200]), bits: 16, profile }), [...expected, 200], 3);
    const palette = { PLTE: Buffer.from([0, 0, 0, ...colour]) };
    await expectSeen(pngFile('palette', { samples: [1], profile }, palette), expected);
    const lossy = await sharpOf(flat(SIDE, SIDE, colour))
      .jpeg({ quality: 100 })
      .toBuffer();
    const stored = probe(await decoded(lossy), 8, 8);
    await expectSeen(jpegWithProfile(lossy, profile), toSrgb(display, stored));
    const kept = sharp(pngFile('rgb', { samples: colour, profile })).keepIccProfile();
    await expectSeen(await kept.webp({ lossless: true }).toBuffer(), expected);
  });

  it('is cut off where sRGB ends', async () => {
    const colour = [255, 0, 0];
    await expectSeen(pngFile('rgb', { samples: colour, profile }), toSrgb(display, colour));
    // 16 bits pass through Display P3 on their way, which ends elsewhere.
    await expectSeen(pngFile('rgb', { samples: wide(colour), bits: 16, profile }), toSrgb(display, colour), 20);
  });

  it('leaves no profile and no other metadata in the result', async () => {
    const lossy = await sharpOf(flat(SIDE, SIDE, BROWN))
      .withExif({ IFD0: { Artist: 'somebody' } })
      .jpeg()
      .toBuffer();
    const file = jpegWithProfile(lossy, profile);
    expect(await sharp(file).metadata()).toMatchObject({ hasProfile: true, exif: expect.anything() });
    for (const output of OUTPUTS) {
      const result = await Canvas.open(sourceOf(file), { animated: false }).encode(output);
      const { hasProfile, exif, xmp, iptc, space, depth } = await sharp(result).metadata();
      expect({ hasProfile, exif, xmp, iptc, space, depth }).toEqual({
        hasProfile: false,
        exif: undefined,
        xmp: undefined,
        iptc: undefined,
        space: 'srgb',
        depth: 'uchar',
      });
    }
  });
});

describe('CMYK', () => {
  const inks: Readonly<Record<string, readonly number[]>> = {
    white: [0, 0, 0, 0],
    cyan: [255, 0, 0, 0],
    magenta: [0, 255, 0, 0],
    yellow: [0, 0, 255, 0],
    black: [0, 0, 0, 255],
  };
  /** Full inks on paper are these, more or less, whatever the press. */
  const printed: Readonly<Record<string, readonly number[]>> = {
    white: [255, 255, 255],
    cyan: [0, 160, 230],
    magenta: [230, 0, 130],
    yellow: [255, 240, 0],
    black: [20, 15, 10],
  };

  it.each(Object.keys(inks))('%s without a profile looks printed', async (name) => {
    const samples = inks[name] ?? [];
    await expectSeen(tiffFile('cmyk', { samples }), printed[name] ?? [], 20);
    await expectSeen(tiffFile('cmyk', { samples: wide(samples), bits: 16 }), printed[name] ?? [], 20);
    await expectSeen(tiffFile('cmyk', { samples: [...samples, 90] }), [...(printed[name] ?? []), 90], 20);
  });

  it('goes through its own profile', async () => {
    const profile = inkProfile(([c = 0, m = 0, y = 0, k = 0]) => (1 - k) * (100 - 20 * c - 30 * m - 40 * y));
    const lightness = { white: 100, cyan: 80, magenta: 70, yellow: 60, black: 0 };
    for (const [name, value] of Object.entries(lightness)) {
      const expected = Array<number>(3).fill(greyOf(value));
      await expectSeen(tiffFile('cmyk', { samples: inks[name] ?? [], profile }), expected, 3);
      await expectSeen(tiffFile('cmyk', { samples: wide(inks[name] ?? []), bits: 16, profile }), expected, 3);
    }
    // A JPEG of full cyan: Adobe writes inks the other way round, 0 for full.
    const file = await cmyk([255, 0, 0, 0]);
    await expectSeen(jpegWithProfile(file, profile), Array<number>(3).fill(greyOf(80)), 4);
  });

  it("of a JPEG is inverted, as Adobe writes it and browsers read it, with or without Adobe's segment", async () => {
    const colours: readonly Pixel[] = [BROWN, GREEN, [255, 255, 255], [20, 20, 20]];
    for (const colour of colours) {
      const file = await cmykJpeg(flat(SIDE, SIDE, colour));
      await expectSeen(file, colour, 25);
      await expectSeen(jpegWithTransform(file, undefined), await seen(file), 0);
    }
    await expectSeen(await cmyk([255, 0, 0, 0]), printed.cyan ?? [], 20);
  });

  it('of a JPEG may be written as YCCK', async () => {
    const [c, m, y] = [255, 105, 60];
    const luma = 0.299 * c + 0.587 * m + 0.114 * y;
    const ycc = [luma, 128 + 0.564 * (y - luma), 128 + 0.713 * (c - luma)];
    const file = await cmyk([...ycc.map((each) => 255 - each), 0]);
    await expectSeen(jpegWithTransform(file, 2), await seen(await cmyk([c, m, y, 0])), 4);
  });

  it('is sRGB before anything is drawn on it', async () => {
    const canvas = Canvas.open(sourceOf(tiffFile('cmyk', { samples: inks.white ?? [] })), { animated: false });
    canvas.pad({ width: SIDE + 4, height: SIDE + 4, left: 2, top: 2, color: 'C86432' });
    const raster = await canvas.pixels();
    expect([probe(raster, 0, 0), middle(raster)]).toEqual([
      [200, 100, 50],
      [255, 255, 255],
    ]);
  });
});

/** A CMYK JPEG with these inks, 255 being full, in whole blocks. */
async function cmyk(inks: readonly number[]): Promise<Buffer> {
  const tiff = tiffFile('cmyk', { samples: inks.map((each) => Math.round(each)) });
  return sharp(tiff).pipelineColourspace('cmyk').toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
}

describe('grey', () => {
  it.each(['png', 'tiff'] as const)(
    'of a %s is sRGB of three channels, with its alpha if it has one',
    async (format) => {
      const grey = (samples: readonly number[], bits: 8 | 16) => {
        if (format === 'tiff') return tiffFile('grey', { samples, bits });
        return pngFile(samples.length === 2 ? 'grey+alpha' : 'grey', { samples, bits });
      };
      await expectSeen(grey([120], 8), [120, 120, 120], 0);
      await expectSeen(grey([120, 90], 8), [120, 120, 120, 90]);
      await expectSeen(grey(wide([120]), 16), [120, 120, 120], 0);
      await expectSeen(grey(wide([120, 90]), 16), [120, 120, 120, 90]);
    },
  );

  it('goes through its own profile', async () => {
    // Light itself, not the eye's scale: a fifth of the light looks like 124.
    const profile = greyProfile((value) => value);
    const expected = toSrgb({ ...SRGB, light: (value) => value }, [51, 51, 51]);
    expect(expected[0]).toBe(124);
    await expectSeen(pngFile('grey', { samples: [51], profile }), expected);
    await expectSeen(pngFile('grey', { samples: wide([51]), bits: 16, profile }), expected);
    await expectSeen(pngFile('grey+alpha', { samples: [51, 90], profile }), [...expected, 90], 3);
    await expectSeen(pngFile('grey+alpha', { samples: wide([51, 90]), bits: 16, profile }), [...expected, 90], 3);
    await expectSeen(tiffFile('grey', { samples: wide([51]), bits: 16, profile }), expected);
  });

  it('may count from white, or be an index', async () => {
    await expectSeen(tiffFile('white is 0', { samples: [55] }), [200, 200, 200], 0);
    const map = Array.from({ length: 768 }, (_, at) => (at % 256 === 7 ? (wide(BROWN)[at >> 8] ?? 0) : 0));
    const file = tiffFile('palette', { samples: [7] }, [{ tag: 320, type: 'short', value: map }]);
    await expectSeen(file, BROWN, 0);
  });
});

describe('transparency by one colour or by palette', () => {
  const key = (colour: readonly number[]) => Buffer.from(colour.flatMap((value) => [value >> 8, value & 255]));

  it('of a palette keeps every alpha', async () => {
    const palette = { PLTE: Buffer.from([0, 0, 0, ...BROWN]), tRNS: Buffer.from([255, 120]) };
    const file = pngFile('palette', { samples: [1] }, palette);
    expect(factsOfBytes(file)).toMatchObject({ alpha: true });
    await expectSeen(file, [...BROWN, 120]);
    await expectSeen(pngFile('palette', { samples: [0] }, palette), [0, 0, 0, 255], 0);
  });

  it('of one colour makes that colour transparent and no other', async () => {
    await expectSeen(pngFile('rgb', { samples: BROWN }, { tRNS: key(GREEN) }), [...BROWN, 255], 0);
    await expectSeen(pngFile('grey', { samples: [120] }, { tRNS: key([121]) }), [120, 120, 120, 255], 0);
    for (const file of [
      pngFile('rgb', { samples: BROWN }, { tRNS: key(BROWN) }),
      pngFile('grey', { samples: [120] }, { tRNS: key([120]) }),
      pngFile('rgb', { samples: wide(BROWN), bits: 16 }, { tRNS: key(wide(BROWN)) }),
    ]) {
      expect((await seen(file))[3]).toBe(0);
    }
  });
});

describe('16 bits', () => {
  it('without a profile are sRGB', async () => {
    await expectSeen(pngFile('rgb', { samples: wide(BROWN), bits: 16 }), BROWN, 1);
    await expectSeen(pngFile('rgba', { samples: wide([...BROWN, 90]), bits: 16 }), [...BROWN, 90]);
    await expectSeen(tiffFile('rgb', { samples: wide(BROWN), bits: 16 }), BROWN, 1);
  });

  it('become 8 in every format', async () => {
    const file = pngFile('rgb', { samples: wide(BROWN), bits: 16, profile: displayProfile(SRGB) });
    for (const output of OUTPUTS) {
      const result = await Canvas.open(sourceOf(file), { animated: false }).encode(output);
      expect((await sharp(result).metadata()).depth).toBe('uchar');
      const actual = middle(await decoded(result));
      expect(actual).toEqual(near(actual, BROWN, 3));
    }
  });
});

describe('a profile that does not belong to the picture', () => {
  const nonsense = Buffer.alloc(300, 7);
  const cut = displayProfile(ADOBE_RGB).subarray(0, 200);
  const grey = greyProfile((value) => value);

  it('is passed over', async () => {
    for (const profile of [nonsense, cut, grey]) {
      await expectSeen(pngFile('rgb', { samples: BROWN, profile }), BROWN);
      await expectSeen(pngFile('rgb', { samples: wide(BROWN), bits: 16, profile }), BROWN);
      await expectSeen(tiffFile('rgb', { samples: BROWN, profile }), BROWN);
      await expectSeen(jpegWithProfile(await jpeg(flat(SIDE, SIDE, [120, 120, 120])), profile), [120, 120, 120]);
    }
    const rgb = displayProfile(ADOBE_RGB);
    await expectSeen(pngFile('grey', { samples: [120], profile: rgb }), [120, 120, 120]);
    await expectSeen(pngFile('grey', { samples: wide([120]), bits: 16, profile: rgb }), [120, 120, 120]);
    await expectSeen(tiffFile('cmyk', { samples: [0, 0, 0, 0], profile: rgb }), [255, 255, 255]);
  });
});

describe('a TIFF with two channels behind its colour', () => {
  it('has the first one for its alpha, in every format', async () => {
    const file = tiffFile('rgb', { samples: [...BROWN, 255, 60] });
    await expectSeen(file, [...BROWN, 255]);
    await expectSeen(tiffFile('rgb', { samples: [...BROWN, 90, 60] }), [...BROWN, 90]);
    for (const output of OUTPUTS) {
      const result = await Canvas.open(sourceOf(file), { animated: false }).encode(output);
      const actual = middle(await decoded(result)).slice(0, 3);
      expect(actual).toEqual(near(actual, BROWN, 3));
    }
  });
});

it('a picture without colours of its own is what it was', async () => {
  await expectSeen(await webp(flat(SIDE, SIDE, [120, 120, 120])), [120, 120, 120]);
});
