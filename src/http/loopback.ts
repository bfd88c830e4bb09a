/**
 * Lends bytes to a child process that can only read addresses: one object each time, under an address that nobody can
 * guess, on this machine alone, and no longer than the work on it. ffmpeg seeks; a pipe cannot.
 */
import { randomBytes } from 'node:crypto';
import { chmod } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { listen, listenAt } from './listen.js';

/** Inclusive, as in HTTP. */
interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Lendable {
  /** Bytes. */
  readonly size: number;
  read(range: Range): Promise<Readable>;
}

export interface Lent {
  readonly url: string;
  /** The address is gone, and what is still being sent is cut off. */
  end(): void;
}

interface Entry {
  readonly lendable: Lendable;
  readonly answers: Set<ServerResponse>;
}

const HOST = '127.0.0.1';
/** Whoever passes the bytes on puts its own in this place. */
const NO_PORT = 1;

export class Loopback {
  readonly #entries = new Map<string, Entry>();
  readonly #socket: string | undefined;
  #server: Promise<{ readonly server: Server; readonly port: number }> | undefined;

  /** `socket`: a path to listen at instead of a port, for readers on the other side of a wall (process/video/relay.ts). */
  constructor(socket?: string) {
    this.#socket = socket;
  }

  /** Listens from the first time on. Rejects with Node's error when it cannot. */
  async lend(lendable: Lendable): Promise<Lent> {
    const { port } = await this.#listening();
    const path = `/${randomBytes(32).toString('hex')}`;
    const entry: Entry = { lendable, answers: new Set() };
    this.#entries.set(path, entry);
    return {
      url: `http://${HOST}:${port}${path}`,
      end: () => {
        this.#entries.delete(path);
        for (const answer of entry.answers) answer.destroy();
      },
    };
  }

  /** Objects lent now. */
  get lent(): number {
    return this.#entries.size;
  }

  async close(): Promise<void> {
    const started = await this.#server?.catch(() => undefined);
    if (started === undefined) return;
    const closed = new Promise((resolve) => started.server.close(resolve));
    started.server.closeAllConnections();
    await closed;
  }

  /** One that failed for want of a descriptor is tried again by the next who lends. */
  async #listening() {
    this.#server ??= this.#listen();
    const own = this.#server;
    try {
      return await own;
    } catch (error) {
      if (this.#server === own) this.#server = undefined;
      throw error;
    }
  }

  async #listen() {
    const server = createServer(
      { headersTimeout: 10_000 },
      (request, response) => void this.#answer(request, response),
    );
    if (this.#socket === undefined) return { server, port: (await listen(server, HOST, 0)).port };
    await listenAt(server, this.#socket);
    // Readers are another user; who is let into the directory is asked there.
    await chmod(this.#socket, 0o666);
    return { server, port: NO_PORT };
  }

  async #answer({ url = '', method, headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    const entry = this.#entries.get(url);
    if (entry === undefined || method !== 'GET') return void response.writeHead(404).end();
    const { size, read } = entry.lendable;
    const range = rangeOf(headers.range, size);
    if (range === undefined) return void response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
    const { start, end } = range;
    entry.answers.add(response);
    try {
      const body = await read(range);
      response.writeHead(206, {
        'accept-ranges': 'bytes',
        'content-length': end - start + 1,
        'content-range': `bytes ${start}-${end}/${size}`,
      });
      await pipeline(body, response);
    } catch {
      // The reader jumped elsewhere, or the store failed: either way the reader sees a connection that ends early.
      response.destroy();
    } finally {
      entry.answers.delete(response);
    }
  }
}

/** 'bytes=5-' and 'bytes=5-9'; without a header all of it. undefined: nothing is there. */
function rangeOf(header: string | undefined, size: number): Range | undefined {
  const [, first = '0', last = ''] = /^bytes=(\d{1,16})-(\d{0,16})$/.exec(header ?? '') ?? [];
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start <= end ? { start, end } : undefined;
}
