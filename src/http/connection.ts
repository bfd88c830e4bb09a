import type { Socket } from 'node:net';
import { OssError } from '../errors.js';
import type { ServerContext } from './context.js';
import type { Watched } from './deadlines.js';
import { plainAddress } from './proxies.js';
import { type Refusal, rawResponse, refusalFor } from './raw-response.js';
import type { Headers } from './received-message.js';
import type { Origin } from './request.js';

/** A request of this connection that has not been answered to its end. */
export interface Pending {
  /** Its turn has come. */
  start(): void;
  /** Whether the last byte of the request has arrived. */
  readonly bodyArrived: boolean;
  /** `code` is the parser's. */
  bodyBroken(code: string | undefined): void;
  clientLeft(): void;
  /** Once a tick, from when its turn has come, with the milliseconds since the last. */
  check(elapsed: number): void;
}

/** What outlives a request: who is at the other end, which requests wait, and whether the bytes still make sense. */
export class Connection implements Watched {
  readonly #socket: Socket;
  readonly #context: ServerContext;
  readonly #peer: Origin;
  readonly #trusted: boolean;
  /** In the order of their arrival; the first one's turn it is. A few at most, for which an array is quicker than a Set. */
  #pending: Pending[] = [];
  /** The parser's error code once it gave up; nothing more can be read from this connection then. */
  #broken: { readonly code: string | undefined; readonly bytesRead: number; readonly insideBody: boolean } | undefined;
  #lingering = false;
  #lingerLeft: number;

  constructor(socket: Socket, secure: boolean, context: ServerContext) {
    this.#socket = socket;
    this.#context = context;
    this.#peer = { remoteAddress: plainAddress(socket.remoteAddress ?? ''), secure };
    this.#trusted = context.proxies.trusts(this.#peer.remoteAddress);
    this.#lingerLeft = context.limits.lingerMs;
    context.deadlines.watch(this);
    socket.on('close', () => this.#closed());
  }

  get idle(): boolean {
    return this.#pending.length === 0;
  }

  get bytesRead(): number {
    return this.#socket.bytesRead;
  }

  /** Where a request comes from. Only the last scheme named in X-Forwarded-Proto is the trusted proxy's own word. */
  originOf(headers: Headers): Origin {
    if (!this.#trusted) return this.#peer;
    const scheme = headers['x-forwarded-proto']?.split(',').at(-1)?.trim().toLowerCase();
    return {
      remoteAddress: this.#context.proxies.clientOf(this.#peer.remoteAddress, headers['x-forwarded-for']),
      secure: scheme === undefined ? this.#peer.secure : scheme === 'https',
    };
  }

  /**
   * Requests of one connection are served one after the other: a GET sent behind a PUT without waiting has to see what
   * was put, and of a connection's worth of renderings only one is under way (RFC 9112, 9.3.2).
   */
  add(pending: Pending): void {
    if (this.#socket.destroyed) return;
    if (this.#pending.length >= this.#context.limits.pipelined) {
      this.#socket.destroy();
      return;
    }
    if (this.#pending.push(pending) === 1) pending.start();
  }

  end(pending: Pending): void {
    if (this.#pending[0] === pending) this.#pending.shift();
    const next = this.#pending[0];
    if (next === undefined) {
      if (this.#broken !== undefined) this.#close();
    } else if (this.#socket.writable) {
      // Not writable: the answer was the last of its connection, and nothing behind it may run unanswered.
      next.start();
    }
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Sends nothing more; what the client still sends is left lying until it has read the answer and closes. */
  stopSending(): void {
    this.#socket.end();
  }

  /** Closes when everything that has been written is on its way. */
  endSoon(): void {
    this.#socket.destroySoon();
  }

  /** CONNECT: Node has taken its own listeners off the socket. */
  refuseTunnel(): void {
    this.#socket.on('error', () => {}).resume();
    this.#refuse({ status: 405, error: new OssError('MethodNotAllowed') });
    this.#lingering = true;
  }

  /** The parser, or Node's headers timeout, gave up on this connection. Comes again for every chunk that follows. */
  parserFailed({ code }: NodeJS.ErrnoException): void {
    // Anything else is an error of the socket itself (ECONNRESET): nobody is left to be told.
    if (!code?.startsWith('HPE_') && code !== 'ERR_HTTP_REQUEST_TIMEOUT') {
      this.#socket.destroy();
      return;
    }
    if (this.#broken !== undefined) {
      if (this.#socket.bytesRead - this.#broken.bytesRead > this.#context.limits.drainBytes) this.#socket.destroy();
      return;
    }
    const current = this.#pending.at(-1);
    const insideBody = current !== undefined && !current.bodyArrived;
    this.#broken = { code, bytesRead: this.#socket.bytesRead, insideBody };
    if (insideBody) current.bodyBroken(code);
    else if (this.idle) this.#close();
  }

  check(elapsed: number): void {
    this.#pending[0]?.check(elapsed);
    if (!this.#lingering) return;
    this.#lingerLeft -= elapsed;
    if (this.#lingerLeft <= 0) this.#socket.destroy();
  }

  /** Tells the client what was wrong, unless an answer has done so, and stays a moment for it to read that. */
  #close(): void {
    const { code, insideBody } = this.#broken ?? {};
    // A connection that never said anything (a browser's spare one, a port scan) is owed no answer.
    if (!this.#socket.writable || this.#socket.bytesRead === 0) {
      this.#socket.destroy();
      return;
    }
    if (insideBody) this.#socket.end();
    else this.#refuse(refusalFor(code));
    this.#lingering = true;
  }

  #refuse(refusal: Refusal): void {
    const id = this.#context.ids.next();
    const response = rawResponse(refusal, id);
    this.#socket.end(response);
    this.#context.onAccess({
      id,
      ...this.#peer,
      method: '',
      host: '',
      rawPath: '',
      rawQuery: '',
      status: refusal.status,
      bytesIn: 0,
      bytesOut: response.length,
      milliseconds: 0,
      aborted: false,
      note: { code: refusal.error.code },
      error: refusal.error,
    });
  }

  #closed(): void {
    this.#context.deadlines.forget(this);
    const left = this.#pending;
    this.#pending = [];
    for (const pending of left) pending.clientLeft();
  }
}
