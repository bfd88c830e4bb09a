/** What rows are called where nodes tell each other which have changed (change-rows.ts), by the first character. */

/** `pruned` is no row: it says since when changes are written down. */
export const CHANGED = { object: 'o', style: 's', key: 'k', all: '*', pruned: 'p' } as const;

/** Heads hold the row of their bucket, and nobody knows which. */
export const EVERY_ROW = CHANGED.all;

export function objectRow({ bucket, key }: { readonly bucket: string; readonly key: string }): string {
  return `${CHANGED.object}${bucket}/${key}`;
}

export function styleRow({ bucket, name }: { readonly bucket: string; readonly name: string }): string {
  return `${CHANGED.style}${bucket}/${name}`;
}

export interface RowName {
  readonly kind: string;
  /** A bucket's name has no slash. */
  readonly bucket: string;
  readonly name: string;
}

export function rowNameOf(what: string): RowName {
  const slash = what.indexOf('/');
  return { kind: what.slice(0, 1), bucket: what.slice(1, slash), name: what.slice(slash + 1) };
}
