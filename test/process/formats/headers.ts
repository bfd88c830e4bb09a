/** Writes the headers of every format byte by byte, so that a test can also write what no encoder would. */
import { OssError } from '#src/errors.js';

/** Sizes of EXIF and TIFF types by their numbers. */
const TYPES = {
  byte: [1, 1],
  ascii: [2, 1],
  short: [3, 2],
  long: [4, 4],
  rational: [5, 8],
  undefined: [7, 1],
  srational: [10, 8],
  float: [11, 4],
  double: [12, 8],
} as const;

export interface TiffEntry {
  readonly tag: number;
  readonly type: keyof typeof TYPES;
  /** A rational is two numbers. */
  readonly value: readonly number[] | string;
  /** What the entry says instead of the truth. */
  readonly count?: number;
  readonly offset?: number;
}

export interface TiffDirectory {
  readonly at: number;
  readonly entries: readonly TiffEntry[];
  readonly next?: number;
}

/** A TIFF structure with its directories at given offsets; long values follow behind `valuesAt` (default: the last directory). */
export function tiffBlock(order: 'II' | 'MM', directories: readonly TiffDirectory[], valuesAt?: number): Buffer {
  const ends = directories.map(({ at, entries }) => at + 6 + 12 * entries.length);
  let cursor = valuesAt ?? Math.max(8, ...ends);
  const values: Buffer[] = [];
  const head = Buffer.alloc(cursor);
  const put = (number: number, size: number, target: Buffer, at: number) =>
    order === 'II' ? target.writeUIntLE(number, at, size) : target.writeUIntBE(number, at, size);
  head.write(order, 0, 'latin1');
  put(42, 2, head, 2);
  put(directories[0]?.at ?? 0, 4, head, 4);
  for (const { at, entries, next } of directories) {
    put(entries.length, 2, head, at);
    entries.forEach((entry, i) => {
      const [number, size] = TYPES[entry.type];
      const bytes = encode(entry, order);
      const start = at + 2 + 12 * i;
      put(entry.tag, 2, head, start);
      put(number, 2, head, start + 2);
      put(entry.count ?? bytes.length / size, 4, head, start + 4);
      if (entry.offset !== undefined) put(entry.offset, 4, head, start + 8);
      else if (bytes.length <= 4) bytes.copy(head, start + 8);
      else {
        put(cursor, 4, head, start + 8);
        values.push(bytes);
        cursor += bytes.length;
      }
    });
    put(next ?? 0, 4, head, at + 2 + 12 * entries.length);
  }
  return Buffer.concat([head, ...values]);
}

function encode({ type, value }: TiffEntry, order: 'II' | 'MM'): Buffer {
  if (typeof value === 'string') return Buffer.from(`${value}\0`);
  const size = type === 'rational' || type === 'srational' ? 4 : TYPES[type][1];
  const bytes = Buffer.alloc(size * value.length);
  value.forEach((number, i) => {
    if (type === 'float') order === 'II' ? bytes.writeFloatLE(number, i * 4) : bytes.writeFloatBE(number, i * 4);
    else if (size === 8) order === 'II' ? bytes.writeDoubleLE(number, i * 8) : bytes.writeDoubleBE(number, i * 8);
    else if (order === 'II') bytes.writeUIntLE(number < 0 ? number + 2 ** 32 : number, i * size, size);
    else bytes.writeUIntBE(number < 0 ? number + 2 ** 32 : number, i * size, size);
  });
  return bytes;
}

/** An EXIF block with nothing but an orientation. */
export function orientationBlock(orientation: number, type: TiffEntry['type'] = 'short'): Buffer {
  return tiffBlock('MM', [{ at: 8, entries: [{ tag: 0x112, type, value: [orientation] }] }]);
}

export function segment(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

export function exifSegment(block: Buffer): Buffer {
  return segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), block]));
}

export function frameSegment(width: number, height: number, marker = 0xc0): Buffer {
  return segment(marker, Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]));
}

/** A JPEG up to its first scan. */
export function jpeg(...parts: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xd8]), ...parts, segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0]))]);
}

/** A PNG chunk; the checksum is left at 0: readers of headers do not look at it. */
export function chunk(type: string, body: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + body.length);
  bytes.writeUInt32BE(body.length, 0);
  bytes.write(type, 4, 'latin1');
  body.copy(bytes, 8);
  return bytes;
}

export function png(
  width: number,
  height: number,
  depth: number,
  colour: number,
  ...chunks: readonly Buffer[]
): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, depth, colour, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header), ...chunks]);
}

/**
 * 41 bytes that ask for 1.3 GB: the header of an interlaced PNG of 786464x32 with 16 bits per channel, its checksum
 * right, so that decoders begin with the pixels of which there are none.
 */
export function pngBomb(): Buffer {
  const hex = '89504e470d0a1a0a0000000d49484452000c002000000020100600000151e7dba0000003e849444154';
  return Buffer.from(hex, 'hex');
}

/** A little-endian length and a padding byte: RIFF. */
export function riffChunk(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

export function webp(...chunks: readonly Buffer[]): Buffer {
  return riffChunk('RIFF', Buffer.concat([Buffer.from('WEBP'), ...chunks]));
}

export function webpHeader(flags: number, width: number, height: number): Buffer {
  const body = Buffer.alloc(10);
  body[0] = flags;
  body.writeUIntLE(width - 1, 4, 3);
  body.writeUIntLE(height - 1, 7, 3);
  return riffChunk('VP8X', body);
}

export interface GifImage {
  readonly left?: number;
  readonly top?: number;
  readonly width: number;
  readonly height: number;
  /** Flags of a graphic control extension before the image; absent: no extension. */
  readonly control?: number;
  /** Bytes of compressed pixels (nonsense when it is given). */
  readonly bytes?: number;
}

export function gif(width: number, height: number, ...images: readonly GifImage[]): Buffer {
  const screen = Buffer.from([0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
  screen.writeUInt16LE(width, 0);
  screen.writeUInt16LE(height, 2);
  return Buffer.concat([Buffer.from('GIF89a'), screen, ...images.map(gifImage), Buffer.from([0x3b])]);
}

function gifImage({ left = 0, top = 0, width, height, control, bytes }: GifImage): Buffer {
  const descriptor = Buffer.from([0x2c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
  [left, top, width, height].forEach((number, i) => {
    descriptor.writeUInt16LE(number, 1 + 2 * i);
  });
  const extension = control === undefined ? [] : [0x21, 0xf9, 4, control, 0, 0, 0, 0];
  const block = Buffer.concat([Buffer.from([250]), Buffer.alloc(250, 0x55)]);
  const pixels =
    bytes === undefined ? [Buffer.from([2, 0x4c, 1])] : Array.from({ length: Math.ceil(bytes / 251) }, () => block);
  return Buffer.concat([Buffer.from(extension), descriptor, ...pixels, Buffer.from([0])]);
}

/** A BMP's two headers; `headerSize` 12 is OS/2's with 16-bit sides. */
export function bmp(
  headerSize: number,
  width: number,
  height: number,
  bits: number,
  masks?: { compression: number; alpha: number },
): Buffer {
  const bytes = Buffer.alloc(14 + headerSize);
  bytes.write('BM', 'latin1');
  bytes.writeUInt32LE(headerSize, 14);
  if (headerSize === 12) {
    bytes.writeUInt16LE(width, 18);
    bytes.writeUInt16LE(height, 20);
    bytes.writeUInt16LE(bits, 24);
    return bytes;
  }
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(bits, 28);
  if (masks !== undefined) {
    bytes.writeUInt32LE(masks.compression, 30);
    bytes.writeUInt32LE(masks.alpha, 66);
  }
  return bytes;
}

export function box(type: string, ...bodies: readonly Buffer[]): Buffer {
  const body = Buffer.concat(bodies);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

export const AVIF_FILE_TYPE = box('ftyp', Buffer.from('avif\0\0\0\0mif1'));
/** 60x40 pixels. */
export const AVIF_SIZE = box('ispe', Buffer.from([0, 0, 0, 0, 0, 0, 0, 60, 0, 0, 0, 40]));

/** An AVIF whose primary picture, number 1, has these properties in this order; there is another item, number 9. */
export function avif(...properties: readonly Buffer[]): Buffer {
  const indexes = properties.map((_, i) => 0x80 | (i + 1));
  const associations = Buffer.from([0, 0, 0, 0, 0, 0, 0, 2, 0, 9, 1, 0x81, 0, 1, properties.length, ...indexes]);
  const store = box('iprp', box('ipco', ...properties), box('ipma', associations));
  const primary = box('pitm', Buffer.from([0, 0, 0, 0, 0, 1]));
  return Buffer.concat([AVIF_FILE_TYPE, box('meta', Buffer.alloc(4), primary, store)]);
}

/** The error that a call throws, checked to be one that a client may see: 400 BadRequest. */
export function refusal(call: () => unknown): OssError {
  try {
    call();
  } catch (error) {
    if (error instanceof OssError && error.code === 'BadRequest') return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
