/** Which answers a browser may give to pages of other origins: the CORS rules of a bucket, applied. Pure. */
import type { OssRequest } from '../../http/message.js';
import type { CorsConfiguration, CorsRule } from '../../store/bucket-settings.js';

type Headers = Readonly<Record<string, string>>;

/** Of a header's name (RFC 9110, 5.1). */
const TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;

/**
 * For the answer to an ordinary request, refused or not. Every answer of such a bucket varies by Origin: one that was
 * kept for a page without it would be given to a page with it, and be of no use there.
 */
export function sharingHeaders({ method, headers }: OssRequest, { rules }: CorsConfiguration): Headers {
  const { origin } = headers;
  const rule = rules.find((each) => fits(each, origin, method));
  if (origin === undefined || rule === undefined) return { vary: 'Origin' };
  return { ...allowing(rule, origin), vary: 'Origin' };
}

/** For the answer to a preflight; undefined where no rule allows what it asks for. */
export function preflightHeaders({ headers }: OssRequest, { rules }: CorsConfiguration): Headers | undefined {
  const { origin, 'access-control-request-method': method = '' } = headers;
  const names = namesIn(headers['access-control-request-headers'] ?? '');
  const rule = rules.find((each) => fits(each, origin, method) && names.every((name) => allowsHeader(each, name)));
  if (origin === undefined || rule === undefined) return undefined;
  return {
    ...allowing(rule, origin),
    'access-control-allow-methods': rule.methods.join(', '),
    ...(names.length > 0 && { 'access-control-allow-headers': names.join(', ') }),
    ...(rule.maxAgeSeconds !== undefined && { 'access-control-max-age': String(rule.maxAgeSeconds) }),
    vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
  };
}

function fits({ origins, methods }: CorsRule, origin: string | undefined, method: string): boolean {
  if (origin === undefined || !methods.includes(method)) return false;
  // Browsers write scheme and host in lower case; an owner may not.
  return origins.some((pattern) => matches(pattern.toLowerCase(), origin.toLowerCase()));
}

function allowsHeader({ headers }: CorsRule, name: string): boolean {
  return TOKEN.test(name) && headers.some((pattern) => matches(pattern, name));
}

/** A rule for everybody says so, and caches need not tell origins apart. */
function allowing({ origins, exposed }: CorsRule, origin: string): Headers {
  return {
    'access-control-allow-origin': origins.includes('*') ? '*' : origin,
    ...(exposed.length > 0 && { 'access-control-expose-headers': exposed.join(', ') }),
  };
}

function namesIn(list: string): string[] {
  const names = list.split(',').map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== '');
}

/** `pattern` has at most one '*'. */
function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === text;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
}
