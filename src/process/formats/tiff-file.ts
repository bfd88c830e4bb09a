/** Pixels with a colour profile as a file: raw pixels cannot have one for sharp. TIFF 6.0, without compression. */
import type { Pixels } from './reduced-jpeg/pixels.js';

const HEADER = 8;
const ENTRY = 12;
/** Types of values: 16 and 32 bits, bytes. */
const [SHORT, LONG, UNDEFINED] = [3, 4, 7];
const RGB = 2;

/** Tags in ascending order, as the format wants them: type, count, value or where it lies. */
type Entry = readonly [tag: number, type: number, count: number, value: number];

export function tiffOf({ data, width, height }: Pixels, profile: Uint8Array): Buffer {
  const pixels = HEADER + profile.length + (profile.length % 2);
  const bits = pixels + data.length + (data.length % 2);
  const directory = bits + 6;
  const entries: readonly Entry[] = [
    [256, LONG, 1, width],
    [257, LONG, 1, height],
    [258, SHORT, 3, bits], // BitsPerSample
    [259, SHORT, 1, 1], // Compression: none
    [262, SHORT, 1, RGB], // PhotometricInterpretation
    [273, LONG, 1, pixels], // StripOffsets
    [277, SHORT, 1, 3], // SamplesPerPixel
    [278, LONG, 1, height], // RowsPerStrip
    [279, LONG, 1, data.length], // StripByteCounts
    [34675, UNDEFINED, profile.length, HEADER], // the profile
  ];
  const file = Buffer.alloc(directory + 2 + entries.length * ENTRY + 4);
  file.write('II*\0', 'latin1');
  file.writeUInt32LE(directory, 4);
  file.set(profile, HEADER);
  file.set(data, pixels);
  for (let i = 0; i < 3; i++) file.writeUInt16LE(8, bits + 2 * i);
  file.writeUInt16LE(entries.length, directory);
  for (const [index, entry] of entries.entries()) write(file, directory + 2 + index * ENTRY, entry);
  return file;
}

function write(file: Buffer, at: number, [tag, type, count, value]: Entry): void {
  file.writeUInt16LE(tag, at);
  file.writeUInt16LE(type, at + 2);
  file.writeUInt32LE(count, at + 4);
  file.writeUInt32LE(value, at + 8);
}
