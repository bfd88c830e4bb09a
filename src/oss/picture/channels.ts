/** A bucket as the old image service saw it: its settings for IMG domains, and what follows from them (behaviour D48). */
import { posix } from 'node:path';
import type { Format } from '../../process/formats/facts.js';
import { mimeOf } from '../../process/formats/mime.js';
import type { ChannelSettings } from '../../store/channel-records.js';
import type { BucketRecord } from '../../store/records.js';
import type { Call } from '../call.js';
import type { Target } from '../target.js';

export const CHANNEL_DEFAULTS: ChannelSettings = {
  originalsForbidden: false,
  stylesOnly: false,
  typesFromSuffix: false,
  sourceFormat: false,
  attachmentName: false,
  delimiters: ['!'],
};

/** Undefined on OSS domains, where no setting of a channel holds. */
export function channelOn(bucket: BucketRecord | undefined, dialect: Target['dialect']): ChannelSettings | undefined {
  return dialect === 'img' ? (bucket?.channel ?? CHANNEL_DEFAULTS) : undefined;
}

const FORMATS: Readonly<Record<string, Format>> = {
  '.jpg': 'jpg',
  '.jpeg': 'jpg',
  '.png': 'png',
  '.webp': 'webp',
  '.gif': 'gif',
  '.bmp': 'bmp',
  '.tif': 'tiff',
  '.tiff': 'tiff',
  '.avif': 'avif',
};
const UNTYPED = 'application/octet-stream';

/** AutoSetContentType: the type of a stored picture that was uploaded without one. */
export function guessedType(
  { target, bucket, object }: Call,
  type: string | undefined,
): Readonly<Record<string, string>> {
  if (!channelOn(bucket, target.dialect)?.typesFromSuffix || (type ?? UNTYPED) !== UNTYPED) return {};
  const format = FORMATS[posix.extname(object?.key ?? '').toLowerCase()];
  return format === undefined ? {} : { 'content-type': mimeOf(format) };
}

/** SetAttachName: the name of the key, with the suffix of what is sent. For objects that have none of their own. */
export function attachment({ target, bucket }: Call, type: string): Readonly<Record<string, string>> {
  if (!channelOn(bucket, target.dialect)?.attachmentName) return {};
  const { name, ext } = posix.parse(target.key ?? '');
  const format = FORMATS[ext.toLowerCase()];
  const suffix = format !== undefined && mimeOf(format) === type ? ext : suffixOf(type);
  const file = `${format === undefined ? `${name}${ext}` : name}${suffix ?? (format === undefined ? '' : ext)}`;
  return { 'content-disposition': `attachment; filename*=UTF-8''${encoded(file)}` };
}

/** The first suffix of a type: '.jpg'. */
function suffixOf(type: string): string | undefined {
  return Object.keys(FORMATS).find((suffix) => mimeOf(FORMATS[suffix] ?? 'jpg') === type);
}

/** RFC 8187: what is no attr-char is escaped, of which encodeURIComponent leaves some alone. */
function encoded(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
}
