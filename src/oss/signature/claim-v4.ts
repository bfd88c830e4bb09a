/** Signature V4 as requests carry it: `Authorization: OSS4-HMAC-SHA256 …`, or parameters x-oss-… in the URL. */
import { OssError } from '../../errors.js';
import { parseHttpDate } from '../../http/dates.js';
import type { Query } from '../query.js';
import type { Claim, Signed } from './claim.js';
import { type CredentialPlace, HEADER_CREDENTIAL, readCredential, URL_CREDENTIAL } from './credential-v4.js';
import { formatBasicDate, invalidDate, parseBasicDate, refuseEarly, refuseExpired, refuseSkewed } from './dates.js';
import { ALGORITHM_V2, unsupportedV2 } from './v2.js';
import { ALGORITHM_V4, canonicalRequestV4, MAX_EXPIRES_V4, signV4, stringToSignV4, UNSIGNED_PAYLOAD } from './v4.js';

/** One of these is a claim to V4, complete or not; x-oss-date alone is none. */
const CLAIMING = ['x-oss-signature-version', 'x-oss-credential', 'x-oss-signature'];

/** What a URL needs, and the vendor's number for one that lacks it. */
const REQUIRED_IN_URL = {
  'x-oss-signature-version': undefined,
  'x-oss-credential': '0002-00000217',
  'x-oss-date': '0002-00000503',
  'x-oss-expires': '0002-00000215',
  'x-oss-signature': '0002-00000219',
} as const;

/** The parts of a V4 signature before they are looked at. */
interface Parts {
  readonly credential: string;
  readonly place: CredentialPlace;
  readonly signature: string;
  /** Names joined by ';'. */
  readonly additional: string | undefined;
  readonly token: string | undefined;
  /** In the basic form. */
  readonly date: string;
}

export function isUrlV4(query: Query): boolean {
  return CLAIMING.some((name) => query.has(name));
}

/**
 * `fields`: what follows the scheme, `Credential=…,AdditionalHeaders=…,Signature=…`. SDKs disagree about the order and
 * about a space behind the comma. Dated by x-oss-date, or by Date where that is missing.
 * @throws OssError 400 InvalidArgument for what cannot be read and for another region; 403 AccessDenied without a date,
 *   RequestTimeTooSkewed
 */
export function claimOfHeaderV4(fields: string, signed: Signed): Claim {
  const { Credential: credential, Signature: signature, AdditionalHeaders: additional } = readFields(fields);
  if (!credential || !signature) throw unreadableHeader();
  const { time, date } = headerDate(signed.request.headers);
  const token = signed.request.headers['x-oss-security-token'];
  const claimed = claim({ credential, place: HEADER_CREDENTIAL, signature, token, additional, date }, signed);
  refuseSkewed(time, signed.now);
  return claimed;
}

/**
 * @throws OssError 400 InvalidArgument for what cannot be read and for another region; 403 AccessDenied for parameters
 *   that are missing and for a late request, RequestTimeTooSkewed for one before its time; 501 for V2
 */
export function claimOfUrlV4(signed: Signed): Claim {
  const { query, now } = signed;
  const version = query.value('x-oss-signature-version');
  if (version === ALGORITHM_V2) throw unsupportedV2('x-oss-signature-version');
  for (const [name, ec] of Object.entries(REQUIRED_IN_URL)) if (query.value(name) === undefined) throw missing(ec);
  const value = (name: keyof typeof REQUIRED_IN_URL) => query.value(name) ?? '';
  if (version !== ALGORITHM_V4) {
    throw invalid('x-oss-signature-version', value('x-oss-signature-version'), ALGORITHM_V4, '0002-00000066');
  }
  const [date, seconds] = [value('x-oss-date'), expiresIn(value('x-oss-expires'))];
  const time = parseBasicDate(date);
  if (time === undefined) throw invalidDate(date);
  const parts = {
    credential: value('x-oss-credential'),
    place: URL_CREDENTIAL,
    signature: value('x-oss-signature'),
    token: query.get('x-oss-security-token'),
    date,
  };
  const claimed = claim({ ...parts, additional: query.get('x-oss-additional-headers') }, signed);
  refuseEarly(time, now);
  refuseExpired(time + seconds * 1000, now, '0002-00000236');
  return claimed;
}

function claim(
  { credential, place, signature, token, additional, date }: Parts,
  { request, target, query, region }: Signed,
): Claim {
  const { method, headers } = request;
  const { bucket, key } = target;
  const scope = { day: date.slice(0, 8), region };
  const accessKeyId = readCredential(credential, scope, place);
  refuseSignedPayload(headers['x-oss-content-sha256']);
  const names = additionalHeaders(additional, headers);
  const parts = { method, headers, additional: names, bucket, key, query: query.entries };
  const canonical = canonicalRequestV4(parts);
  const text = stringToSignV4(date, scope, canonical);
  return {
    accessKeyId,
    token,
    signature,
    texts: { StringToSign: text, CanonicalRequest: canonical },
    mismatch: '0002-00000201',
    sign: (secret) => {
      const other = canonicalRequestV4({ ...parts, asAliOss: true });
      const texts = other === canonical ? [text] : [text, stringToSignV4(date, scope, other)];
      return texts.map((each) => signV4(secret, scope, each));
    },
  };
}

function readFields(text: string): Readonly<Record<string, string>> {
  const fields = new Map<string, string>();
  for (const part of text.split(',')) {
    const [, name, value] = /^\s*(Credential|AdditionalHeaders|Signature)=(\S*)\s*$/.exec(part) ?? [];
    if (name === undefined || value === undefined || fields.has(name)) throw unreadableHeader();
    fields.set(name, value);
  }
  return Object.fromEntries(fields);
}

function unreadableHeader(): OssError {
  const allowed = `${ALGORITHM_V4} Credential=…,AdditionalHeaders=…,Signature=…, of which AdditionalHeaders may be left out`;
  return new OssError('InvalidArgument', `Authorization header is invalid. Allowed: ${allowed}.`, {
    ec: '0002-00000202',
    fields: { ArgumentName: 'Authorization' },
  });
}

/** The string to sign has the basic form, whichever header says it. */
function headerDate(headers: Signed['request']['headers']): { time: number; date: string } {
  const own = headers['x-oss-date'] || undefined;
  const text = own ?? headers.date ?? '';
  const time = own === undefined ? parseHttpDate(text) : parseBasicDate(text);
  if (time === undefined) throw invalidDate(text);
  return { time, date: formatBasicDate(time) };
}

function missing(ec: string | undefined): OssError {
  const names = Object.keys(REQUIRED_IN_URL)
    .join(', ')
    .replace(/, ([^,]*)$/, ' and $1');
  return new OssError('AccessDenied', `Query-string authentication with V4 requires the parameters ${names}.`, { ec });
}

function expiresIn(text: string): number {
  const seconds = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (seconds >= 1 && seconds <= MAX_EXPIRES_V4) return seconds;
  throw invalid('x-oss-expires', text, `1 to ${MAX_EXPIRES_V4} seconds`, '0002-00000232');
}

/** A digest could be checked only after the whole body, when the answer is due before its first byte. */
function refuseSignedPayload(digest: string | undefined): void {
  if (digest === undefined || digest === UNSIGNED_PAYLOAD) return;
  throw invalid('x-oss-content-sha256', digest, UNSIGNED_PAYLOAD, '0002-00000214');
}

function additionalHeaders(list: string | undefined, headers: Signed['request']['headers']): string[] {
  if (list === undefined) return [];
  const names = list.toLowerCase().split(';');
  for (const name of names) {
    if (name !== '' && !name.includes('_') && headers[name] !== undefined) continue;
    const ec = list === '' ? '0002-00000209' : name === '' ? '0002-00000210' : '0002-00000211';
    throw invalid('AdditionalHeaders', list, 'names of headers that the request has, joined by semicolons', ec);
  }
  return [...new Set(names)].sort();
}

function invalid(name: string, value: string, allowed: string, ec: string): OssError {
  return new OssError('InvalidArgument', `The value of ${name} is invalid. Allowed: ${allowed}.`, {
    ec,
    fields: { ArgumentName: name, ArgumentValue: value.slice(0, 128) },
  });
}
