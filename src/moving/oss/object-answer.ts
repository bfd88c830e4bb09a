/** What the answer of a GET or HEAD says of an object. */
import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { META, STORED } from '../../oss/object/object-headers.js';
import { bareEtag, md5Of } from '../etags.js';
import type { Digests } from '../place.js';

export function digestsOf(headers: IncomingHttpHeaders): Digests {
  const crc64 = String(headers['x-oss-hash-crc64ecma'] ?? '');
  return {
    ...(/^\d{1,20}$/.test(crc64) && { crc64 }),
    ...(headers['x-oss-object-type'] === 'Normal' && md5Of(bareEtag(headers.etag))),
  };
}

export function describingHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const describes = name.startsWith(META) || STORED.includes(name);
    if (describes && typeof value === 'string') kept[name] = textOf(value);
  }
  return kept;
}

/** node:http makes a character of each byte. */
function textOf(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  return isUtf8(bytes) ? bytes.toString() : value;
}
