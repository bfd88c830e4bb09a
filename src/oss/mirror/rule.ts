/** Which rule of a bucket fetches a missing object, and what it asks the origin for. Pure. */
import type { MirrorHeaders, MirrorRule, WebsiteConfiguration } from '../../store/bucket-settings.js';
import type { Query } from '../query.js';

type Sent = Readonly<Record<string, string | undefined>>;

/** Said of one connection, of the signature or of the part that is wanted; or it is the client's own business. */
const KEPT_BACK: ReadonlySet<string> = new Set([
  ...[
    'host',
    'connection',
    'keep-alive',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
    'expect',
    'via',
    'user-agent',
  ],
  ...['authorization', 'authorization2', 'cookie', 'date', 'range', 'accept-encoding', 'forwarded', 'x-real-ip'],
]);
const KEPT_BACK_BEGIN = ['x-oss-', 'oss-', 'x-drs-', 'x-amz-', 'x-forwarded-', 'proxy-', 'content-', 'if-', 'sec-'];

/** What signs a URL; more begins with x-oss-. */
const SIGNING = ['signature', 'ossaccesskeyid', 'expires', 'security-token'];

const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]{1,256}$/;
const VALUE = /^[\t\x20-\x7e]{1,1024}$/;

/** The first rule whose prefix and suffix the key has. */
export function ruleFor(website: WebsiteConfiguration | undefined, key: string): MirrorRule | undefined {
  return website?.rules.find(({ prefix, suffix }) => key.startsWith(prefix) && key.endsWith(suffix));
}

/**
 * The key of the object at the origin. undefined for one with '.' or '..' between slashes: URLs are walked, and it would
 * lead out of the folder that the rule names.
 */
export function keyThere(rule: MirrorRule, key: string): string | undefined {
  const there = rule.replacesPrefix === undefined ? key : `${rule.replacesPrefix}${key.slice(rule.prefix.length)}`;
  return there.split('/').some((segment) => segment === '.' || segment === '..') ? undefined : there;
}

/** The URL of an object at the origin that a rule has the URL of. */
export function urlOf(rule: MirrorRule, there: string, query: Query): string {
  const passed = rule.passesQuery ? query.entries.filter(([name]) => !isOfSignature(name)) : [];
  const search = passed.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  return `${rule.url}${there.split('/').map(encodeURIComponent).join('/')}${search && `?${search}`}`;
}

function isOfSignature(name: string): boolean {
  const lower = name.toLowerCase();
  return SIGNING.includes(lower) || lower.startsWith('x-oss-') || lower.startsWith('x-amz-');
}

/** Those of the request that the rule passes on, and its own. */
export function headersOf({ passesAll, pass, remove, set }: MirrorHeaders, sent: Sent): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries(sent)) {
    const wanted = (passesAll || pass.includes(name)) && !remove.includes(name);
    if (wanted && mayBeSent(name) && isHeaderValue(value)) headers[name] = value;
  }
  for (const { key, value } of set) headers[key] = value;
  return headers;
}

/** Whether a rule may name it at all. `name`: lower case. */
export function mayBeSent(name: string): boolean {
  return NAME.test(name) && !KEPT_BACK.has(name) && !KEPT_BACK_BEGIN.some((start) => name.startsWith(start));
}

export function isHeaderValue(value: string): boolean {
  return VALUE.test(value);
}
