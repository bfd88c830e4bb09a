/** What an ETag tells of the bytes. */

/** Without quotes; '' for none. */
export function bareEtag(etag: string | undefined): string {
  return (etag ?? '').replaceAll('"', '');
}

/** `etag`: bare, of an object that was put in one request and whose ETag is therefore the MD5 of its bytes. */
export function md5Of(etag: string): { readonly md5?: string } {
  return /^[0-9A-F]{32}$/i.test(etag) ? { md5: etag.toUpperCase() } : {};
}
