/** Small files that ask for a lot: of pixels, of frames, of nesting. Written byte by byte. */
import { deflateSync } from 'node:zlib';
import {
  avif,
  bmp,
  box,
  chunk,
  exifSegment,
  frameSegment,
  gif,
  jpeg,
  orientationBlock,
  png,
  pngBomb,
  riffChunk,
  segment,
  tiffBlock,
  webp,
  webpHeader,
} from './formats/headers.js';

export interface Bomb {
  readonly what: string;
  readonly bytes: Buffer;
  /** Its facts are harmless, and so it comes to a worker, whose ceiling and deadline bound it. */
  readonly reachesWorker?: true;
  /** Takes a worker half a minute, or its life. */
  readonly heavy?: true;
}

const HUGE = 2 ** 31 - 1;

function tiff(width: number, height: number): Buffer {
  const side = (tag: number, value: number) => ({ tag, type: 'long', value: [value] }) as const;
  return tiffBlock('II', [{ at: 8, entries: [side(0x100, width), side(0x101, height)] }]);
}

/** Directories one behind the other, each within reach of the next. */
function chain(length: number): Buffer {
  const directories = Array.from({ length }, (_, n) => ({
    at: 8 + 18 * n,
    entries: [{ tag: 0x8769, type: 'long', value: [8 + 18 * (n + 1)] } as const],
    next: 8 + 18 * (n + 1),
  }));
  return tiffBlock('II', directories);
}

const LOOP = tiffBlock('MM', [{ at: 8, entries: [{ tag: 0x8769, type: 'long', value: [8] }], next: 8 }]);

function nested(levels: number, wrap: (inner: Buffer) => Buffer): Buffer {
  let bytes: Buffer = Buffer.alloc(8);
  for (let level = 0; level < levels; level++) bytes = wrap(bytes);
  return bytes;
}

function frames(count: number, side: number): Buffer {
  const frame = { width: 1, height: 1, control: 4 };
  return gif(side, side, ...Array.from({ length: count }, () => frame));
}

const ispe = (width: number, height: number): Buffer => {
  const body = Buffer.alloc(12);
  body.writeUInt32BE(width, 4);
  body.writeUInt32BE(height, 8);
  return box('ispe', body);
};

/** A frame of an animation: place, size, time; and no picture in it. */
const anmf = riffChunk('ANMF', Buffer.alloc(16));
const anim = riffChunk('ANIM', Buffer.alloc(6));

/** 64 MB of nothing, in 64 KB. */
const profileBomb = () => chunk('iCCP', Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(64 << 20))]));
const textBomb = () => chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(64 << 20))]));
const end = chunk('IDAT', Buffer.alloc(9));

export function bombs(): readonly Bomb[] {
  return [
    { what: 'JPEG 65535x65535', bytes: jpeg(frameSegment(65535, 65535)) },
    { what: 'progressive JPEG 65535x65535', bytes: jpeg(frameSegment(65535, 65535, 0xc2)) },
    { what: 'PNG of 2^31 pixels a side', bytes: png(HUGE, HUGE, 8, 6, end) },
    { what: 'PNG of a gigapixel', bytes: png(31_623, 31_623, 8, 2, end) },
    { what: 'interlaced 16-bit PNG 786464x32', bytes: pngBomb() },
    { what: 'PNG one pixel high', bytes: png(HUGE, 1, 1, 0, end) },
    {
      what: 'WebP canvas 16777216x16777216',
      bytes: webp(webpHeader(0x10, 2 ** 24, 2 ** 24), riffChunk('VP8 ', Buffer.alloc(9))),
    },
    {
      what: 'animated WebP, 4000 frames',
      bytes: webp(webpHeader(0x02, 1000, 1000), anim, ...Array.from({ length: 4000 }, () => anmf)),
    },
    { what: 'WebP, RIFF in RIFF, 500 deep', bytes: webp(nested(500, (inner) => riffChunk('RIFF', inner))) },
    { what: 'GIF canvas 65535x65535', bytes: gif(65535, 65535, { width: 1, height: 1 }), reachesWorker: true },
    { what: 'GIF, 10,000 frames of 1000x1000', bytes: frames(10_000, 1000) },
    { what: 'GIF, 10,000 frames of 100x100', bytes: frames(10_000, 100), reachesWorker: true, heavy: true },
    { what: 'TIFF of 2^31 pixels a side', bytes: tiff(HUGE, HUGE) },
    { what: 'TIFF of 2^32 pixels a side', bytes: tiff(2 ** 32 - 1, 2 ** 32 - 1) },
    { what: 'TIFF directory that is its own next', bytes: LOOP },
    { what: 'TIFF, 3000 directories', bytes: chain(3000) },
    { what: 'BMP of 2^31 pixels a side', bytes: bmp(40, HUGE, HUGE, 24) },
    { what: 'BMP of 1 bit, 60000x60000', bytes: bmp(40, 60_000, 60_000, 1) },
    { what: 'AVIF of 2^32 pixels a side', bytes: avif(ispe(2 ** 32 - 1, 2 ** 32 - 1)) },
    {
      what: 'AVIF, boxes 2000 deep',
      bytes: Buffer.concat([
        box('ftyp', Buffer.from('avif\0\0\0\0mif1')),
        nested(2000, (inner) => box('meta', Buffer.alloc(4), inner)),
      ]),
    },
    {
      what: 'JPEG, 20,000 segments',
      bytes: jpeg(
        ...Array.from({ length: 20_000 }, () => segment(0xe5, Buffer.alloc(2))),
        frameSegment(60_000, 60_000),
      ),
    },
    {
      what: 'JPEG, EXIF that is its own next, 40000x40000',
      bytes: jpeg(exifSegment(LOOP), frameSegment(40_000, 40_000)),
    },
    {
      what: 'JPEG, EXIF of 3000 directories, 40000x40000',
      bytes: jpeg(exifSegment(chain(3000)), frameSegment(40_000, 40_000)),
    },
    {
      what: 'JPEG, EXIF in EXIF, small',
      bytes: jpeg(exifSegment(orientationBlock(6)), exifSegment(chain(3000)), frameSegment(300, 200)),
      reachesWorker: true,
    },
    {
      what: 'PNG, colour profile of 64 MB in 64 KB',
      bytes: png(300, 200, 8, 2, profileBomb(), end),
      reachesWorker: true,
    },
    { what: 'PNG, text of 64 MB in 64 KB', bytes: png(300, 200, 8, 2, textBomb(), end), reachesWorker: true },
    { what: 'PNG 15000x15000 of 16 bits, no pixels', bytes: png(15_000, 15_000, 16, 6, end), reachesWorker: true },
    {
      what: 'progressive JPEG 15000x15000, no pixels',
      bytes: jpeg(frameSegment(15_000, 15_000, 0xc2)),
      reachesWorker: true,
    },
    {
      what: 'WebP 16383x15000, no pixels',
      bytes: webp(webpHeader(0, 16_383, 15_000), riffChunk('VP8 ', Buffer.alloc(9))),
      reachesWorker: true,
    },
  ];
}
