/** Tells a picture's format by its first bytes; names and declared types are never trusted. */
import type { Format } from './facts.js';

/** Bytes that `sniffFormat` wants to see: enough for the list of brands in an AVIF. */
export const SNIFF_BYTES = 128;

/** Sizes of the headers a BMP may begin with: OS/2 1 and 2, Windows 3, V2 to V5. 'BM' alone begins many a text. */
const BMP_HEADER_SIZES: readonly number[] = [12, 16, 64, 40, 52, 56, 108, 124];

/** Of the major brands that an AVIF may have, those that libvips knows. It reads no sequence ('avis'), not even its still. */
const MAJOR_BRANDS: readonly string[] = ['avif', 'mif1', 'msf1'];

/** The format, or undefined for what is not a picture of ours: text, video, SVG, PDF, HEIC, an empty object. */
export function sniffFormat(head: Uint8Array): Format | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const text = bytes.toString('latin1', 0, SNIFF_BYTES);
  if (text.startsWith('\xff\xd8\xff')) return 'jpg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'gif';
  if (text.startsWith('RIFF') && text.startsWith('WEBPVP8', 8)) return 'webp';
  if (/^(II[*+]\0|MM\0[*+])/.test(text)) return 'tiff';
  if (text.startsWith('BM') && bytes.length >= 18 && BMP_HEADER_SIZES.includes(bytes.readUInt32LE(14))) return 'bmp';
  const [major = '', ...others] = text.startsWith('ftyp', 4) ? brands(text, bytes) : [];
  return MAJOR_BRANDS.includes(major) && [major, ...others].includes('avif') ? 'avif' : undefined;
}

/** The major and the compatible brands of an ISO base media file; the four bytes between them are a version. */
function brands(text: string, bytes: Buffer): string[] {
  const end = bytes.length < 4 ? 0 : Math.min(bytes.readUInt32BE(0), text.length);
  const found: string[] = [];
  for (let at = 8; at + 4 <= end; at += 4) if (at !== 12) found.push(text.slice(at, at + 4));
  return found;
}
