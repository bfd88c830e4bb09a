/** What lifecycle rules say of an object or an upload. Pure: the time is given. */
import type { LifecycleException, LifecycleRule, LifecycleRules, Lifetime } from './lifecycle-records.js';
import { behind, later } from './metadata/keys.js';
import type { ObjectRecord } from './records.js';
import type { Tags } from './tags.js';

export const DAY_MS = 86_400_000;

export interface Expiry {
  readonly at: number;
  readonly rule: LifecycleRule;
}

type Aged = Pick<ObjectRecord, 'key' | 'size' | 'modifiedAt' | 'tags'>;

/** When and by which rule an object expires first; undefined: by none. It expired when that time has come. */
export function expiryOf(rules: LifecycleRules, object: Aged): Expiry | undefined {
  let first: Expiry | undefined;
  for (const rule of rules) {
    if (!rule.enabled || rule.expiration === undefined || !fits(rule, object)) continue;
    const at = endOf(rule.expiration, object.modifiedAt);
    if (at !== undefined && (first === undefined || at < first.at)) first = { at, rule };
  }
  return first;
}

/** When an upload is to be aborted; undefined: never. */
export function abortionOf(rules: LifecycleRules, upload: { key: string; initiatedAt: number }): number | undefined {
  let first: number | undefined;
  for (const { enabled, abort, prefix } of rules) {
    if (!enabled || abort === undefined || !upload.key.startsWith(prefix)) continue;
    const at = endOf(abort, upload.initiatedAt);
    if (at !== undefined && (first === undefined || at < first)) first = at;
  }
  return first;
}

/**
 * Days end at midnight UTC, when the vendor's rules run (08:00 in its own time zone), and only what is older than so
 * many times 24 hours has reached its end by then.
 */
function endOf(lifetime: Lifetime, since: number): number | undefined {
  if ('before' in lifetime) return since < lifetime.before ? lifetime.before : undefined;
  return (Math.floor(since / DAY_MS) + lifetime.days + 1) * DAY_MS;
}

function fits({ prefix, tags: wanted, filter }: LifecycleRule, { key, size, tags = [] }: Aged): boolean {
  if (!key.startsWith(prefix) || !wanted.every((tag) => has(tags, tag))) return false;
  if (filter === undefined) return true;
  const { over = -1, under = Number.POSITIVE_INFINITY, not } = filter;
  return size > over && size < under && !not.some((exception) => excepts(exception, key, tags));
}

function excepts({ prefix, tag }: LifecycleException, key: string, tags: Tags): boolean {
  return key.startsWith(prefix) && (tag === undefined || has(tags, tag));
}

function has(tags: Tags, { key, value }: Tags[number]): boolean {
  return tags.some((tag) => tag.key === key && tag.value === value);
}

/** Keys from `from` on and before `before`. */
export interface KeyRange {
  readonly from: string;
  readonly before: string;
}

/** The keys that rules with such an action are about, in order; what no rule is about need not be read. */
export function rangesOf(rules: LifecycleRules, action: 'expiration' | 'abort'): readonly KeyRange[] {
  const prefixes = rules.filter((rule) => rule.enabled && rule[action] !== undefined).map(({ prefix }) => prefix);
  const ranges: KeyRange[] = [];
  let covering: string | undefined;
  for (const prefix of prefixes.sort((a, b) => (a === b ? 0 : later(a, b) === a ? 1 : -1))) {
    if (covering !== undefined && prefix.startsWith(covering)) continue;
    covering = prefix;
    ranges.push({ from: prefix, before: behind(prefix) });
  }
  return ranges;
}
