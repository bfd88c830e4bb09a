import type { ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { OssError } from '../errors.js';
import type { Connection, Pending } from './connection.js';
import type { ServerContext } from './context.js';
import { Pace } from './deadlines.js';
import { drainBody } from './drain.js';
import { errorResponse } from './error-response.js';
import type { Handler, OssResponse } from './message.js';
import type { ReceivedMessage } from './received-message.js';
import { refusalOf, SocketRequest } from './request.js';
import { announcedLength, lengthWithoutBody, Outflow, sendBuffer, writeHead } from './respond.js';
import { traceContextOf } from './trace-context.js';

/** A status for the log only, as nginx has it: the client left before there was one to send. */
const CLIENT_CLOSED = 499;

const ignore = (): void => {};

/** Of a client that left before there was an answer. */
const NOTHING: Partial<OssResponse> = {};

/** What node:http hands over. */
export interface Received {
  readonly message: ReceivedMessage;
  readonly res: ServerResponse;
  readonly expectsContinue: boolean;
}

/** One request and its answer, from the first header to the access log. */
export class Exchange implements Pending {
  readonly #context: ServerContext;
  readonly #connection: Connection;
  readonly #handler: Handler;
  readonly #message: ReceivedMessage;
  readonly #res: ServerResponse;
  readonly #request: SocketRequest;
  readonly #startedAt = performance.now();
  #phase: 'waiting' | 'handling' | 'sending' | 'lingering' | 'over' = 'waiting';
  #continueOwed: boolean;
  #gone = false;
  /** The parser will bring no more of the body: it is malformed, or its client closed the connection's one half. */
  #bodyLost: 'malformed' | 'cut short' | undefined;
  #settled = false;
  /** Why the request cannot go on; counts more than an error of the handler's that follows from it. */
  #failure: Error | undefined;
  #error: unknown;
  #response: OssResponse | undefined;
  #outflow: Outflow | undefined;
  #uploadPace: Pace | undefined;
  #downloadPace: Pace | undefined;
  #lingerLeft = 0;

  constructor(
    context: ServerContext,
    connection: Connection,
    handler: Handler,
    { message, res, expectsContinue }: Received,
  ) {
    this.#context = context;
    this.#connection = connection;
    this.#handler = handler;
    this.#message = message;
    this.#res = res;
    this.#continueOwed = expectsContinue;
    const origin = connection.originOf(message.fields);
    this.#request = new SocketRequest(context.ids.next(), message, origin, () => this.#sendContinue());
    res.on('error', ignore);
    res.on('finish', () => this.#finished());
  }

  start(): void {
    this.#phase = 'handling';
    this.#context.inFlight++;
    let answer: OssResponse | Promise<OssResponse>;
    try {
      answer = this.#refusal() ?? this.#handler(this.#request);
    } catch (error) {
      answer = Promise.reject(error);
    }
    // Whether the last byte of a body is here Node knows only when it has read what it has.
    if (answer instanceof Promise || !this.#arrived()) void this.#serve(answer);
    else this.#send(answer);
  }

  /** Never rejects. */
  async #serve(answer: OssResponse | Promise<OssResponse>): Promise<void> {
    let response: OssResponse;
    try {
      response = await answer;
    } catch (error) {
      response = this.#refuse(error);
    }
    this.#send(response);
  }

  #send(response: OssResponse): void {
    try {
      this.#respond(response);
    } catch (error) {
      this.#sourceFailed(error, this.#res.headersSent);
    }
  }

  /** Node says of a request without a body, too, that it is complete, but only after it has handed it over. */
  #arrived(): boolean {
    return this.#message.bodyless || this.#message.complete;
  }

  get bodyArrived(): boolean {
    return this.#message.complete;
  }

  bodyBroken(code: string | undefined): void {
    this.#bodyLost = code === 'HPE_INVALID_EOF_STATE' ? 'cut short' : 'malformed';
    this.#stop(
      this.#bodyLost === 'cut short'
        ? this.#request.body.incomplete()
        : new OssError('InvalidRequest', 'The body of the request is not valid HTTP.'),
    );
    if (this.#phase === 'lingering') this.#res.end();
  }

  clientLeft(): void {
    if (this.#phase === 'over') return;
    this.#gone = true;
    this.#failure ??= new Error('The client closed the connection.');
    this.#request.abort(this.#failure);
    this.#outflow?.stop();
    if (this.#phase !== 'handling') this.#finished();
  }

  check(elapsed: number): void {
    const body = this.#request.openedBody;
    if (body?.awaiting) {
      this.#uploadPace ??= new Pace(this.#context.limits);
      if (this.#uploadPace.sample(body.received, elapsed) !== 'fine') this.#stop(new OssError('RequestTimeout'));
    }
    const socket = this.#res.socket;
    if (this.#phase === 'sending' && socket !== null && socket.writableLength > 0) {
      this.#downloadPace ??= new Pace({ ...this.#context.limits, minimumRate: 0 });
      const taken = socket.bytesWritten - socket.writableLength;
      if (this.#downloadPace.sample(taken, elapsed) === 'idle') this.#stoppedReading();
    }
    if (this.#phase !== 'lingering') return;
    this.#lingerLeft -= elapsed;
    if (this.#lingerLeft <= 0) this.#connection.destroy();
  }

  /** A failure also ends the connection: after a request that makes no sense its end is anybody's guess. */
  #refusal(): Promise<never> | undefined {
    this.#failure ??= refusalOf(this.#request, this.#message, this.#context.limits.urlBytes);
    return this.#failure && Promise.reject(this.#failure);
  }

  #refuse(error: unknown): OssResponse {
    this.#error = error instanceof OssError ? error : (this.#failure ?? error);
    return errorResponse(this.#error, this.#request);
  }

  #respond(response: OssResponse): void {
    this.#response = response;
    const { body, status } = response;
    const bodyless = this.#request.method === 'HEAD' || status === 204 || status === 304;
    if (body instanceof Readable) {
      if (!bodyless && !this.#gone) {
        this.#stream(response, body);
        return;
      }
      body.on('error', ignore).destroy();
    }
    if (this.#gone) {
      this.#finished();
      return;
    }
    this.#phase = 'sending';
    const buffer = body instanceof Readable ? undefined : body;
    this.#writeHead(response, bodyless ? lengthWithoutBody(response, buffer) : (buffer?.length ?? 0));
    if (buffer === undefined || bodyless || buffer.length === 0) this.#finish();
    else sendBuffer(this.#res, buffer, (last) => this.#finish(last));
  }

  #stream(response: OssResponse, source: Readable): void {
    this.#phase = 'sending';
    const length = announcedLength(response);
    this.#outflow = new Outflow(source, this.#res, length, {
      start: () => this.#writeHead(response, length),
      finish: () => this.#finish(),
      fail: (error, started) => this.#sourceFailed(error, started),
    });
    this.#outflow.run();
  }

  /** With half an answer out, only a closed connection tells the client that it is not the whole. */
  #sourceFailed(error: unknown, started: boolean): void {
    if (started) {
      this.#error ??= error;
      this.#connection.endSoon();
    } else {
      this.#respond(this.#refuse(error));
    }
  }

  #stoppedReading(): void {
    this.#error ??= new Error('The client stopped reading.');
    this.#connection.destroy();
  }

  #writeHead(response: OssResponse, length: number | undefined): void {
    const serverTime = performance.now() - this.#startedAt;
    const facts = { id: this.#request.id, serverTime, close: !this.#keepsConnection(), length };
    writeHead(this.#res, response, facts, this.#context.heads);
  }

  /**
   * Whether another request may follow. With a body that is still on its way it depends: on GET, HEAD and DELETE its
   * length may be a left-over with nothing behind it (oss2 sends such requests), so that waiting for it would take
   * the next request for the body.
   */
  #keepsConnection(): boolean {
    if (this.#context.draining || this.#failure !== undefined) return false;
    if (this.#arrived()) return true;
    const { method, headers, openedBody } = this.#request;
    if (this.#continueOwed || (method !== 'PUT' && method !== 'POST')) return false;
    const rest = Number(headers['content-length']) - (openedBody?.received ?? 0);
    return rest <= this.#context.limits.drainBytes;
  }

  /** Ends the answer. As long as the request's body is not through, the end is held back: all bytes are out, the
   * client has its answer, but Node would now close the connection or read the body to its end. */
  #finish(last?: Buffer): void {
    if (this.#arrived() || this.#bodyLost !== undefined) {
      if (last === undefined) this.#res.end();
      else this.#res.end(last);
      return;
    }
    if (last === undefined) this.#res.flushHeaders();
    else this.#res.write(last);
    this.#settle();
    this.#phase = 'lingering';
    this.#lingerLeft = this.#context.limits.lingerMs;
    this.#request.openedBody?.destroy();
    drainBody(this.#message, this.#context.limits.drainBytes, (reached) => this.#drained(reached));
  }

  /**
   * A body longer than what is drained: the connection has to go, but closed under a client that is sending it would
   * be reset, and the answer lost. So it is half closed, read no further, and destroyed when the lingering is over.
   */
  #drained(reached: boolean): void {
    // The end of a chunked answer is still to be written, and Node closes with it.
    if (reached || this.#outflow?.chunked) this.#res.end();
    else this.#connection.stopSending();
  }

  #finished(): void {
    if (this.#phase === 'over') return;
    this.#settle();
    this.#phase = 'over';
    this.#connection.end(this);
  }

  #sendContinue(): void {
    if (!this.#continueOwed) return;
    this.#continueOwed = false;
    if (this.#phase === 'handling' && !this.#gone) this.#res.writeContinue();
  }

  /** The body will not be whole: its reader and whoever watches the signal get the reason. */
  #stop(reason: OssError): void {
    this.#failure ??= reason;
    this.#request.body.destroy(reason);
    this.#request.abort(reason);
  }

  #settle(): void {
    if (this.#settled) return;
    this.#settled = true;
    if (this.#phase !== 'waiting') this.#context.inFlight--;
    const { id, remoteAddress, secure, method, host, rawPath, rawQuery, openedBody, headers } = this.#request;
    const { note, repeated } = this.#response ?? NOTHING;
    this.#context.onAccess({
      id,
      remoteAddress,
      secure,
      method,
      host,
      rawPath,
      rawQuery,
      status: this.#res.headersSent ? this.#res.statusCode : CLIENT_CLOSED,
      bytesIn: openedBody?.received ?? 0,
      bytesOut: this.#bytesOut(),
      milliseconds: performance.now() - this.#startedAt,
      aborted: this.#gone || this.#bodyLost === 'cut short',
      trace: traceContextOf(headers.traceparent),
      // Nobody writes to the request's own any more.
      note: note && repeated ? note : Object.assign(this.#request.note, note),
      repeated: note && repeated,
      error: this.#error,
    });
  }

  #bytesOut(): number {
    if (this.#outflow !== undefined) return this.#outflow.sent;
    const body = this.#response?.body;
    const sent = this.#res.headersSent && this.#request.method !== 'HEAD' && Buffer.isBuffer(body);
    return sent ? body.length : 0;
  }
}
