/** How a missing object is asked for: at the URL of a rule, or signed at an origin that the rule names. */
import type { Origin } from '../../origin/origin.js';
import type { MirrorRule } from '../../store/bucket-settings.js';
import type { Call } from '../call.js';
import type { Way } from './mirror.js';
import { namedUrl } from './named-origin.js';
import type { NamedOrigins } from './named-origins.js';
import { headersOf, keyThere, urlOf } from './rule.js';
import { forbiddenWay, signedWay } from './signed-way.js';

export interface Origins {
  /** For URLs that owners of buckets choose. */
  readonly origin: Origin;
  readonly named: NamedOrigins;
}

/** undefined: the rule leads to nothing that could be this object. */
export function wayOf(
  rule: MirrorRule,
  { target, bucket, query, request }: Call,
  { origin, named }: Origins,
): Way | undefined {
  const there = keyThere(rule, target.key ?? '');
  if (there === undefined || bucket === undefined) return undefined;
  const url = namedUrl(rule.url);
  if (url === undefined)
    return openWay(origin, rule, urlOf(rule, there, query), headersOf(rule.headers, request.headers));
  if (url.folder + there === '') return undefined;
  const found = named.find(url.name, bucket);
  return found === undefined ? forbiddenWay(rule.url) : signedWay(found, url.folder + there);
}

function openWay(origin: Origin, { followsRedirects }: MirrorRule, url: string, headers: Record<string, string>): Way {
  return { at: new URL(url).host, url, get: (signal) => origin.get(url, { headers, followsRedirects, signal }) };
}
