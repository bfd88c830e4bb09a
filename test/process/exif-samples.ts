/** Directories of EXIF blocks for tests, entry by entry. */
import { type TiffDirectory, type TiffEntry, tiffBlock } from './formats/headers.js';

export const long = (tag: number, value: number): TiffEntry => ({ tag, type: 'long', value: [value] });
export const short = (tag: number, value: number): TiffEntry => ({ tag, type: 'short', value: [value] });
export const ascii = (tag: number, value: string): TiffEntry => ({ tag, type: 'ascii', value });
export const rational = (tag: number, ...value: number[]): TiffEntry => ({ tag, type: 'rational', value });

/** The directories of the guide's f.jpg, at its offsets. */
const GUIDE_DIRECTORIES: readonly TiffDirectory[] = [
  {
    at: 8,
    entries: [
      short(0x0112, 7),
      ascii(0x0131, 'Microsoft Windows Photo Viewer 6.1.7600.16385'),
      ascii(0x0132, '2015:02:11 15:38:27'),
      long(0x8769, 2212),
      long(0x8825, 4292),
    ],
    next: 4400,
  },
  { at: 2212, entries: [{ tag: 0xea1c, type: 'undefined', value: Array.from({ length: 60 }, () => 0) }] },
  {
    at: 4292,
    entries: [
      { tag: 0x00, type: 'byte', value: [2, 2, 0, 0] },
      ascii(0x01, 'N'),
      rational(0x02, 0, 1, 0, 1, 0, 1),
      ascii(0x03, 'E'),
      rational(0x04, 0, 1, 0, 1, 0, 1),
      ascii(0x12, 'WGS-84'),
    ],
  },
  {
    at: 4400,
    entries: [
      short(0x0103, 6),
      rational(0x011a, 96, 1),
      rational(0x011b, 96, 1),
      short(0x0128, 2),
      long(0x0201, 4518),
      long(0x0202, 3232),
    ],
  },
];

/** The block of the guide's f.jpg, with nothing where its thumbnail is. */
export const guideBlock = (order: 'II' | 'MM' = 'II') => tiffBlock(order, GUIDE_DIRECTORIES, 7800);

/** What the guide shows of it. */
export const GUIDE_TAGS = {
  Compression: '6',
  DateTime: '2015:02:11 15:38:27',
  ExifTag: '2212',
  GPSLatitude: '0deg ',
  GPSLatitudeRef: 'North',
  GPSLongitude: '0deg ',
  GPSLongitudeRef: 'East',
  GPSMapDatum: 'WGS-84',
  GPSTag: '4292',
  GPSVersionID: '2 2 0 0',
  JPEGInterchangeFormat: '4518',
  JPEGInterchangeFormatLength: '3232',
  Orientation: '7',
  ResolutionUnit: '2',
  Software: 'Microsoft Windows Photo Viewer 6.1.7600.16385',
  XResolution: '96/1',
  YResolution: '96/1',
} as const;
