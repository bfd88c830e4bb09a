/** Whether a page may show what a bucket holds: its Referer rules, applied. Pure. */
import { OssError } from '../../errors.js';
import type { RefererConfiguration } from '../../store/bucket-settings.js';
import type { Call } from '../call.js';
import { isUrlV1 } from '../signature/claim-v1.js';
import { isUrlV4 } from '../signature/claim-v4.js';

/**
 * Of reading by nobody in particular: without a signature, or by a URL that was signed for others to follow. Who signs a
 * request itself is no page.
 * @throws OssError 403 AccessDenied
 */
export function refuseReferer({ request, query, principal, bucket }: Call): void {
  if (bucket?.referer === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return;
  if (principal.kind === 'account' && !isUrlV1(query) && !isUrlV4(query)) return;
  if (allowsReferer(bucket.referer, request.headers.referer ?? '')) return;
  throw new OssError('AccessDenied', 'You are denied by bucket referer policy.', { ec: '0003-00000503' });
}

/** In the vendor's order: the empty one, the denied, the allowed. */
export function allowsReferer(rules: RefererConfiguration, referer: string): boolean {
  const { allowed, denied, allowsEmpty } = rules;
  if (referer.trim() === '') return allowsEmpty || allowed.length === 0;
  const url = partsOf(compared(referer.trim(), rules));
  const effort = { left: MOST_STEPS };
  if (denied.some((rule) => fits(rule, url, effort))) return false;
  return effort.left > 0 && (allowed.length === 0 || allowed.some((rule) => fits(rule, url, effort)));
}

/**
 * Characters looked at, for all rules: some 20 ms. Rules and Referers made to take long took seconds, in which nobody
 * else was answered; they are refused. Ordinary ones take a thousand.
 */
const MOST_STEPS = 1_000_000;

interface Effort {
  left: number;
}

function compared(referer: string, { cutsQuery, cutsPath }: RefererConfiguration): string {
  if (cutsPath) return /^(?:[^/?#]*:\/\/)?[^/?#]*/.exec(referer)?.[0] ?? '';
  return cutsQuery ? referer.replace(/[?#].*$/s, '') : referer;
}

interface UrlParts {
  /** In small letters; absent: the text has none. */
  readonly scheme?: string;
  /** In small letters, with the port. */
  readonly host: string;
  readonly rest: string;
}

/** `hostEnd`: what ends the host. In a rule '?' is any character, so only a slash does. */
function partsOf(text: string, hostEnd = /[/?#]/): UrlParts {
  const [, scheme, behind = text] = /^([^/]*):\/\/(.*)$/s.exec(text) ?? [];
  const end = behind.search(hostEnd);
  const host = (end < 0 ? behind : behind.slice(0, end)).toLowerCase();
  const rest = end < 0 ? '' : behind.slice(end);
  return { host, rest, ...(scheme !== undefined && { scheme: scheme.toLowerCase() }) };
}

/**
 * Part by part, for a '*' in the host of a rule must not reach into the path: `http://evil.example/?.shop.example` is no
 * page of `*.shop.example`. A rule without a scheme is for all of them; of the path the rule is the beginning.
 */
function fits(text: string, url: UrlParts, effort: Effort): boolean {
  if (text === '*') return true;
  const rule = partsOf(text, /\//);
  if (rule.scheme !== undefined && !matches(rule.scheme, url.scheme ?? '', effort)) return false;
  // The path of a page at the root may be left out.
  const rest = rule.rest === '/' && url.rest === '' ? '/' : url.rest;
  return matches(rule.host, url.host, effort) && matches(`${rule.rest}*`, rest, effort);
}

/** Steps back to the last '*' alone. */
function matches(pattern: string, text: string, effort: Effort): boolean {
  let [p, t, star, from] = [0, 0, -1, 0];
  while (t < text.length) {
    if (--effort.left <= 0) return false;
    const wanted = pattern[p];
    if (wanted === '*') {
      star = p++;
      from = t;
    } else if (wanted !== undefined && (wanted === '?' || wanted === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++from;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
