/** Base64 as URLs carry it (RFC 4648, the URL-safe alphabet; guide, URL-safe Base64 encoding; behaviour D21). */

const DIGITS = /^[A-Za-z0-9_-]*={0,2}$/;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The text that `encoded` spells in UTF-8, or undefined when it spells none. Padding may be left out; the standard
 * alphabet is understood as well. White space is dropped, but for the blanks of a query that was not escaped: a '+'
 * arrives as one. They are read as '+' where that makes sense, and dropped where it does not. Few texts make sense both
 * ways, since a digit too many moves the bits of all that follow it.
 */
export function base64Text(encoded: string): string | undefined {
  const digits = encoded
    .replace(/[\t\n\f\r]/g, '')
    .replaceAll('+', '-')
    .replaceAll('/', '_');
  if (!digits.includes(' ')) return decoded(digits);
  return decoded(digits.replaceAll(' ', '-')) ?? decoded(digits.replaceAll(' ', ''));
}

/** As the guide writes it, without the padding. */
export function base64Of(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function decoded(digits: string): string | undefined {
  // A single digit of the last group would be six bits of a byte.
  if (!DIGITS.test(digits) || digits.replace(/=+$/, '').length % 4 === 1) return undefined;
  try {
    return UTF8.decode(Buffer.from(digits, 'base64url'));
  } catch {
    return undefined;
  }
}
