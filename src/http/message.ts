/** A request and a response as plain data. Sockets exist in server.ts only. */
import type { Readable } from 'node:stream';

/** What is learned of a request on its way, for the access log and the metrics: action, bucket, key. */
export type Note = Record<string, string | number>;

export interface OssRequest {
  /** 24 upper-case hex digits, echoed as x-oss-request-id. */
  readonly id: string;
  readonly method: string;
  /** The Host header as sent (may carry a port); '' when absent. */
  readonly host: string;
  /** Path and query exactly as sent: signatures and keys need them undecoded. No leading '?' in rawQuery. */
  readonly rawPath: string;
  readonly rawQuery: string;
  /** Lower-case names; values re-decoded from Node's latin1 to UTF-8; repeated headers joined by ', '. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The client's address: of the socket, or of a trusted proxy's X-Forwarded-For. */
  readonly remoteAddress: string;
  readonly secure: boolean;
  /** The body; nothing is read (and no 100 Continue sent) before somebody reads it. */
  readonly body: Readable;
  /** Aborted when the client leaves or a deadline passes. */
  readonly signal: AbortSignal;
  /** Filled in by whoever learns something, so that a request that ends in an error is logged with its action too. */
  readonly note?: Note;
}

/**
 * The same request, but for what `changed` says. Body and signal stay those of `request`, which are made when somebody
 * first looks at them: to copy them would send 100 Continue before anybody decided, and an object that only inherits
 * them cannot read them.
 */
export function changedRequest(
  request: OssRequest,
  changed: Partial<Pick<OssRequest, 'host' | 'rawPath' | 'headers'>>,
): OssRequest {
  const { id, method, host, rawPath, rawQuery, headers, remoteAddress, secure, note } = request;
  return {
    ...{ id, method, host, rawPath, rawQuery, headers, remoteAddress, secure, ...(note && { note }) },
    ...changed,
    get body() {
      return request.body;
    },
    get signal() {
      return request.signal;
    },
  };
}

export interface OssResponse {
  readonly status: number;
  /** Lower-case names. The adapter adds id, date, server and connection headers. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | Readable;
  /** What the access log and the metrics say of it, e.g. { action: 'GetObject', bucket: 'photos' }. */
  readonly note?: Readonly<Note>;
  /** These very headers and this note are given to every equal request: what is made of them is worth keeping. */
  readonly repeated?: true;
}

/** An answer that is known is given at once: to wait for it costs a twentieth of what it takes. */
export type Handler = (request: OssRequest) => OssResponse | Promise<OssResponse>;
