/** The URL of a database in messages, and as the library is given it. */

/** Without its password, which may also be in the query. */
export function shownUrl(url: string): string {
  const { protocol, username, host, pathname } = new URL(url);
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`;
}

/** As PostgreSQL's own programs know them: whether there is an authority to look at they leave to the machine. */
const LAX = new Set(['prefer', 'require', 'verify-ca']);

/** The library takes these for verify-full, and says so in seven lines at each start; what is meant is said here. */
export function connectionString(url: string): string {
  const parsed = new URL(url);
  if (!LAX.has(parsed.searchParams.get('sslmode') ?? '')) return url;
  parsed.searchParams.set('sslmode', 'verify-full');
  return parsed.href;
}
