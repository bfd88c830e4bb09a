/**
 * Whether a request comes from the console's own pages. SameSite alone is not enough: a site has no port, so a page
 * stored as an object and opened on the data port of the same host is same-site with the console, and its requests
 * carry the cookie.
 */
import type { OssRequest } from '../http/message.js';
import { Refusal } from './refusal.js';

/** Another origin cannot send it without a preflight, which is never granted. */
const MARK = 'x-tintype-console';

/** What a page loads without a script of its own: a picture, a film, or a download. */
const LOADED = new Set(['image', 'video', 'audio', 'empty', 'document']);

/** @param unmarked the request may be a picture or a download, which cannot carry a header @throws Refusal 403 */
export function checkOrigin({ method, headers, host, secure }: OssRequest, unmarked: boolean): void {
  const site = headers['sec-fetch-site'];
  // Browsers send it on HTTPS and to loopback only.
  if (site !== undefined && site !== 'same-origin') throw crossSite();
  if (headers.origin !== undefined && !isOwn(headers.origin, host, secure)) throw crossSite();
  const reads = method === 'GET' || method === 'HEAD';
  if (headers[MARK] === undefined && !(unmarked && reads)) throw crossSite();
  // An object must not become a script, a style or a frame of the console.
  const destination = headers['sec-fetch-dest'];
  if (unmarked && destination !== undefined && !LOADED.has(destination)) throw crossSite();
}

function isOwn(origin: string, host: string, secure: boolean): boolean {
  const lower = origin.toLowerCase();
  // Behind a proxy that ends TLS and is not trusted, https looks like http.
  return lower === `https://${host.toLowerCase()}` || (!secure && lower === `http://${host.toLowerCase()}`);
}

function crossSite(): Refusal {
  return new Refusal('CrossSite', `The request does not come from the console's own pages (Origin, ${MARK}).`);
}
