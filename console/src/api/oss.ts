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
  const segments = key.split('/').map(encodeURIComponent);
  // Browsers take `.` and `..` out of a path, also as %2E, but not what stands between encoded slashes.
  return segments.join(segments.some((segment) => /^\.{1,2}$/.test(segment)) ? '%2F' : '/');
}

export function queryText(query: Query): string {
  const parts = Object.entries(query).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return [value === '' ? name : `${encodeURIComponent(name)}=${encodeURIComponent(value)}`];
  });
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
