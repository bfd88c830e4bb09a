/** Signature V2, which the vendor gave up for V4: known well enough to be refused by its name. */
import { OssError } from '../../errors.js';

/** Its scheme in the Authorization header, and its x-oss-signature-version in a URL. */
export const ALGORITHM_V2 = 'OSS2';

/** `where`: the header or the parameter that says so. */
export function unsupportedV2(where: string): OssError {
  const message = 'Signature V2 is not implemented: sign with V4 or V1, or send the request unsigned.';
  return new OssError('NotImplemented', message, { fields: { Header: where } });
}
