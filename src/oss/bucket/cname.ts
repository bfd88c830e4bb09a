/** The document that binds a domain to a bucket, and lets it go. */
import { domainToASCII } from 'node:url';
import { invalidValue, OssError } from '../../errors.js';
import { childOf, textOf } from '../../http/xml-document.js';
import type { Call } from '../call.js';
import { readDocument } from '../document.js';
import { isDomainName, isOurs } from '../target.js';

const ROOT = 'BucketCnameConfiguration';
/** Room for the certificate that is refused. */
const MAX_DOCUMENT_BYTES = 64 * 1024;
const NO_NAME = /[\s\p{Cc}/\\:?#@%[\]]/u;

/** @throws OssError 400 MalformedXML, InvalidArgument; 501 for a certificate */
export async function domainInBody(call: Call): Promise<string> {
  const document = await readDocument(call, ROOT, MAX_DOCUMENT_BYTES);
  const cname = document && childOf(document, 'Cname');
  if (cname === undefined) throw new OssError('MalformedXML', `The XML is not a ${ROOT} with a Cname.`);
  if (childOf(cname, 'CertificateConfiguration') !== undefined) {
    const message =
      'Certificates of single domains are not implemented: the certificate is that of --tls-cert, or of a proxy.';
    throw new OssError('NotImplemented', message, { fields: { Header: 'CertificateConfiguration' } });
  }
  return checkDomain(call, textOf(cname, 'Domain')?.trim() ?? '');
}

/** As hosts are compared. A name of this server's own would take another bucket's requests. */
export function checkDomain({ services }: Call, text: string): string {
  // What is no part of a name would be read as that of a URL, and cut off.
  const domain = NO_NAME.test(text) ? '' : domainToASCII(text.replace(/\.$/, '')).toLowerCase();
  if (!isDomainName(domain)) {
    throw invalidValue('Domain', text, 'a domain name such as img.example.com, without wildcard, port or path');
  }
  if (!isOurs(domain, services.settings.domains)) return domain;
  throw invalidValue('Domain', text, `a domain outside the base domains (${services.settings.domains.join(', ')})`);
}
