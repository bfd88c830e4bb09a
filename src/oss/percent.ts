/** Percent-encoding, strict both ways. */

/**
 * The text that `raw` spells, or undefined when it spells none: a '%' without two hex digits, bytes that are not
 * UTF-8, or U+0000 (which no key, marker or header may hold). '+' is left alone.
 */
export function percentDecode(raw: string): string | undefined {
  try {
    const text = raw.includes('%') ? decodeURIComponent(raw) : raw;
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** RFC 3986: everything but letters, digits and '-._~' is escaped; '/' stays where `keep` says so. */
export function percentEncode(text: string, keep: '' | '/' = ''): string {
  const encoded = encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return keep === '/' ? encoded.replaceAll('%2F', '/') : encoded;
}
