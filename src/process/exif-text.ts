/**
 * EXIF values as the texts that `info` answers with (behaviour D12; guide, Obtain basic information and EXIF data):
 * rationals stay fractions, bytes are numbers with spaces between them, only positions are made readable.
 */
import { type Entry, type Tiff, TYPE, typeSize } from './formats/ifd.js';
import type { Reading } from './formats/reading.js';

/** Bytes of a text that are shown; the rest is cut off. */
const MAX_TEXT = 1024;
/**
 * Bytes of a list that is written out. A longer one is only measured: it describes the file (strips, tables), not the
 * photo. Up to five characters a byte (`-128 `), so that no list is longer than a text.
 */
const MAX_LIST = 200;

const COORDINATES: readonly string[] = ['GPSLatitude', 'GPSLongitude', 'GPSDestLatitude', 'GPSDestLongitude'];
const HEMISPHERES: readonly string[] = COORDINATES.map((name) => `${name}Ref`);
const COMMENTS: readonly string[] = ['UserComment', 'GPSProcessingMethod', 'GPSAreaInformation'];

const POINTS: Readonly<Record<string, string>> = { N: 'North', S: 'South', E: 'East', W: 'West' };

/** Unit of each part of a position, and its decimals when it is not a whole number. */
const DEGREES = [
  { unit: 'deg', decimals: 7 },
  { unit: "'", decimals: 5 },
  { unit: '"', decimals: 3 },
] as const;

/** Undefined for a value that is not there: its bytes lie outside the block, its type does not exist, it has no items. */
export function* exifText(name: string, tiff: Tiff, entry: Entry): Reading<string | undefined> {
  const isText = entry.type === TYPE.ascii;
  const isComment = entry.type === TYPE.undefined && COMMENTS.includes(name);
  if (!tiff.holds(entry)) return undefined;
  // A maker note is private to its maker, whatever its length.
  if (name === 'MakerNote' || (entry.size > MAX_LIST && !isText && !isComment)) return undefinedBytes(entry);
  const bytes = yield* tiff.value(entry, MAX_TEXT);
  if (bytes === undefined) return undefined;
  if (isComment) return comment(bytes, tiff) ?? undefinedBytes(entry);
  if (isText) return HEMISPHERES.includes(name) ? point(text(bytes)) : text(bytes);
  const isPosition = entry.type === TYPE.rational && COORDINATES.includes(name);
  return (isPosition ? position(tiff, bytes) : undefined) ?? list(tiff, entry, bytes);
}

function undefinedBytes(entry: Entry): string {
  return `${entry.size} bytes undefined data`;
}

function list(tiff: Tiff, entry: Entry, bytes: Buffer): string {
  const isRational = entry.type === TYPE.rational || entry.type === TYPE.srational;
  const unit = typeSize(entry.type);
  const items: string[] = [];
  for (let at = 0; at + unit <= bytes.length; at += unit) {
    const number = tiff.number(entry.type, bytes, at);
    items.push(isRational ? `${number}/${tiff.number(entry.type, bytes, at + 4)}` : String(number));
  }
  return items.join(' ');
}

/** The standard says ASCII; phones write UTF-8, older software Latin-1. Ends at the first NUL. */
function text(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  const content = end === -1 ? bytes : bytes.subarray(0, end);
  try {
    // As a stream, a character that MAX_TEXT cut in two is left out instead of being an error.
    return new TextDecoder('utf-8', { fatal: true }).decode(content, { stream: true }).trim();
  } catch {
    return content.toString('latin1').trim();
  }
}

function point(letter: string): string {
  return POINTS[letter] ?? letter;
}

/** `30deg 27' 35.120" `: trailing parts that are zero are left out, every part ends with a space. */
function position(tiff: Tiff, bytes: Buffer): string | undefined {
  if (bytes.length !== DEGREES.length * 8) return undefined;
  const parts = DEGREES.map(({ unit, decimals }, i) => {
    const numerator = tiff.number(TYPE.rational, bytes, i * 8);
    const denominator = tiff.number(TYPE.rational, bytes, i * 8 + 4);
    const shown = (numerator / denominator).toFixed(numerator % denominator === 0 ? 0 : decimals);
    return { numerator, denominator, text: `${shown}${unit} ` };
  });
  if (parts.some((part) => part.denominator === 0)) return undefined;
  const last = Math.max(
    0,
    parts.findLastIndex((part) => part.numerator !== 0),
  );
  return parts
    .slice(0, last + 1)
    .map((part) => part.text)
    .join('');
}

/** Eight bytes name the character code, the text follows (EXIF 2.32, 4.6.5). Undefined for a code nobody can read. */
function comment(bytes: Buffer, tiff: Tiff): string | undefined {
  const code = bytes.toString('latin1', 0, 8).replaceAll('\0', '').trim();
  const content = bytes.subarray(8);
  if (code === 'UNICODE') {
    const decoded = new TextDecoder(tiff.littleEndian ? 'utf-16le' : 'utf-16be').decode(content);
    return decoded.split('\0', 1).join('').trim();
  }
  return code === 'ASCII' || code === '' ? text(content) : undefined;
}
