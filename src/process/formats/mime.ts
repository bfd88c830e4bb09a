/** The Content-Type of each format, and of what is told of a picture. */
import type { Format } from './facts.js';

const TYPES: Readonly<Record<Format, string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  tiff: 'image/tiff',
  bmp: 'image/bmp',
  avif: 'image/avif',
};

/** Exactly this, without a charset: clients compare it as a whole. */
export const JSON_TYPE = 'application/json';

export function mimeOf(format: Format): string {
  return TYPES[format];
}

/** undefined for what no format has. */
export function formatOfMime(type: string): Format | undefined {
  return (Object.keys(TYPES) as Format[]).find((format) => TYPES[format] === type);
}
