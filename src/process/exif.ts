/** The EXIF tags of a picture, for `info` (behaviour D12, 2.14). Small and bounded; damaged EXIF costs what it hid, no error. */
import { OssError } from '../errors.js';
import { GPS_TAGS, IMAGE_TAGS, type TagNames } from './exif-tags.js';
import { exifText } from './exif-text.js';
import type { Format } from './formats/facts.js';
import { type Directory, Tiff } from './formats/ifd.js';
import { jpegExif } from './formats/jpeg.js';
import { Block, type ReadAt, type Reading, readFromBytes, readThrough } from './formats/reading.js';
import { webpExif } from './formats/webp.js';

/** Tag name -> text. Where directories disagree the main picture's word counts, not its thumbnail's. */
export type ExifTags = Readonly<Record<string, string>>;

const POINTER = { exif: 0x8769, gps: 0x8825, interoperability: 0xa005 };

/**
 * The tags of a stored picture; empty when it has none or its format's are not reported.
 * Reads at most HEAD_BYTES, wherever in the file they lie (a WebP keeps its EXIF at the end).
 */
export function readExif(readAt: ReadAt, fileSize: number, format: Format): Promise<ExifTags> {
  return readThrough(tagsOf(Block.ofFile(fileSize), format), readAt);
}

/** The same from memory: a whole file, or what lies in its beginning. */
export function exifTags(bytes: Uint8Array, format: Format): ExifTags {
  return readFromBytes(tagsOf(Block.ofFile(bytes.byteLength), format), bytes);
}

function* tagsOf(file: Block, format: Format): Reading<ExifTags> {
  const tags: Record<string, string> = {};
  try {
    const block = yield* exifBlock(file, format);
    const tiff = block === undefined ? undefined : yield* Tiff.open(block);
    if (tiff !== undefined) yield* collectAll(tiff, format, tags);
  } catch (error) {
    if (!(error instanceof OssError)) throw error;
  }
  return tags;
}

/** Undefined: there is none, or the format's is not reported: PNG's as today's service has it, AVIF's. Of a TIFF, the file. */
function* exifBlock(file: Block, format: Format): Reading<Block | undefined> {
  if (format === 'jpg') return yield* jpegExif(file);
  if (format === 'webp') return yield* webpExif(file);
  return format === 'tiff' ? file : undefined;
}

/** A fixed list of directories, each visited once: pointers that form a loop lead nowhere. */
function* collectAll(tiff: Tiff, format: Format, tags: Record<string, string>): Reading<void> {
  const image = yield* tiff.directory(tiff.first);
  const photo = yield* subdirectory(tiff, image, POINTER.exif);
  const gps = yield* subdirectory(tiff, image, POINTER.gps);
  const interoperability = yield* subdirectory(tiff, photo, POINTER.interoperability);
  yield* collect(tiff, image, IMAGE_TAGS, tags);
  yield* collect(tiff, photo, IMAGE_TAGS, tags);
  yield* collect(tiff, gps, GPS_TAGS, tags);
  yield* collect(tiff, interoperability, IMAGE_TAGS, tags);
  // In an EXIF block the next directory is the thumbnail's, in a TIFF file the next page's.
  if (image !== undefined && format !== 'tiff')
    yield* collect(tiff, yield* tiff.directory(image.next), IMAGE_TAGS, tags);
}

function* subdirectory(tiff: Tiff, directory: Directory | undefined, pointer: number): Reading<Directory | undefined> {
  const offset = yield* tiff.integer(directory?.entries.find((entry) => entry.tag === pointer));
  return offset === undefined ? undefined : yield* tiff.directory(offset);
}

function* collect(
  tiff: Tiff,
  directory: Directory | undefined,
  names: TagNames,
  tags: Record<string, string>,
): Reading<void> {
  for (const entry of directory?.entries ?? []) {
    const name = names[entry.tag];
    if (name === undefined || name in tags) continue;
    const text = yield* exifText(name, tiff, entry);
    if (text !== undefined) tags[name] = text;
  }
}
