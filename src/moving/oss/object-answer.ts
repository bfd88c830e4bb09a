/** What the answer of a GET or HEAD says of an object. */
import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import type { Digests } from '../place.js';
import { DESCRIBING } from '../transfer.js';

export function digestsOf(headers: IncomingHttpHeaders): Digests {
  const crc64 = String(headers['x-oss-hash-crc64ecma'] ?? '');
  const etag = String(headers.etag ?? '').replaceAll('"', '');
  const normal = headers['x-oss-object-type'] === 'Normal' && /^[0-9A-F]{32}$/i.test(etag);
  return {
    ...(/^\d{1,20}$/.test(crc64) && { crc64 }),
    ...(normal && { md5: etag.toUpperCase() }),
  };
}

export function describingHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const describes = name.startsWith('x-oss-meta-') || DESCRIBING.some((each) => each === name);
    if (describes && typeof value === 'string') kept[name] = textOf(value);
  }
  return kept;
}

/** node:http makes a character of each byte. */
function textOf(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  return isUtf8(bytes) ? bytes.toString() : value;
}
