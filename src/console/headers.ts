/** Headers against framing, sniffing, leaking and foreign scripts. Every answer of the console's listener has them. */
import type { OssResponse } from '../http/message.js';

const ALWAYS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
};

/** A response's own headers win. */
export function guarded(response: OssResponse): OssResponse {
  return { ...response, headers: { ...ALWAYS, ...response.headers } };
}

/**
 * Scripts run only with the nonce of this answer, and what they load themselves: an object that is reached under the
 * same origin is never a script by its address alone. Styles too: antd writes them into the page, with the nonce.
 */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
