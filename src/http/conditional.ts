/** Conditional requests and ranges: pure functions over headers (RFC 9110, sections 13 and 14; vendor's GetObject page). */
import { OssError } from '../errors.js';
import { parseHttpDate } from './dates.js';

type Headers = Readonly<Record<string, string | undefined>>;

export interface Validators {
  /** With or without its quotes. */
  readonly etag: string;
  /** Milliseconds; compared in whole seconds, which is all that Last-Modified shows. */
  readonly modifiedAt: number;
}

/** Inclusive, as in HTTP. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Decides in the order of RFC 9110, 13.2.2. An invalid date is ignored.
 * Throws PreconditionFailed (412) whose Condition field names the header that did not hold.
 */
export function evaluateConditions(headers: Headers, validators: Validators): 'proceed' | 'not-modified' {
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, validators.etag, 'strong')) throw failed('If-Match');
  } else {
    const since = dateOf(headers['if-unmodified-since']);
    if (since !== undefined && since < wholeSeconds(validators.modifiedAt)) throw failed('If-Unmodified-Since');
  }
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, validators.etag, 'weak') ? 'not-modified' : 'proceed';
  const since = dateOf(headers['if-modified-since']);
  return since !== undefined && since >= wholeSeconds(validators.modifiedAt) ? 'not-modified' : 'proceed';
}

/**
 * One range of a body of `size` bytes; undefined means the whole body with 200. As the vendor's page on range requests
 * says: of several ranges the first counts, and a range with either end outside the body is ignored. With
 * `x-oss-range-behavior: standard` it is as in RFC 9110: the last position is cut at the end of the body, a first
 * position beyond the end is InvalidRange (416).
 */
export function parseRange(header: string | undefined, size: number, standard: boolean): Range | undefined {
  const found = header === undefined ? null : /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*(?:,|$)/i.exec(header);
  if (found === null) return undefined;
  const [, first = '', last = ''] = found;
  if (first === '' && last === '') return undefined;
  if (first !== '' && last !== '' && Number(first) > Number(last)) return undefined;
  const start = first === '' ? size - Number(last) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Number(last);
  if (start >= 0 && start <= end && end < size) return { start, end };
  if (!standard) return undefined;
  const cut = { start: Math.max(0, start), end: Math.min(end, size - 1) };
  if (cut.start <= cut.end) return cut;
  throw new OssError('InvalidRange', undefined, { headers: { 'content-range': `bytes */${size}` } });
}

/** The range of a request, with its If-Range and x-oss-range-behavior headers taken into account. */
export function selectRange(headers: Headers, validators: Validators, size: number): Range | undefined {
  const condition = headers['if-range'];
  if (condition !== undefined && !stillCurrent(condition, validators)) return undefined;
  return parseRange(headers.range, size, headers['x-oss-range-behavior']?.trim().toLowerCase() === 'standard');
}

/** A date in If-Range has to be the very one that was sent; a weak tag never counts (RFC 9110, 13.1.5). */
function stillCurrent(condition: string, { etag, modifiedAt }: Validators): boolean {
  const date = dateOf(condition);
  return date === undefined ? matches(condition, etag, 'strong') : date === wholeSeconds(modifiedAt);
}

/** Tags come quoted, weak, in lists, and without quotes (oss2's resumable_download). */
function matches(header: string, etag: string, comparison: 'strong' | 'weak'): boolean {
  if (header.trim() === '*') return true;
  const own = etag.replace(/^"|"$/g, '');
  for (const [, weak, quoted, bare] of header.matchAll(/(W\/)?(?:"([^"]*)"|([^\s,"]+))/g)) {
    if (weak !== undefined && comparison === 'strong') continue;
    if ((quoted ?? bare) === own) return true;
  }
  return false;
}

function dateOf(header: string | undefined): number | undefined {
  return header === undefined ? undefined : parseHttpDate(header.trim());
}

function wholeSeconds(time: number): number {
  return Math.floor(time / 1000) * 1000;
}

function failed(condition: string): OssError {
  return new OssError('PreconditionFailed', undefined, { fields: { Condition: condition } });
}
