/** What to do about an engine's certificate that nobody here vouches for. */

/** OpenSSL's names: a chain that ends in an authority which is not known, or in nothing. */
const UNKNOWN_AUTHORITY = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** A sentence with a space before it, to stand behind the reason of a failed connection; '' for any other reason. */
export function authorityAdvice(error: unknown): string {
  const { code = '' } = error as { code?: string };
  if (!UNKNOWN_AUTHORITY.has(code)) return '';
  return ' Name the PEM file of the authority that signed its certificate in NODE_EXTRA_CA_CERTS.';
}
