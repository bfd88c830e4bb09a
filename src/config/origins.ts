/**
 * Origins that only the operator can name: private buckets of OSS and S3, with the keys that open them. They are a file of
 * their own, so that no secret is in a command line, a rule or the database.
 */
import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { OriginAddresses } from '../origin/addresses.js';
import { bareHost, ORIGIN_PORT, originUrl } from '../origin/url.js';
import { type Addressing, isOriginName, type NamedOrigin, ORIGIN_NAME } from '../oss/mirror/named-origin.js';
import { BUCKET, HTTP_URL, type Kind, NETWORK, oneOf, REGION, S3_BUCKET, S3_KEY_ID, S3_KEY_SECRET } from './kinds.js';
import { type ConfigError, refusedSetting } from './settings.js';

type Complain = (about: string) => ConfigError;
type Entries = Readonly<Record<string, unknown>>;

const KIND = oneOf('kind', ['oss', 's3']);
const ENDPOINT: Kind<string> = {
  ...HTTP_URL,
  allowed: 'a URL without a path, such as https://oss-cn-hangzhou.aliyuncs.com',
};
const ACCOUNT: Kind<string> = {
  placeholder: 'account',
  allowed: 'the id of an account',
  parse: (text) => (/^[\w.-]{1,64}$/.test(text) ? text : undefined),
};
const KNOWN = [
  ...['kind', 'endpoint', 'bucket', 'region', 'pathStyle', 'cname', 'accessKeyId'],
  ...['accessKeySecret', 'allow', 'buckets', 'account'],
];
const [ID, SECRET] = ['accessKeyId', 'accessKeySecret'] as const;
/** Somebody may have put both into one of them. */
const NOT_SHOWN: readonly string[] = [ID, SECRET];
/** They answer under the name of the bucket alone, the first one always. */
const VENDORS = /\.(?:aliyuncs\.com|amazonaws\.com|amazonaws\.com\.cn)$/i;

/**
 * Read and checked; empty: no file is given. Where the host of an endpoint is, is looked at with each fetch.
 * @param allow addresses and CIDR blocks that every origin may have beside those of the open internet
 * @throws ConfigError, in which neither an id nor a secret is quoted
 */
export function originsOf(path: string | undefined, allow: readonly string[]): readonly NamedOrigin[] {
  if (path === undefined) return [];
  const origins = Object.entries(readFile(path)).map(([name, entries]) => {
    const complain: Complain = (about) => refusedSetting('mirror-origins', path, `in "${shown(name)}": ${about}`);
    if (!isOriginName(name)) throw complain(`its name must be ${ORIGIN_NAME}`);
    const origin = originOf(name, objectOf(entries) ?? never(complain('it must be a JSON object')), complain);
    refuseUnaskable(origin, allow, complain);
    return origin;
  });
  return Object.freeze(origins);
}

function readFile(path: string): Entries {
  const refused = (rule: string) => refusedSetting('mirror-origins', path, rule);
  let text: string;
  try {
    // Where the server is root, workers are another user and read no secrets (src/workers/confinement.ts).
    if (process.platform !== 'win32' && (statSync(path).mode & 0o007) !== 0) {
      throw refused('holds secrets, and everybody on the machine may read or write it: chmod 600');
    }
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw refused(`cannot be read (${error.code}); it must be a JSON file of origins, see docs/mirror.md`);
  }
  try {
    const found = objectOf(JSON.parse(text));
    if (found !== undefined) return found;
  } catch {
    // Its message would quote the file, and the file holds secrets.
  }
  throw refused('must hold one JSON object with an object for each name, see docs/mirror.md');
}

function originOf(name: string, entries: Entries, complain: Complain): NamedOrigin {
  const other = Object.keys(entries).find((key) => !KNOWN.includes(key));
  if (other !== undefined) throw complain(`there is no "${shown(other)}"; there is ${KNOWN.join(', ')}`);
  const given = <T>(key: string, kind: Kind<T>): T | undefined => parsedOf(key, entries[key], kind, complain);
  const needed = <T>(key: string, kind: Kind<T>): T =>
    given(key, kind) ?? never(complain(`"${key}" is missing; it must be ${kind.allowed}`));
  const list = (key: string, kind: Kind<string>) => listOf(key, entries[key], kind, complain);
  const kind = needed('kind', KIND);
  const endpoint = needed('endpoint', ENDPOINT);
  const bucket = needed('bucket', kind === 's3' ? S3_BUCKET : BUCKET);
  const region = kind === 's3' ? needed('region', REGION) : given('region', REGION);
  const account = given('account', ACCOUNT);
  const buckets = list('buckets', BUCKET);
  if (buckets.length === 0) throw complain('"buckets" is missing; it must be the buckets here that may name it');
  return Object.freeze({
    name,
    kind,
    endpoint,
    bucket,
    ...(region !== undefined && { region }),
    addressing: addressingOf(endpoint, bucket, entries, complain),
    key: Object.freeze({ id: needed(ID, S3_KEY_ID), secret: needed(SECRET, S3_KEY_SECRET) }),
    allow: list('allow', NETWORK),
    buckets,
    ...(account !== undefined && { account }),
  });
}

function addressingOf(endpoint: string, bucket: string, entries: Entries, complain: Complain): Addressing {
  const [pathStyle, cname] = ['pathStyle', 'cname'].map((key) => flagOf(key, entries[key], complain));
  if (cname && pathStyle) throw complain('"pathStyle" and "cname" cannot both be true');
  const url = new URL(endpoint);
  const isAddress = isIP(bareHost(url)) !== 0;
  if (cname && isAddress) throw complain('"cname" must be false: no bucket is bound to an address');
  if (cname) return 'cname';
  if (pathStyle ?? !VENDORS.test(url.hostname)) return 'path';
  if (isAddress) throw complain('"pathStyle" must be true: no bucket stands before an address');
  // Otherwise the name would be left out of the URL, and the key's first part be taken for the bucket.
  if (URL.canParse(`http://${bucket}.${url.hostname}`)) return 'subdomain';
  throw complain('"pathStyle" must be true: the name of the bucket cannot be part of a host name');
}

function flagOf(key: string, value: unknown, complain: Complain): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw complain(`"${key}" must be true or false`);
}

/** Every fetch would be refused. */
function refuseUnaskable({ endpoint, allow }: NamedOrigin, ofAll: readonly string[], complain: Complain): void {
  if (originUrl(endpoint, new OriginAddresses([...ofAll, ...allow])) !== undefined) return;
  const where = 'an address of the open internet, or one that its "allow" or --mirror-allow names';
  throw complain(`"endpoint" '${shown(endpoint)}' must have ${ORIGIN_PORT}, and ${where}`);
}

function parsedOf<T>(key: string, value: unknown, kind: Kind<T>, complain: Complain): T | undefined {
  if (value === undefined) return undefined;
  const parsed = typeof value === 'string' ? kind.parse(value) : undefined;
  if (parsed !== undefined) return parsed;
  const said = NOT_SHOWN.includes(key) || typeof value !== 'string' ? '' : ` '${shown(value)}'`;
  throw complain(`"${key}"${said} must be ${kind.allowed}`);
}

function listOf(key: string, value: unknown, kind: Kind<string>, complain: Complain): readonly string[] {
  if (value === undefined) return Object.freeze([]);
  if (!Array.isArray(value)) throw complain(`"${key}" must be a list`);
  return Object.freeze(
    value.map((each) => parsedOf(key, each, kind, complain) ?? never(complain(`"${key}" is empty`))),
  );
}

function objectOf(value: unknown): Entries | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Entries) : undefined;
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function never(error: Error): never {
  throw error;
}
