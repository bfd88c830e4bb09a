/** Whole flat-coloured files written byte by byte, in the kinds that sharp does not write. */
import { crc32, deflateSync } from 'node:zlib';
import { segment, type TiffEntry, tiffBlock } from './headers.js';

export interface Flat {
  /** Of one pixel, as numbers of `bits` bits. */
  readonly samples: readonly number[];
  readonly bits?: 8 | 16;
  readonly profile?: Buffer;
}

export const SIDE = 16;

/** PNG colour types. */
export type PngColour = 'grey' | 'rgb' | 'palette' | 'grey+alpha' | 'rgba';
const PNG_COLOURS: readonly (PngColour | undefined)[] = [
  'grey',
  undefined,
  'rgb',
  'palette',
  'grey+alpha',
  undefined,
  'rgba',
];

export function pngFile(
  colour: PngColour,
  { samples, bits = 8, profile }: Flat,
  extra: Record<string, Buffer> = {},
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  header[8] = bits;
  header[9] = PNG_COLOURS.indexOf(colour);
  const row = Buffer.concat([Buffer.alloc(1), ...Array<Buffer>(SIDE).fill(pixel(samples, bits, 'BE'))]);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', header),
    ...(profile ? [pngChunk('iCCP', Buffer.concat([Buffer.from('test\0\0', 'latin1'), deflateSync(profile)]))] : []),
    ...Object.entries(extra).map(([type, body]) => pngChunk(type, body)),
    pngChunk('IDAT', deflateSync(Buffer.concat(Array<Buffer>(SIDE).fill(row)))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, body: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + body.length);
  bytes.writeUInt32BE(body.length, 0);
  bytes.write(type, 4, 'latin1');
  body.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + body.length)), 8 + body.length);
  return bytes;
}

/** TIFF's photometric interpretations. */
export type TiffColour = 'white is 0' | 'grey' | 'rgb' | 'palette' | 'cmyk';
const TIFF_COLOURS: readonly (TiffColour | undefined)[] = ['white is 0', 'grey', 'rgb', 'palette', undefined, 'cmyk'];
const TIFF_SAMPLES: Readonly<Record<TiffColour, number>> = { 'white is 0': 1, grey: 1, rgb: 3, palette: 1, cmyk: 4 };

/** Samples beyond those of the colour are alpha, not multiplied into it; a second one says nothing of itself. */
export function tiffFile(
  colour: TiffColour,
  { samples, bits = 8, profile }: Flat,
  extra: readonly TiffEntry[] = [],
): Buffer {
  const pixels = Buffer.concat(Array<Buffer>(SIDE * SIDE).fill(pixel(samples, bits, 'LE')));
  const short = (tag: number, ...value: number[]): TiffEntry => ({ tag, type: 'short', value });
  const long = (tag: number, value: number): TiffEntry => ({ tag, type: 'long', value: [value] });
  const others = samples.length - TIFF_SAMPLES[colour];
  const entries: TiffEntry[] = [
    long(256, SIDE),
    long(257, SIDE),
    short(258, ...samples.map(() => bits)),
    short(259, 1),
    short(262, TIFF_COLOURS.indexOf(colour)),
    long(273, 8),
    short(277, samples.length),
    long(278, SIDE),
    long(279, pixels.length),
    ...extra,
    ...(others > 0 ? [short(338, 2, ...Array<number>(others - 1).fill(0))] : []),
    ...(profile ? [{ tag: 34675, type: 'undefined', value: [...profile] } as const] : []),
  ];
  const file = tiffBlock('II', [{ at: 8 + pixels.length, entries }]);
  pixels.copy(file, 8);
  return file;
}

function pixel(samples: readonly number[], bits: 8 | 16, order: 'LE' | 'BE'): Buffer {
  const bytes = Buffer.alloc((samples.length * bits) / 8);
  for (const [at, value] of samples.entries()) {
    if (bits === 8) bytes[at] = value;
    else if (order === 'LE') bytes.writeUInt16LE(value, 2 * at);
    else bytes.writeUInt16BE(value, 2 * at);
  }
  return bytes;
}

/** The JPEG with a profile put in front; its numbers stay. */
export function jpegWithProfile(file: Buffer, profile: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), profile]);
  return Buffer.concat([file.subarray(0, 2), segment(0xe2, body), file.subarray(2)]);
}

/** Adobe's segment tells how four channels are meant; `transform` 2: as YCCK. undefined: the segment is taken out. */
export function jpegWithTransform(file: Buffer, transform: 0 | 2 | undefined): Buffer {
  const at = file.indexOf(Buffer.from([0xff, 0xee, 0, 14]));
  if (at < 0) throw new RangeError("a JPEG without Adobe's segment");
  if (transform === undefined) return Buffer.concat([file.subarray(0, at), file.subarray(at + 16)]);
  const changed = Buffer.from(file);
  changed[at + 15] = transform;
  return changed;
}
