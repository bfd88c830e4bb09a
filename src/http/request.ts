/** From a message of node:http to an OssRequest. Never throws: what is wrong with a request is its `refusal`. */
import { OssError } from '../errors.js';
import type { Note, OssRequest } from './message.js';
import type { Headers, ReceivedMessage } from './received-message.js';
import { RequestBody } from './request-body.js';

export interface Origin {
  readonly remoteAddress: string;
  readonly secure: boolean;
}

export class SocketRequest implements OssRequest {
  readonly id: string;
  readonly method: string;
  readonly host: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly headers: Headers;
  readonly remoteAddress: string;
  readonly secure: boolean;
  readonly note: Note = {};
  readonly #message: ReceivedMessage;
  readonly #onFirstRead: () => void;
  #body: RequestBody | undefined;
  #controller: AbortController | undefined;
  #abortReason: Error | undefined;

  constructor(id: string, message: ReceivedMessage, origin: Origin, onFirstRead: () => void) {
    const headers = message.fields;
    const target = splitTarget(message.url ?? '');
    this.id = id;
    this.method = message.method ?? '';
    this.host = target.authority ?? headers.host ?? '';
    this.rawPath = target.path;
    this.rawQuery = target.query;
    this.headers = headers;
    this.remoteAddress = origin.remoteAddress;
    this.secure = origin.secure;
    this.#message = message;
    this.#onFirstRead = onFirstRead;
  }

  // The body and the signal are made when asked for: most requests need neither.
  get body(): RequestBody {
    this.#body ??= new RequestBody(this.#message, this.#onFirstRead);
    return this.#body;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#abortReason !== undefined) this.#controller.abort(this.#abortReason);
    }
    return this.#controller.signal;
  }

  /** The body if somebody has asked for it. */
  get openedBody(): RequestBody | undefined {
    return this.#body;
  }

  abort(reason: Error): void {
    this.#abortReason ??= reason;
    this.#controller?.abort(this.#abortReason);
  }
}

/** What no action needs to see: no path, a path too long, no host or several, a coding nobody can undo. */
export function refusalOf(request: SocketRequest, message: ReceivedMessage, urlBytes: number): OssError | undefined {
  const { httpVersion } = message;
  // The parser also lets HTTP/0.9 and HTTP/2.0 pass, whose messages look different.
  if (httpVersion !== '1.1' && httpVersion !== '1.0') {
    return new OssError('InvalidRequest', `HTTP/${httpVersion} is not spoken here. Allowed: HTTP/1.1 and HTTP/1.0.`);
  }
  if ((message.url?.length ?? 0) > urlBytes) {
    return new OssError('InvalidRequest', `The request target is longer than ${urlBytes} bytes.`);
  }
  if (!request.rawPath.startsWith('/')) {
    return new OssError('InvalidRequest', 'The request target must be an absolute path or an http URL.');
  }
  if (request.host === '' && httpVersion === '1.1') {
    return new OssError('InvalidRequest', 'The Host header is missing.');
  }
  const coding = request.headers['transfer-encoding'];
  // An old proxy in front may have forwarded that header without understanding it (RFC 9112, 6.1).
  if (coding !== undefined && httpVersion === '1.0') {
    return new OssError('InvalidRequest', 'HTTP/1.0 has no Transfer-Encoding: send a Content-Length.');
  }
  if (coding !== undefined && coding.trim().toLowerCase() !== 'chunked') {
    return new OssError('NotImplemented', undefined, { fields: { Header: 'Transfer-Encoding' } });
  }
  // Two hosts would let a proxy in front and this server disagree about whose bucket it is.
  return hostCount(message.rawHeaders) > 1
    ? new OssError('InvalidRequest', 'The Host header must not be repeated.')
    : undefined;
}

interface SplitTarget {
  readonly authority?: string;
  readonly path: string;
  readonly query: string;
}

/** Splits at the first question mark and decodes nothing. A proxy's absolute form brings its own authority (RFC 9112, 3.2.2). */
function splitTarget(url: string): SplitTarget {
  const absolute = url.startsWith('/') ? null : /^https?:\/\/([^/?#]*)(.*)$/is.exec(url);
  const target = absolute === null ? url : `${absolute[2]?.startsWith('/') ? '' : '/'}${absolute[2]}`;
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark + 1);
  return absolute?.[1] === undefined ? { path, query } : { authority: absolute[1], path, query };
}

function hostCount(raw: readonly string[]): number {
  let count = 0;
  for (let i = 0; i < raw.length; i += 2) if (raw[i]?.length === 4 && raw[i]?.toLowerCase() === 'host') count++;
  return count;
}
