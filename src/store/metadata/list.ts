/** A listing's query as a range of keys, and its rows as a page. */
import type { ListedObject, ListPage, ListQuery } from '../records.js';
import { behind, justAfter, later } from './keys.js';
import { type ListRow, listedOf } from './rows.js';

/** The keys a page is taken from: from ≤ key < before. */
export function rangeOf(query: ListQuery): { from: string; before: string } {
  const { prefix = '', marker = '' } = query;
  return { from: marker === '' ? prefix : later(prefix, afterMarker(query, marker)), before: behind(prefix) };
}

/** A marker that is a common prefix stands for everything in it; any other for itself. */
export function afterMarker(
  { prefix = '', delimiter = '' }: Pick<ListQuery, 'prefix' | 'delimiter'>,
  marker: string,
): string {
  const nul = marker.indexOf('\0');
  if (nul >= 0) return justAfter(marker.slice(0, nul));
  return isCommonPrefix(marker, prefix, delimiter) ? behind(marker) : justAfter(marker);
}

export function isCommonPrefix(name: string, prefix: string, delimiter: string): boolean {
  const cut = delimiter !== '' && name.startsWith(prefix) ? name.indexOf(delimiter, prefix.length) : -1;
  return cut >= 0 && cut + delimiter.length === name.length;
}

/** `rows` has one row more than the limit when there is another page. */
export function pageOf(query: ListQuery, rows: readonly ListRow[]): ListPage {
  const shown = rows.slice(0, query.limit);
  const objects: ListedObject[] = [];
  const prefixes: string[] = [];
  for (const row of shown) {
    if (row.version === null) prefixes.push(row.name);
    else objects.push(listedOf(query.bucket, row.name, row));
  }
  const last = shown.at(-1);
  return { objects, prefixes, ...(last && rows.length > query.limit && { next: last.name }) };
}
