/** Signed requests to a service of the OSS REST API, this server or another. */
import { Agent as HttpAgent, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Readable } from 'node:stream';
import { readXml, type XmlElement } from '../../http/xml-document.js';
import { signedHeaders } from '../../oss/signature/signed-headers.js';
import { type Parameters, writeKey, writeQuery } from '../../oss/signature/signed-url.js';
import { RemoteFailure } from '../place.js';

export interface OssKey {
  readonly id: string;
  readonly secret: string;
  /** Of temporary credentials. */
  readonly token?: string;
}

export interface OssClientOptions {
  /** Scheme, host and port. */
  readonly endpoint: string;
  readonly bucket: string;
  /** Known: requests are signed with V4. */
  readonly region?: string | undefined;
  /** Absent: requests are not signed. */
  readonly key?: OssKey | undefined;
}

export interface OssCall {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** Absent: the bucket itself. */
  readonly object?: string;
  readonly query?: Parameters;
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A stream needs its content-length among the headers. */
  readonly body?: Readable | Buffer;
  readonly signal: AbortSignal;
}

/** A page of a thousand keys, each percent-encoded, and room. */
const LIST_LIMITS = { bytes: 16 << 20, depth: 16, elements: 40_000 };
const MOST_ERROR_BYTES = 64 << 10;
/** Milliseconds without a byte in either direction. */
const IDLE_MS = 60_000;
const SOCKETS = 128;
/** In place of a status: there is no use in asking again. */
const NONSENSE = 400;

export class OssClient {
  readonly #options: OssClientOptions;
  readonly #url: URL;
  readonly #agent: HttpAgent;
  readonly #secure: boolean;
  #region: string | undefined;

  constructor(options: OssClientOptions) {
    this.#options = options;
    this.#region = options.region;
    const url = new URL(options.endpoint);
    // The vendor answers nowhere else; a Tintype may have no name for its buckets.
    if (/\.aliyuncs\.com$/i.test(url.hostname)) url.hostname = `${options.bucket}.${url.hostname}`;
    this.#url = url;
    this.#secure = url.protocol === 'https:';
    const Agent = this.#secure ? HttpsAgent : HttpAgent;
    this.#agent = new Agent({ keepAlive: true, maxSockets: SOCKETS });
  }

  get bucket(): string {
    return this.#options.bucket;
  }

  /** From now on requests are signed with V4, which can sign any key. */
  useRegion(region: string): void {
    this.#region = region;
  }

  get region(): string | undefined {
    return this.#region;
  }

  /** @returns an answer of 2xx, its body unread. @throws RemoteFailure for any other, and where there is none */
  async send(call: OssCall): Promise<IncomingMessage> {
    const answer = await this.#exchange(call);
    const { statusCode: status = 0 } = answer;
    if (status >= 200 && status < 300) return answer;
    throw await this.#refusal(answer, status);
  }

  /** The headers of an answer without a body worth reading. @throws RemoteFailure */
  async head(call: OssCall): Promise<IncomingMessage['headers']> {
    const answer = await this.send(call);
    await textWithin(answer, MOST_ERROR_BYTES);
    return answer.headers;
  }

  /** @throws RemoteFailure, also for what is no XML or too long */
  async xml(call: OssCall): Promise<XmlElement> {
    return (await this.document(call)).root;
  }

  /** The same with the text. */
  async document(call: OssCall): Promise<{ text: string; root: XmlElement; headers: IncomingMessage['headers'] }> {
    const answer = await this.send(call);
    const text = await textWithin(answer, LIST_LIMITS.bytes);
    if (text === undefined) throw this.#failure(`its answer is longer than ${LIST_LIMITS.bytes} bytes`, NONSENSE);
    try {
      return { text, root: readXml(Buffer.from(text), LIST_LIMITS), headers: answer.headers };
    } catch (cause) {
      throw this.#failure('its answer is no XML', NONSENSE, '', cause);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #exchange(call: OssCall): Promise<IncomingMessage> {
    const { method, object, query = [], body, signal } = call;
    const options: RequestOptions = {
      method,
      agent: this.#agent,
      hostname: this.#url.hostname.replace(/^\[|\]$/g, ''),
      port: this.#url.port,
      path: this.#path(object, query),
      headers: { host: this.#url.host, ...inBytes(this.#signed(call)) },
      timeout: IDLE_MS,
      signal,
    };
    return new Promise((resolve, reject) => {
      const fail = (cause: Error) => reject(this.#failure(reasonOf(cause), 0, '', cause));
      const request = (this.#secure ? requestHttps : requestHttp)(options, resolve);
      request.on('error', fail);
      request.on('timeout', () => request.destroy(new Error(`no byte for ${IDLE_MS / 1000} s`)));
      if (body === undefined || Buffer.isBuffer(body)) return request.end(body);
      // Not stream.pipeline(): an answer that comes before the end of the body has to be read.
      body.on('error', (error) => request.destroy(error));
      request.on('close', () => body.destroy());
      body.pipe(request);
    });
  }

  #path(object: string | undefined, query: Parameters): string {
    const { bucket } = this.#options;
    const key = object === undefined ? '' : writeKey(object);
    const path = this.#url.hostname.startsWith(`${bucket}.`) ? `/${key}` : `/${bucket}/${key}`;
    return query.length === 0 ? path : `${path}?${writeQuery(query)}`;
  }

  #signed({ method, object = '', query = [], headers = {}, body }: OssCall): Record<string, string> {
    const { key, bucket } = this.#options;
    const all: Record<string, string> = { ...headers };
    if (Buffer.isBuffer(body)) all['content-length'] = String(body.length);
    if (body === undefined && method !== 'GET' && method !== 'HEAD') all['content-length'] = '0';
    if (key === undefined) return all;
    const signed = signedHeaders(
      { method, headers: all, bucket, key: object, query },
      { ...key, region: this.#region },
    );
    if (signed !== undefined) return signed;
    // It would be refused with less to say.
    throw this.#failure('its key needs a signature V4: name the region', 400);
  }

  async #refusal(answer: IncomingMessage, status: number): Promise<RemoteFailure> {
    const text = (await textWithin(answer, MOST_ERROR_BYTES)) ?? '';
    const part = (name: string) => new RegExp(`<${name}>([^<]{0,500})</${name}>`).exec(text)?.[1];
    const { location } = answer.headers;
    const code = part('Code') ?? String(answer.headers['x-oss-err-code'] ?? '');
    // Never followed: a signed request is for this host alone.
    const elsewhere = part('Endpoint') ?? location;
    const more = status >= 300 && status < 400 && elsewhere !== undefined ? `; it names ${elsewhere}` : '';
    // Whose key pair it is, of two sides and of variables forgotten in the shell, is for the user to see.
    const whose = KEY_REFUSED.has(code) ? ` The key id sent: ${this.#options.key?.id ?? 'none'}.` : '';
    return this.#failure(
      `${code || status}${part('Message') ? `: ${part('Message')}` : ''}${more}${whose}`,
      status,
      code,
    );
  }

  #failure(message: string, status: number, code = '', cause?: unknown): RemoteFailure {
    return new RemoteFailure(`${this.#options.endpoint}: ${message}`, status, code, { cause });
  }
}

const KEY_REFUSED: ReadonlySet<string> = new Set(['InvalidAccessKeyId', 'SignatureDoesNotMatch']);

/** Text is signed and sent as UTF-8, each byte of which is a character to node:http. */
function inBytes(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, text]) => [name, Buffer.from(text).toString('latin1')]),
  );
}

/** Undefined, and the rest unread, when it is longer. */
async function textWithin(answer: IncomingMessage, most: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > most) {
        answer.destroy();
        return undefined;
      }
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new RemoteFailure(`an answer broke off: ${reasonOf(cause)}`, 0, '', { cause });
  }
  return Buffer.concat(chunks).toString();
}

function reasonOf(cause: unknown): string {
  const { code, message, errors } = cause as NodeJS.ErrnoException & { errors?: readonly Error[] };
  if (code === 'ABORT_ERR') return 'it took too long';
  if (code === 'ECONNREFUSED') return 'no server answers';
  return message || errors?.[0]?.message || code || 'it fails';
}
