/** Paths of the OSS API under the session (/api/oss), which needs no signature. */

export type Acl = 'private' | 'public-read' | 'public-read-write';
export type ObjectAcl = 'default' | Acl;

export const ACLS: readonly Acl[] = ['private', 'public-read', 'public-read-write'];

/** Parameters without a value, such as acl, are ''. */
export type Query = Readonly<Record<string, string | number | undefined>>;

export function ossPath(bucket: string, key = '', query: Query = {}): string {
  return `/api/oss/${bucket === '' ? '' : `${encodeURIComponent(bucket)}/`}${encodeKey(key)}${queryText(query)}`;
}

/** As in a URL, with the slashes of a key as they are. */
export function encodeKey(key: string): string {
  return key.split('/').map(encodeSegment).join('/');
}

/** '.' and '..' would be taken out of a path by every browser. */
function encodeSegment(text: string): string {
  return /^\.{1,2}$/.test(text) ? text.replaceAll('.', '%2E') : encodeURIComponent(text);
}

export function queryText(query: Query): string {
  const parts = Object.entries(query).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return [value === '' ? name : `${encodeURIComponent(name)}=${encodeURIComponent(value)}`];
  });
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
