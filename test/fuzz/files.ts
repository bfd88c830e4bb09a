/** The headers of pictures, and BMP down to its pixels: what the front reads, and what we decode ourselves. */
import { exifTags } from '#src/process/exif.js';
import { bmpRaster } from '#src/process/formats/bmp-raster.js';
import { type Format, factsOfBytes } from '#src/process/formats/facts.js';
import { readHeader } from '#src/process/formats/reduced-jpeg/header.js';
import { containerOf } from '#src/process/video/container.js';
import { guideBlock } from '../process/exif-samples.js';
import { bmpOf } from '../process/formats/bmps.js';
import {
  AVIF_SIZE,
  avif,
  chunk,
  exifSegment,
  frameSegment,
  gif,
  jpeg,
  orientationBlock,
  png,
  riffChunk,
  segment,
  tiffBlock,
  webp,
  webpHeader,
} from '../process/formats/headers.js';
import { bothWays, DIVISORS, ours } from '../process/formats/reduced-jpeg/both-ways.js';
import { jpegOf, type Shape } from '../process/formats/reduced-jpeg/encoder.js';
import { mutatedBytes } from './mutate.js';
import { target } from './target.js';

const TABLE = Buffer.from([0, ...Array.from({ length: 64 }, (_, n) => n + 1)]);
const WIDE_TABLE = Buffer.from([0x11, ...Array.from({ length: 128 }, (_, n) => n & 1)]);
const ends = chunk('IDAT', Buffer.alloc(9));

const HEADERS: Readonly<Record<Format, readonly Buffer[]>> = {
  jpg: [
    jpeg(segment(0xdb, TABLE), segment(0xdb, WIDE_TABLE), frameSegment(300, 200)),
    jpeg(exifSegment(guideBlock('II')), frameSegment(9, 9, 0xc2)),
  ],
  png: [
    png(300, 200, 8, 6, chunk('eXIf', orientationBlock(6)), ends),
    png(3, 2, 16, 3, chunk('tRNS', Buffer.alloc(9)), ends),
  ],
  webp: [
    webp(
      webpHeader(0x0a, 30, 20),
      riffChunk('ANIM', Buffer.alloc(6)),
      riffChunk('ANMF', Buffer.alloc(24)),
      riffChunk('EXIF', orientationBlock(5)),
    ),
  ],
  gif: [gif(640, 480, { width: 10, height: 10, control: 1 }, { width: 30, height: 20, bytes: 600 })],
  tiff: [
    tiffBlock('MM', [
      {
        at: 8,
        entries: [
          { tag: 0x100, type: 'short', value: [30] },
          { tag: 0x101, type: 'long', value: [20] },
          { tag: 0x112, type: 'short', value: [6] },
        ],
      },
    ]),
  ],
  bmp: [],
  avif: [avif(AVIF_SIZE)],
};

const pixels = Buffer.alloc(64, 0x5a);
const BMPS = [
  bmpOf({ width: 4, height: 4, bits: 24, pixels }),
  bmpOf({ width: 4, height: -4, bits: 32, masks: [0xff0000, 0xff00, 0xff, 0xff000000], headerSize: 124, pixels }),
  bmpOf({ width: 8, height: 4, bits: 1, palette: [0, 0xffffff], pixels }),
  bmpOf({
    width: 8,
    height: 4,
    bits: 8,
    compression: 1,
    palette: [0, 1, 2],
    pixels: Buffer.from([4, 1, 0, 2, 1, 2, 0, 0, 0, 1]),
  }),
  bmpOf({ width: 4, height: 4, bits: 16, masks: [0xf800, 0x7e0, 0x1f], pixels }),
  bmpOf({ width: 4, height: 4, bits: 24, headerSize: 12, pixels }),
];

const facts = target({
  name: 'facts of pictures',
  inputs: mutatedBytes(Object.values(HEADERS).flat().concat(BMPS)),
  attempt: (bytes) => factsOfBytes(bytes),
});

const dqt = target({
  name: 'DQT',
  inputs: mutatedBytes(HEADERS.jpg, [TABLE, WIDE_TABLE, Buffer.from('ffdb0043', 'hex'), Buffer.from('ffc0', 'hex')]),
  attempt(bytes) {
    const { quality } = factsOfBytes(bytes);
    if (quality !== undefined && !(quality >= 1 && quality <= 100)) throw new Error(`quality ${quality}`);
  },
});

const exif = target({
  name: 'EXIF',
  inputs: mutatedBytes(
    [jpeg(exifSegment(guideBlock('II')), frameSegment(9, 9)), jpeg(exifSegment(guideBlock('MM')), frameSegment(9, 9))],
    undefined,
    10,
  ),
  attempt(bytes) {
    const tags = exifTags(bytes, 'jpg');
    if (Object.values(tags).some((value) => typeof value !== 'string')) throw new Error('a tag that is no text');
  },
});

/** What the limits allow of the smallest: a BMP of more pixels is refused in front. */
const MOST_PIXELS = 4_000_000;

const bmp = target({
  name: 'BMP',
  inputs: mutatedBytes(BMPS),
  attempt(bytes) {
    const { width, height, format } = factsOfBytes(bytes);
    if (format !== 'bmp' || width * height > MOST_PIXELS) return;
    const raster = bmpRaster(bytes);
    if (raster.data.length !== raster.width * raster.height * raster.channels)
      throw new Error('a raster of another size');
  },
});

const containers = target({
  name: 'containers of videos',
  inputs: mutatedBytes([
    Buffer.from('00000018667479706d703432', 'hex'),
    Buffer.from('1a45dfa3', 'hex'),
    Buffer.from('RIFF0000AVI LIST'),
    Buffer.from('FLV\x01', 'latin1'),
  ]),
  attempt: (bytes) => containerOf(bytes),
});

const SHAPES: readonly Shape[] = (
  [
    [1, 1, 1],
    [3, 1, 1],
    [3, 2, 1],
    [3, 2, 2],
  ] as const
).flatMap(([components, across, down]) =>
  (['flat', 'steep'] as const).map((codes) => ({
    width: 65,
    height: 47,
    components,
    across,
    down,
    codes,
    restartInterval: codes === 'flat' ? 3 : 0,
    quantisation: () => 8,
  })),
);
const numbers = (component: number, unit: number, n: number) =>
  Array.from({ length: 30 }, (_, k) => ((unit * 31 + n * 17 + component * 7 + k * k) % 23) - 11);
const MARKERS = ['ff00', 'ffff', 'ffd0', 'ffd1', 'ffd9', 'ffda', 'ffc0', 'ffc4', 'ffdb', 'ffe2'];

/** Of half the width, and all of the height: it is widened here by Lanczos, and by libvips in another way. */
function hasWideChroma(file: Buffer): boolean {
  const header = readHeader((offset, length) => file.subarray(offset, offset + length));
  return header !== undefined && header.across > header.down;
}

/** What it takes, libvips takes, and draws the same, but for such chroma. */
const reducing = target({
  name: 'reduced JPEG',
  inputs: mutatedBytes(
    SHAPES.map((shape) => jpegOf(shape, numbers)),
    MARKERS.map((hex) => Buffer.from(hex, 'hex')),
    3,
  ),
  async attempt(bytes) {
    for (const divisor of DIVISORS) {
      const picture = ours(bytes, divisor);
      if (picture && picture.data.length !== picture.width * picture.height * 3)
        throw new Error(`a picture of another size at 1/${divisor}`);
    }
    const divisor = DIVISORS[bytes.length % DIVISORS.length] ?? 2;
    const both = await bothWays(bytes, divisor);
    if (!both || hasWideChroma(bytes)) return;
    if (Buffer.compare(both.found, both.expected) !== 0) throw new Error(`other pixels at 1/${divisor}`);
  },
});

export const files = [facts, dqt, exif, bmp, reducing, containers];
