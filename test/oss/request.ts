/** Requests as plain data, and a signer of its own: V1 as the API reference tells it, not as src/ does it. */
import { createHash, createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import type { OssRequest } from '#src/http/message.js';

export interface KeyPair {
  readonly id: string;
  readonly secret: string;
}

export const ROOT: KeyPair = { id: 'root-key', secret: 'root-secret' };
export const STRANGER: KeyPair = { id: 'other-key', secret: 'other-secret' };

export interface Ask {
  readonly method?: string;
  readonly host?: string;
  /** As on the wire. */
  readonly path?: string;
  /** As on the wire, without '?'. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | Readable;
  readonly signal?: AbortSignal;
}

export function ossRequest(ask: Ask): OssRequest {
  const { method = 'GET', host = '127.0.0.1:9000', path = '/', query = '', headers = {}, body } = ask;
  const whole = typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.from(body) : undefined;
  const parts = {
    id: '5C3D9175B6FC201293AD4890',
    method,
    host,
    rawPath: path,
    rawQuery: query,
    headers: whole === undefined ? headers : { 'content-length': String(whole.length), ...headers },
    remoteAddress: '127.0.0.1',
    secure: false,
    note: {},
  };
  const sent =
    body instanceof Readable ? body : Readable.from(whole === undefined || whole.length === 0 ? [] : [whole]);
  return Object.assign(new Streams(sent, ask.signal ?? new AbortController().signal), parts);
}

/** As in a request from a socket (src/http/request.ts), neither can be had by copying or by inheriting. */
class Streams {
  readonly #body: Readable;
  readonly #signal: AbortSignal;

  constructor(body: Readable, signal: AbortSignal) {
    this.#body = body;
    this.#signal = signal;
  }

  get body(): Readable {
    return this.#body;
  }

  get signal(): AbortSignal {
    return this.#signal;
  }
}

/** Parameters that V1 leaves unsigned; every other name that the tests use is a sub-resource. */
const UNSIGNED = [
  'prefix',
  'marker',
  'delimiter',
  'max-keys',
  'encoding-type',
  'list-type',
  'start-after',
  'fetch-owner',
  'key-marker',
  'upload-id-marker',
  'max-uploads',
  'max-parts',
  'part-number-marker',
  'cache-buster',
  'category',
  'accessmonitor',
  'regions',
];

/** `resource` is '/', '/bucket/' or '/bucket/key', with the key as it is and not as it is written in the URL. */
export function signed(ask: Ask, resource: string, pair: KeyPair = ROOT, date: string = new Date().toUTCString()): Ask {
  const headers = { date, ...ask.headers };
  const signature = hmac(pair.secret, textV1(ask.method ?? 'GET', headers, headers.date, resource, ask.query ?? ''));
  return { ...ask, headers: { ...headers, authorization: `OSS ${pair.id}:${signature}` } };
}

/** The same in the query. `expires`: seconds since the epoch. */
export function presigned(ask: Ask, resource: string, expires: number, pair: KeyPair = ROOT): Ask {
  const signature = hmac(
    pair.secret,
    textV1(ask.method ?? 'GET', ask.headers ?? {}, String(expires), resource, ask.query ?? ''),
  );
  const own = `OSSAccessKeyId=${pair.id}&Expires=${expires}&Signature=${encodeURIComponent(signature)}`;
  return { ...ask, query: ask.query ? `${ask.query}&${own}` : own };
}

export function textV1(
  verb: string,
  headers: Readonly<Record<string, string>>,
  date: string,
  resource: string,
  rawQuery: string,
): string {
  const lines = [verb, headers['content-md5'] ?? '', headers['content-type'] ?? '', date];
  for (const name of Object.keys(headers).sort())
    if (/^x-oss-/.test(name)) lines.push(`${name}:${(headers[name] ?? '').replace(/^[ \t]+|[ \t]+$/g, '')}`);
  const pairs = [...new URLSearchParams(rawQuery)].filter(([name]) => !UNSIGNED.includes(name));
  const list = pairs.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => (value ? `${name}=${value}` : name));
  lines.push(list.length > 0 ? `${resource}?${list.join('&')}` : resource);
  return lines.join('\n');
}

export const hmac = (secret: string, text: string) => createHmac('sha1', secret).update(text).digest('base64');
export const md5 = (bytes: string | Buffer, form: 'hex' | 'base64' = 'hex') =>
  createHash('md5').update(bytes).digest(form);
