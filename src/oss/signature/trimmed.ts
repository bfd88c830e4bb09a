/**
 * A header's value as it is signed: without the blanks and tabs that HTTP allows around it. Not trim(), which takes
 * Unicode's spaces, too: one of those could be added to a signed value without changing the signature.
 */
export function trimmed(value: string): string {
  return value.replace(/^[ \t]+|[ \t]+$/g, '');
}
