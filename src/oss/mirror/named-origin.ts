/** A private bucket of OSS or S3 that the operator has given a name, and how a rule says that name. */
import { percentDecode } from '../percent.js';

export interface NamedOrigin {
  readonly name: string;
  readonly kind: 'oss' | 's3';
  /** URL without a path. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly addressing: Addressing;
  /** Absent, which S3 does not know: requests are signed with V1. */
  readonly region?: string;
  readonly key: { readonly id: string; readonly secret: string };
  /** Addresses and CIDR blocks that it may have beside those that all origins may. */
  readonly allow: readonly string[];
  /** Of this server, which may name it. */
  readonly buckets: readonly string[];
  /** Whose buckets they are. Absent: those of the root account. */
  readonly account?: string;
}

/** Where its bucket stands in a URL: before the key, before the host, or nowhere, as the host is bound to it. */
export type Addressing = 'path' | 'subdomain' | 'cname';

export const ORIGIN_NAME = '1 to 63 lower-case letters, digits and hyphens, beginning with a letter or a digit';
export const NAMED_URL = 'origin://NAME/ of an origin that this bucket may name';

export function isOriginName(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,62}$/.test(text);
}

/**
 * The parts of `origin://NAME/FOLDER/`, the folder decoded; undefined for any other text. A folder with '.' or '..' between
 * slashes is none: URLs are walked.
 */
export function namedUrl(url: string): { readonly name: string; readonly folder: string } | undefined {
  const [, name = '', path = ''] = /^origin:\/\/([^/]*)\/((?:[^?#\s]*\/)?)$/.exec(url) ?? [];
  const folder = percentDecode(path);
  if (!isOriginName(name) || folder === undefined || folder.startsWith('/')) return undefined;
  return folder.split('/').some((part) => part === '.' || part === '..') ? undefined : { name, folder };
}
