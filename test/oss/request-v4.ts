/** A signer of its own for V4, as the API reference tells it: from what stands on the wire, byte by byte. */
import { createHash, createHmac } from 'node:crypto';
import { type Ask, type KeyPair, presigned, ROOT, signed } from './request.js';

/** The region of the service that the tests start. */
export const REGION = 'cn-hangzhou';

export interface V4Options {
  readonly pair?: KeyPair;
  readonly region?: string;
  /** Milliseconds since the epoch. */
  readonly time?: number;
  /** Names of headers to be signed besides those that always are. */
  readonly additional?: readonly string[];
}

export const basicDate = (time: number) => `${new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;

/** Adds an Authorization header. `resource`: '/', '/bucket/' or '/bucket/key', the key as it is. */
export function signedV4(ask: Ask, resource: string, options: V4Options = {}): Ask {
  const { pair = ROOT, time = Date.now(), additional = [] } = options;
  const date = basicDate(time);
  const headers = { 'x-oss-content-sha256': 'UNSIGNED-PAYLOAD', 'x-oss-date': date, ...ask.headers };
  const names = additional.map((name) => name.toLowerCase()).sort();
  const scope = scopeOf(date, options);
  const signature = signatureV4(pair.secret, date, scope, canonicalV4({ ...ask, headers }, resource, names));
  const list = names.length === 0 ? '' : `AdditionalHeaders=${names.join(';')},`;
  const authorization = `OSS4-HMAC-SHA256 Credential=${pair.id}/${scope},${list}Signature=${signature}`;
  return { ...ask, headers: { ...headers, authorization } };
}

/** Signs the URL. `seconds`: for how long it is good. */
export function presignedV4(ask: Ask, resource: string, seconds: number, options: V4Options = {}): Ask {
  const { pair = ROOT, time = Date.now(), additional = [] } = options;
  const date = basicDate(time);
  const names = additional.map((name) => name.toLowerCase()).sort();
  const scope = scopeOf(date, options);
  const own = [
    'x-oss-signature-version=OSS4-HMAC-SHA256',
    `x-oss-credential=${encodeURIComponent(`${pair.id}/${scope}`)}`,
    `x-oss-date=${date}`,
    `x-oss-expires=${seconds}`,
    ...(names.length === 0 ? [] : [`x-oss-additional-headers=${encodeURIComponent(names.join(';'))}`]),
  ];
  const query = [...(ask.query ? [ask.query] : []), ...own].join('&');
  const signature = signatureV4(pair.secret, date, scope, canonicalV4({ ...ask, query }, resource, names));
  return { ...ask, query: `${query}&x-oss-signature=${signature}` };
}

/** In every way to sign it: by V1 and by V4, in its headers and in its URL. */
export function signedEachWay(ask: Ask, resource: string): readonly Ask[] {
  const expires = Math.floor(Date.now() / 1000) + 60;
  return [
    signed(ask, resource),
    signedV4(ask, resource),
    presigned(ask, resource, expires),
    presignedV4(ask, resource, 60),
  ];
}

function scopeOf(date: string, { region = REGION }: V4Options): string {
  return `${date.slice(0, 8)}/${region}/oss/aliyun_v4_request`;
}

export function canonicalV4(ask: Ask, resource: string, additional: readonly string[] = []): string {
  const headers = ask.headers ?? {};
  const signs = (name: string) => /^(x-oss-.*|content-type|content-md5)$/.test(name) || additional.includes(name);
  const lines = Object.keys(headers).filter(signs).sort();
  const pairs = (ask.query ?? '').split('&').filter((part) => part !== '' && !/^x-oss-signature(=|$)/.test(part));
  const query = pairs.map((part) => {
    const [name = '', ...value] = part.replaceAll('+', ' ').split('=');
    return [encode(decodeURIComponent(name)), encode(decodeURIComponent(value.join('=')))] as const;
  });
  query.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return [
    ask.method ?? 'GET',
    resource.split('/').map(encode).join('/'),
    query.map(([name, value]) => (value === '' ? name : `${name}=${value}`)).join('&'),
    ...lines.map((name) => `${name}:${headers[name]}`),
    '',
    additional.join(';'),
    'UNSIGNED-PAYLOAD',
  ].join('\n');
}

/** Everything but letters, digits and -._~, a byte at a time. */
function encode(text: string): string {
  const escaped = [...Buffer.from(text)].map((byte) => {
    const character = String.fromCharCode(byte);
    return /[\w.~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  });
  return escaped.join('');
}

export function signatureV4(secret: string, date: string, scope: string, canonical: string): string {
  const digest = createHash('sha256').update(canonical).digest('hex');
  const text = `OSS4-HMAC-SHA256\n${date}\n${scope}\n${digest}`;
  let key: string | Buffer = `aliyun_v4${secret}`;
  for (const part of scope.split('/')) key = sha256(key, part);
  return sha256(key, text).toString('hex');
}

const sha256 = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
