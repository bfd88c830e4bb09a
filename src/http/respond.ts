/** From an OssResponse to the socket: head, buffers, streams. */
import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { OssResponse } from './message.js';
import { buffersSpent } from './spent-buffers.js';

/** Buffers are written in pieces of this size, so that progress of a slow reader can be seen. */
const SLICE = 262_144;

/** The adapter's own, or framing that Node decides on. */
const RESERVED = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'server',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-oss-request-id',
  'x-oss-server-time',
]);

export interface HeadFacts {
  readonly id: string;
  /** Milliseconds the server took so far. */
  readonly serverTime: number;
  readonly close: boolean;
  /** Bytes of the body; undefined leaves the framing to Node (chunked). */
  readonly length: number | undefined;
}

/** Date, and Connection: keep-alive, come from Node. */
export function writeHead(res: ServerResponse, response: OssResponse, facts: HeadFacts, kept: KeptHeads): void {
  const { status, headers, repeated } = response;
  res.writeHead(status, repeated && !facts.close ? kept.of(headers, facts) : headOf(headers, facts));
}

/** Where the values are that differ between answers with the same headers. */
const ID = 3;
const SERVER_TIME = 5;

/** Names and values in turn, as Node takes them. */
function headOf(headers: Headers, { id, serverTime, close, length }: HeadFacts): string[] {
  const head = ['Server', 'AliyunOSS', 'x-oss-request-id', id, 'x-oss-server-time', timeText(serverTime)];
  if (close) head.push('Connection', 'close');
  if (length !== undefined) head.push('Content-Length', String(length));
  for (const [name, value] of Object.entries(headers)) {
    if (!RESERVED.has(name) && isToken(name)) head.push(name, headerBytes(value));
  }
  return head;
}

const timeText = (milliseconds: number): string => String(Math.round(milliseconds));

type Headers = OssResponse['headers'];

/** Of answers that are given again and again. */
export class KeptHeads {
  readonly #kept = new WeakMap<Headers, { readonly head: string[]; readonly length: number | undefined }>();

  /** To be written at once: the next answer gets the same array. */
  of(headers: Headers, facts: HeadFacts): string[] {
    const { id, serverTime, length } = facts;
    const kept = this.#kept.get(headers);
    if (kept === undefined || kept.length !== length) {
      const head = headOf(headers, facts);
      this.#kept.set(headers, { head, length });
      return head;
    }
    kept.head[ID] = id;
    kept.head[SERVER_TIME] = timeText(serverTime);
    return kept.head;
  }
}

/**
 * The UTF-8 bytes of a value in the form that Node writes out, one character a byte. A control character (a line end
 * above all, which would start a header of the client's choosing) becomes a space: Node would throw.
 */
export function headerBytes(value: string): string {
  if (!/[^\t\x20-\x7e]/.test(value)) return value;
  return Buffer.from(value, 'utf8')
    .toString('latin1')
    .replace(/[^\t\x20-\x7e\x80-\xff]/g, ' ');
}

function isToken(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name);
}

/** The length a response announces, when it is a number. */
export function announcedLength(response: OssResponse): number | undefined {
  const text = response.headers['content-length'];
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** 204 and 304 announce nothing; HEAD announces what GET would send, when that is known. */
export function lengthWithoutBody(response: OssResponse, buffer: Buffer | undefined): number | undefined {
  if (response.status === 204 || response.status === 304) return undefined;
  return buffer?.length ?? announcedLength(response);
}

/** Writes a buffer as the client takes it; the last piece goes to `finish`, which ends the response. */
export function sendBuffer(res: ServerResponse, body: Buffer, finish: (last: Buffer) => void): void {
  let from = 0;
  const next = (): void => {
    while (body.length - from > SLICE) {
      const piece = body.subarray(from, from + SLICE);
      from += SLICE;
      if (!res.write(piece)) {
        res.once('drain', next);
        return;
      }
    }
    finish(from === 0 ? body : body.subarray(from));
  };
  next();
}

export interface OutflowEvents {
  /** Before the first byte: time to write the head. */
  start(): void;
  /** Every byte has been written; the response is to be ended. */
  finish(): void;
  /** The source broke, or did not bring what was announced. `started`: the head is out, an error page is too late. */
  fail(error: unknown, started: boolean): void;
}

/** Carries a stream to the client with backpressure, and holds it to the length that was announced. */
export class Outflow {
  readonly #source: Readable;
  readonly #res: ServerResponse;
  readonly #length: number | undefined;
  readonly #events: OutflowEvents;
  #started = false;
  #over = false;
  #sent = 0;

  constructor(source: Readable, res: ServerResponse, length: number | undefined, events: OutflowEvents) {
    this.#source = source;
    this.#res = res;
    this.#length = length;
    this.#events = events;
  }

  get sent(): number {
    return this.#sent;
  }

  /** No length was announced: only a last chunk tells where the body ends. */
  get chunked(): boolean {
    return this.#length === undefined;
  }

  run(): void {
    const source = this.#source;
    source.on('error', (error) => this.#fail(error));
    if (source.destroyed || source.readableEnded) {
      this.#fail(source.errored ?? new Error('The body of the response was closed before it was sent.'));
      return;
    }
    this.#res.on('drain', () => source.resume());
    source.on('end', () => this.#end());
    source.on('close', () => this.#fail(new Error('The body of the response broke off.')));
    source.on('data', (chunk: Buffer) => this.#send(chunk));
  }

  /** The client left. */
  stop(): void {
    this.#over = true;
    this.#source.destroy();
  }

  #send(chunk: Buffer): void {
    if (this.#over) return;
    if (this.#length !== undefined && this.#sent + chunk.length > this.#length) {
      this.#fail(new Error(`The body of the response is longer than the ${this.#length} bytes announced.`));
      return;
    }
    this.#start();
    this.#sent += chunk.length;
    buffersSpent(chunk.length);
    if (!this.#res.write(chunk)) this.#source.pause();
  }

  #end(): void {
    if (this.#over) return;
    if (this.#length !== undefined && this.#sent < this.#length) {
      this.#fail(new Error(`The body of the response ended after ${this.#sent} of ${this.#length} bytes.`));
      return;
    }
    this.#start();
    this.#over = true;
    this.#events.finish();
  }

  #start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#events.start();
  }

  #fail(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#source.destroy();
    this.#events.fail(error, this.#started);
  }
}
