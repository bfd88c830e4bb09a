/** A signature as a form carries it: in fields, over the policy alone. */
import { OssError } from '../../errors.js';
import type { Claim, Signed } from './claim.js';
import { type CredentialPlace, readCredential, URL_CREDENTIAL } from './credential-v4.js';
import { invalidDate, parseBasicDate, refuseEarly, refuseExpired } from './dates.js';
import { signV1 } from './v1.js';
import { ALGORITHM_V2, unsupportedV2 } from './v2.js';
import { ALGORITHM_V4, MAX_EXPIRES_V4, signV4 } from './v4.js';

/** By names in small letters. */
type Fields = ReadonlyMap<string, string>;

const FIELDS_V1 = ['OSSAccessKeyId', 'Signature', 'policy'];
const FIELDS_V4 = ['x-oss-signature-version', 'x-oss-credential', 'x-oss-date', 'x-oss-signature', 'policy'];

const FORM_CREDENTIAL: CredentialPlace = {
  ...URL_CREDENTIAL,
  causes: { credential: undefined, date: undefined, region: undefined, product: undefined },
};

/**
 * undefined for a form that is not signed at all.
 * @throws OssError 400 InvalidArgument for one that is signed by halves, twice, or for another region; 403 AccessDenied,
 *   RequestTimeTooSkewed for its date; 501 for V2
 */
export function claimOfForm(fields: Fields, { region, now }: Pick<Signed, 'region' | 'now'>): Claim | undefined {
  const has = (name: string) => fields.has(name.toLowerCase());
  const [v1, v4] = [
    FIELDS_V1.slice(0, 2).some(has),
    FIELDS_V4.slice(0, 4).some((name) => name !== 'x-oss-date' && has(name)),
  ];
  if (v1 && v4) throw invalid('Signature', 'The form is signed more than once: by V1 and by V4.');
  if (v4) return claimV4(fields, region, now);
  return v1 || has('policy') ? claimV1(fields) : undefined;
}

function claimV1(fields: Fields): Claim {
  const value = valuesOf(fields, FIELDS_V1);
  const policy = value('policy');
  return {
    accessKeyId: value('OSSAccessKeyId'),
    token: fields.get('x-oss-security-token'),
    signature: value('Signature'),
    texts: { StringToSign: policy },
    mismatch: '0002-00000040',
    sign: (secret) => [signV1(secret, policy)],
  };
}

/** Good from its date on for a week at most, whatever its policy says: so long is a signing key used. */
function claimV4(fields: Fields, region: string, now: number): Claim {
  const version = fields.get('x-oss-signature-version');
  if (version === ALGORITHM_V2) throw unsupportedV2('x-oss-signature-version');
  const value = valuesOf(fields, FIELDS_V4);
  if (version !== ALGORITHM_V4) {
    throw invalid(
      'x-oss-signature-version',
      `The value of x-oss-signature-version is invalid. Allowed: ${ALGORITHM_V4}.`,
    );
  }
  const [policy, date] = [value('policy'), value('x-oss-date')];
  const time = parseBasicDate(date);
  if (time === undefined) throw invalidDate(date);
  const scope = { day: date.slice(0, 8), region };
  const accessKeyId = readCredential(value('x-oss-credential'), scope, FORM_CREDENTIAL);
  refuseEarly(time, now);
  refuseExpired(time + MAX_EXPIRES_V4 * 1000, now, '0002-00000236');
  return {
    accessKeyId,
    token: fields.get('x-oss-security-token'),
    signature: value('x-oss-signature'),
    texts: { StringToSign: policy },
    mismatch: '0002-00000201',
    sign: (secret) => [signV4(secret, scope, policy)],
  };
}

function valuesOf(fields: Fields, names: readonly string[]): (name: string) => string {
  const missing = names.find((name) => !fields.get(name.toLowerCase()));
  if (missing === undefined) return (name) => fields.get(name.toLowerCase()) ?? '';
  const needed = names.join(', ');
  throw invalid(
    missing,
    `Bucket POST must contain a field named '${missing}'. A signed form needs ${needed}, before the file.`,
  );
}

function invalid(name: string, message: string): OssError {
  return new OssError('InvalidArgument', message, { fields: { ArgumentName: name } });
}
