/** What a browser must not do with somebody's upload, whatever type it was stored under. */
import type { Target } from './target.js';

/** Types that browsers show, play or save, and never run as a page of the origin they came from. */
const INERT =
  /^(?:image\/(?!svg)|video\/|audio\/|font\/|text\/(?:plain|css|csv|javascript)$|application\/(?:octet-stream|json|pdf|zip|gzip|javascript|wasm)$)/;

/**
 * Of an answer that is an object, or made of one. No type is guessed: 'unknown/unknown' would be taken for a page. What
 * could be a page (HTML, SVG, XML, anything unheard of) is sandboxed: shown, but its scripts do not run and it speaks
 * for no origin, because the buckets under a base domain belong to many. A domain of the bucket's own is its owner's
 * site, and whoever may write there may write the site.
 */
export function browserGuard(contentType: string, { style }: Pick<Target, 'style'>): Readonly<Record<string, string>> {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  // Behind a comma browsers read another type, and take the last one.
  const runs = style !== 'custom' && !(INERT.test(type) && !contentType.includes(','));
  return { 'x-content-type-options': 'nosniff', ...(runs && { 'content-security-policy': 'sandbox' }) };
}
