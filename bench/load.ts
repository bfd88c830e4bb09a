/**
 * Load over bare sockets. It shares the cores with what is measured, and node:http's client takes half a millisecond for
 * a request; this one takes a tenth, and between pictures, which leave nothing of it in the processor's caches, three.
 */
import { createConnection, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { OPTIMISE_SOONER } from '#src/workers/node-flags.js';

// As in the server (decision 0040), or the client of a server that draws 70 pictures a second would take half as much again.
for (const flag of OPTIMISE_SOONER) setFlagsFromString(flag);

export interface Load {
  readonly requests: number;
  readonly seconds: number;
  readonly bytes: number;
}

/**
 * Sends `count` GETs over `connections` kept-alive connections; any status but 200 or 304 ends the benchmark. `url`: the
 * one asked for every time, or a new one each time.
 */
export async function load(
  url: string | (() => string),
  count: number,
  connections: number,
  headers: Record<string, string> = {},
): Promise<Load> {
  const next = typeof url === 'string' ? () => url : url;
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  let left = count;
  let bytes = 0;
  const started = process.hrtime.bigint();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      if (left-- <= 0) return;
      const first = new URL(next());
      const connection = new Connection(first);
      let target = first.href;
      do {
        const path = target.slice(first.origin.length);
        bytes += await connection.get(path, `GET ${path} HTTP/1.1\r\nhost: ${first.host}\r\n${fields.join('')}\r\n`);
        if (left > 0) target = next();
      } while (left-- > 0);
      connection.end();
    }),
  );
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  return { requests: count, seconds, bytes };
}

interface Waiting {
  readonly path: string;
  resolve(bodyBytes: number): void;
  reject(error: Error): void;
}

/** One request at a time; answers must have a Content-Length. */
class Connection {
  readonly #socket: Socket;
  #waiting: Waiting | undefined;
  #head = '';
  #body = 0;
  /** Bytes of the body still to come; undefined: the head is not whole. */
  #missing: number | undefined;

  constructor({ hostname, port }: URL) {
    this.#socket = createConnection(Number(port), hostname);
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (chunk) => this.#heard(chunk));
    this.#socket.on('error', (error) => this.#waiting?.reject(error));
    this.#socket.on('close', () => this.#waiting?.reject(new Error('the server closed the connection')));
  }

  get(path: string, request: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting = { path, resolve, reject };
      this.#head = '';
      this.#missing = undefined;
      this.#socket.write(request, 'latin1');
    });
  }

  end(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #heard(chunk: Buffer): void {
    const bytes = this.#missing === undefined ? this.#readHead(chunk) : chunk.length;
    if (this.#missing === undefined) return;
    this.#missing -= bytes;
    if (this.#missing > 0) return;
    this.#waiting?.resolve(this.#body);
  }

  /** Bytes of the chunk that belong to the body. */
  #readHead(chunk: Buffer): number {
    const before = this.#head.length;
    this.#head += chunk.toString('latin1');
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0) return 0;
    const status = this.#head.slice(9, 12);
    if (status !== '200' && status !== '304') this.#waiting?.reject(new Error(`${this.#waiting.path}: ${status}`));
    const length = /\r\ncontent-length: *(\d+)/i.exec(this.#head.slice(0, end))?.[1];
    if (status === '200' && length === undefined)
      this.#waiting?.reject(new Error(`${this.#waiting.path}: no Content-Length`));
    this.#body = status === '304' ? 0 : Number(length);
    this.#missing = this.#body;
    return before + chunk.length - (end + 4);
  }
}
