import { describe, expect, it } from 'vitest';
import { exifTags, readExif } from '#src/process/exif.js';
import { ascii, GUIDE_TAGS, guideBlock, long, rational, short } from './exif-samples.js';
import {
  chunk,
  exifSegment,
  frameSegment,
  jpeg,
  orientationBlock,
  png,
  riffChunk,
  segment,
  type TiffDirectory,
  type TiffEntry,
  tiffBlock,
  webp,
  webpHeader,
} from './formats/headers.js';

/** The tags of a JPEG with this block. */
const tagsOf = (block: Buffer) => exifTags(jpeg(exifSegment(block), frameSegment(4, 3)), 'jpg');
const withGps = (...entries: TiffEntry[]) =>
  tagsOf(
    tiffBlock('II', [
      { at: 8, entries: [long(0x8825, 40)] },
      { at: 40, entries },
    ]),
  );
const withImage = (...entries: TiffEntry[]) => tagsOf(tiffBlock('MM', [{ at: 8, entries }]));

describe('the EXIF tags', () => {
  it.each(['II', 'MM'] as const)('are those of the guide, in its forms (byte order %s)', (order) => {
    expect(tagsOf(guideBlock(order))).toEqual(GUIDE_TAGS);
  });

  it('are none where there is no EXIF, and of formats whose EXIF is not reported', () => {
    expect(exifTags(jpeg(frameSegment(4, 3)), 'jpg')).toEqual({});
    for (const format of ['gif', 'bmp', 'avif'] as const) expect(exifTags(orientationBlock(6), format)).toEqual({});
    const tagged = png(4, 3, 8, 2, chunk('eXIf', orientationBlock(6)), chunk('IDAT', Buffer.alloc(9)));
    expect(exifTags(tagged, 'png')).toEqual({});
  });

  it('come from the end of a WebP too, through a few reads', async () => {
    const pixels = riffChunk('VP8 ', Buffer.alloc(300_000));
    const bytes = webp(webpHeader(0x08, 4, 3), pixels, riffChunk('EXIF', guideBlock()));
    expect(exifTags(bytes, 'webp')).toMatchObject({ Orientation: '7', GPSLatitudeRef: 'North' });
    const sizes: number[] = [];
    const tags = await readExif(
      (offset, length) => {
        sizes.push(length);
        return bytes.subarray(offset, offset + length);
      },
      bytes.length,
      'webp',
    );
    expect(tags).toEqual(exifTags(bytes, 'webp'));
    expect(sizes.length).toBeLessThan(12);
  });

  it('of a TIFF are its own, without those of the next page', () => {
    const pages: readonly TiffDirectory[] = [
      { at: 8, entries: [short(0x0100, 4), short(0x0101, 3), ascii(0x010f, 'Ours')], next: 80 },
      { at: 80, entries: [ascii(0x0110, 'Second page')] },
    ];
    expect(exifTags(tiffBlock('II', pages), 'tiff')).toEqual({ ImageLength: '3', Make: 'Ours' });
  });

  it('follow the pointers to Exif and Interoperability', () => {
    const block = tiffBlock('MM', [
      { at: 8, entries: [long(0x8769, 40)] },
      {
        at: 40,
        entries: [rational(0x829a, 1, 60), { tag: 0x9204, type: 'srational', value: [-1, 3] }, long(0xa005, 100)],
      },
      { at: 100, entries: [ascii(0x0001, 'R98')] },
    ]);
    expect(tagsOf(block)).toEqual({
      ExifTag: '40',
      ExposureTime: '1/60',
      ExposureBiasValue: '-1/3',
      InteroperabilityTag: '100',
      InteroperabilityIndex: 'R98',
    });
  });

  it('give the main picture’s word where the thumbnail disagrees', () => {
    const block = tiffBlock('MM', [
      { at: 8, entries: [short(0x0112, 6)], next: 40 },
      { at: 40, entries: [short(0x0112, 1), short(0x0103, 6)] },
    ]);
    expect(tagsOf(block)).toEqual({ Orientation: '6', Compression: '6' });
  });
});

describe('an EXIF value as text', () => {
  it('keeps fractions, lists and bytes as they are', () => {
    const value = withImage(
      rational(0xa432, 240, 10, 700, 10, 28, 10, 28, 10),
      { tag: 0x9000, type: 'undefined', value: [48, 50, 51, 48] },
      { tag: 0x9214, type: 'short', value: [2009, 1503, 2314, 1328] },
      { tag: 0x8828, type: 'double', value: [1.5] },
      { tag: 0xa300, type: 'float', value: [0.1] },
      rational(0x9206, 4294967295, 1),
    );
    expect(value).toEqual({
      LensSpecification: '240/10 700/10 28/10 28/10',
      ExifVersion: '48 50 51 48',
      SubjectArea: '2009 1503 2314 1328',
      OECF: '1.5',
      FileSource: '0.1',
      SubjectDistance: '4294967295/1',
    });
  });

  it.each([
    [[30, 1, 27, 1, 3512, 100], '30deg 27\' 35.120" '],
    [[104, 1, 4, 1, 178, 100], '104deg 4\' 1.780" '],
    [[30, 1, 0, 1, 5, 1], '30deg 0\' 5" '],
    [[30, 1, 123456, 10000, 0, 1], "30deg 12.34560' "],
    [[2512345, 100000, 0, 1, 0, 1], '25.1234500deg '],
    [[30, 1, 27, 1, 0, 0], '30/1 27/1 0/0'],
    [[30, 1, 27, 1], '30/1 27/1'],
  ])('writes the position %j as %s', (value, text) => {
    expect(withGps(rational(0x02, ...value))).toMatchObject({ GPSLatitude: text });
  });

  it('spells the points of the compass out, and only of positions', () => {
    expect(withGps(ascii(0x01, 'S'), ascii(0x03, 'W'), ascii(0x13, 'N'), ascii(0x15, '?'), ascii(0x0c, 'N'))).toEqual({
      GPSTag: '40',
      GPSLatitudeRef: 'South',
      GPSLongitudeRef: 'West',
      GPSDestLatitudeRef: 'North',
      GPSDestLongitudeRef: '?',
      GPSSpeedRef: 'N',
    });
    expect(withGps(rational(0x07, 7, 1, 55, 1, 5824, 100)).GPSTimeStamp).toBe('7/1 55/1 5824/100');
  });

  it('ends a text at the first NUL, trims it, and reads UTF-8 or Latin-1', () => {
    expect(withImage(ascii(0x010f, '  NIKON CORPORATION \0rest')).Make).toBe('NIKON CORPORATION');
    expect(withImage(ascii(0x010e, '西湖')).ImageDescription).toBe('西湖');
    expect(
      withImage({ tag: 0x010e, type: 'ascii', value: [0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72, 0] }).ImageDescription,
    ).toBe('Müller');
    expect(withImage(ascii(0x010e, ''))).toEqual({ ImageDescription: '' });
  });

  it('is bounded: a long text is cut between characters, a long list only measured', () => {
    expect(withImage(ascii(0x010e, 'é'.repeat(2000))).ImageDescription).toBe('é'.repeat(512));
    expect(withImage(ascii(0x010e, `x${'é'.repeat(2000)}`)).ImageDescription).toBe(`x${'é'.repeat(511)}`);
    const list = Array.from({ length: 1000 }, () => 1);
    expect(withImage({ tag: 0x0111, type: 'long', value: list }).StripOffsets).toBe('4000 bytes undefined data');
    expect(withImage({ tag: 0x0111, type: 'byte', value: list.slice(0, 201) }).StripOffsets).toContain('201 bytes');
    expect(withImage({ tag: 0x0111, type: 'byte', value: list.slice(0, 200) }).StripOffsets).toBe(
      '1 '.repeat(200).trim(),
    );
  });

  it('tells the length of a maker note and no more', () => {
    expect(withImage({ tag: 0x927c, type: 'undefined', value: [1, 2, 3, 4, 5] })).toEqual({
      MakerNote: '5 bytes undefined data',
    });
  });

  it('reads a comment in the code that it names', () => {
    const comment = (code: string, ...text: number[]) =>
      withImage({ tag: 0x9286, type: 'undefined', value: [...Buffer.from(code.padEnd(8, '\0')), ...text] }).UserComment;
    expect(comment('ASCII', ...Buffer.from('hello \0\0'))).toBe('hello');
    expect(comment('', ...Buffer.from('plain'))).toBe('plain');
    expect(comment('UNICODE', 0x89, 0x7f, 0x6e, 0x56, 0, 0)).toBe('西湖');
    expect(comment('JIS', 1, 2, 3)).toBe('11 bytes undefined data');
    expect(comment('')).toBe('');
  });
});

describe('damaged EXIF', () => {
  it('costs only what it hides', () => {
    expect(withImage({ ...ascii(0x010f, 'far away'), offset: 0x7fffffff }, short(0x0112, 6))).toEqual({
      Orientation: '6',
    });
    expect(withImage({ ...short(0x0103, 6), count: 0xffffffff }, short(0x0112, 6))).toEqual({ Orientation: '6' });
    expect(withImage({ ...short(0x0103, 6), count: 1000, offset: 8 }, short(0x0112, 6))).toEqual({ Orientation: '6' });
    expect(withImage({ ...short(0x0103, 6), count: 0 }, short(0x0112, 6))).toEqual({ Orientation: '6' });
  });

  it('with a directory that is cut off keeps the entries before the cut', () => {
    const block = tiffBlock('MM', [{ at: 8, entries: [short(0x0112, 6), short(0x0128, 2)] }]).subarray(0, 24);
    expect(tagsOf(block)).toEqual({ Orientation: '6' });
  });

  it('that points in circles ends', () => {
    const block = tiffBlock('MM', [{ at: 8, entries: [long(0x8769, 8), long(0x8825, 8), long(0xa005, 8)], next: 8 }]);
    expect(tagsOf(block)).toMatchObject({ ExifTag: '8', GPSTag: '8', InteroperabilityTag: '8' });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['no byte order', Buffer.from('XX\0*\0\0\0\x08')],
    ['no directory', Buffer.from('MM\0*\0\0\0\0')],
    ['a directory outside', Buffer.from('MM\0*\x7f\0\0\0')],
  ])('of %s is none', (_, block) => {
    expect(tagsOf(block)).toEqual({});
  });

  it('does not reach beyond its own block', () => {
    const outside = segment(0xe2, tiffBlock('MM', [{ at: 8, entries: [short(0x0112, 6)] }]));
    const block = Buffer.from('MM\0*\0\0\0\x14', 'latin1');
    expect(exifTags(jpeg(exifSegment(block), outside, frameSegment(4, 3)), 'jpg')).toEqual({});
  });

  it('in a JPEG whose segments make no sense is none', () => {
    expect(exifTags(jpeg(Buffer.from([0xff, 0xe0, 0, 0])), 'jpg')).toEqual({});
    expect(exifTags(jpeg(segment(0xe0, Buffer.alloc(4)), Buffer.alloc(5000)), 'jpg')).toEqual({});
    expect(exifTags(Buffer.alloc(0), 'jpg')).toEqual({});
  });
});
