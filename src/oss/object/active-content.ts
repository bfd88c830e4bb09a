/** What a browser must not do with somebody's upload, whatever type it was stored under. */
import type { Target } from '../target.js';

/** XML may be a page, whatever stands in front of the '+xml': browsers read it as SVG or XHTML where its root says so. */
const INERT =
  /^(?:(?:image|video|audio|font)\/(?!svg|.*xml)|text\/(?:plain|css|csv|javascript)$|application\/(?:octet-stream|json|pdf|zip|gzip|javascript|wasm)$)/;

/** Whether browsers show, play or save what has the type, and never run it as a page of the origin it came from. */
export function isInert(contentType: string): boolean {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  // Behind a comma browsers read another type, and take the last one.
  return INERT.test(type) && !contentType.includes(',');
}

/**
 * Of an answer that is an object, or made of one. No type is guessed: 'unknown/unknown' would be taken for a page. What
 * could be a page (HTML, SVG, XML, anything unheard of) is sandboxed: shown, but its scripts do not run and it speaks
 * for no origin, because the buckets under a base domain belong to many. A domain of the bucket's own is its owner's
 * site, and whoever may write there may write the site.
 */
export function browserGuard(contentType: string, { style }: Pick<Target, 'style'>): Readonly<Record<string, string>> {
  const runs = style !== 'custom' && !isInert(contentType);
  return { 'x-content-type-options': 'nosniff', ...(runs && { 'content-security-policy': 'sandbox' }) };
}
