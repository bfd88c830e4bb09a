/** `id/day/region/oss/aliyun_v4_request`: whose key, and what it was made to sign for. */
import { OssError } from '../../errors.js';
import { PRODUCT_V4, type ScopeV4, TERMINATOR_V4 } from './v4.js';

/** How the vendor's two ways of signing say that a part is wrong: word for word, as oss2 compares the sentences. */
export interface CredentialPlace {
  /** The field or the parameter. */
  readonly name: string;
  sentence(part: string): string;
  /** The vendor's numbers, where they are known. */
  readonly causes: Readonly<Record<'credential' | 'date' | 'region' | 'product', string | undefined>>;
}

export const HEADER_CREDENTIAL: CredentialPlace = {
  name: 'Credential',
  sentence: (part) => `Invalid ${part} in Authorization header.`,
  causes: {
    credential: '0002-00000213',
    date: '0002-00000212',
    region: '0002-00000226',
    product: '0002-00000227',
  },
};

export const URL_CREDENTIAL: CredentialPlace = {
  name: 'x-oss-credential',
  sentence: (part) => `The ${part} in credential is invalid.`,
  causes: { credential: '0002-00000224', date: '0002-00000223', region: '0002-00000228', product: undefined },
};

/**
 * Every part goes into the signing key, so each is checked here: a caller with another region or day learns that,
 * instead of a signature that does not match. What is allowed stands beside the vendor's sentence, in `Expected`.
 * @param expected the day of the request's date, and this server's region
 * @returns the access key's id
 * @throws OssError 400 InvalidArgument
 */
export function readCredential(text: string, expected: ScopeV4, place: CredentialPlace): string {
  const [accessKeyId, day, region, product, terminator, ...more] = text.split('/');
  if (!accessKeyId || terminator !== TERMINATOR_V4 || more.length > 0) {
    const allowed = `AccessKeyId/YYYYMMDD/region/${PRODUCT_V4}/${TERMINATOR_V4}`;
    throw refused(place, 'credential', place.sentence('credential'), text, allowed);
  }
  const scope = [
    ['date', day, expected.day],
    ['region', region, expected.region],
    ['product', product, PRODUCT_V4],
  ] as const;
  for (const [part, given = '', allowed] of scope) {
    if (given !== allowed) throw refused(place, part, place.sentence(`signing ${part}`), given, allowed);
  }
  return accessKeyId;
}

function refused(
  { name, causes }: CredentialPlace,
  part: keyof CredentialPlace['causes'],
  message: string,
  given: string,
  allowed: string,
): OssError {
  const fields = { ArgumentName: name, ArgumentValue: given.slice(0, 128), Expected: allowed };
  return new OssError('InvalidArgument', message, { ec: causes[part], fields });
}
