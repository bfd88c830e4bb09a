/** How pictures are asked for, without a signature. Pure. */
import { openUrl } from '../api/links';
import { encodeKey } from '../api/oss';

export interface Place {
  /** http://127.0.0.1:9000 */
  readonly endpoint: string;
  readonly bucket: string;
  readonly key: string;
}

/** Works in every bucket and on every domain (behaviour D22). */
export const ALWAYS = '@!';

/** Those that a bucket can enable, as the server lists them. */
export const SEPARATORS = ['-', '_', '/', '!'] as const;

export function chainUrl(place: Place, process: string): string {
  return openUrl({ ...place, process });
}

/** 'photo.jpg@!small', and the old syntax 'photo.jpg@100w'. */
export function suffixUrl({ endpoint, bucket, key }: Place, suffix: string): string {
  return `${endpoint}/${bucket}/${encodeKey(key)}${suffix}`;
}

/** All ways to write one style. */
export function styleUrls(place: Place, style: string, separators: readonly string[]): readonly string[] {
  const all = [ALWAYS, ...separators.filter((each) => each !== ALWAYS)];
  return [chainUrl(place, `style/${style}`), ...all.map((separator) => suffixUrl(place, separator + style))];
}

/** Whether protection holds for a key: as the server compares, in any letters. */
export function isProtected(key: string, suffixes: readonly string[]): boolean {
  const lower = key.toLowerCase();
  return suffixes.some((suffix) => suffix === '*' || lower.endsWith(`.${suffix.toLowerCase()}`));
}

/** As they are sent: without the dot, in small letters, none of them twice. */
export function cleanSuffixes(typed: readonly string[]): readonly string[] {
  const parts = typed.flatMap((text) => text.split(/[,\s]+/)).map((text) => text.replace(/^\*?\./, '').toLowerCase());
  return [...new Set(parts.filter((part) => part !== ''))];
}
