/** A server on a free port, and clients that speak in bytes. */
import { connect, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import type { AccessEntry } from '#src/http/access-log.js';
import type { Handler, OssResponse } from '#src/http/message.js';
import { type RunningServer, type ServerOptions, startServer } from '#src/http/server.js';

const running: RunningServer[] = [];
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(running.splice(0).map((server) => server.close(0)));
});

export interface TestServer extends RunningServer {
  readonly entries: readonly AccessEntry[];
  /** The n-th access entry, as soon as there is one. */
  entry(index: number): Promise<AccessEntry>;
}

export async function serve(handler: Handler, options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const entries: AccessEntry[] = [];
  const waiting: (() => void)[] = [];
  const server = await startServer(
    {
      host: '127.0.0.1',
      port: 0,
      ...options,
      onAccess: (entry) => {
        entries.push(entry);
        for (const wake of waiting.splice(0)) wake();
      },
    },
    handler,
  );
  running.push(server);
  const entry = async (index: number): Promise<AccessEntry> => {
    for (;;) {
      const found = entries[index];
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  return { ...server, entries, entry };
}

export const ok: OssResponse = { status: 200, headers: {} };

export function text(body: string, headers: Record<string, string> = {}): OssResponse {
  return { status: 200, headers, body: Buffer.from(body) };
}

/** A client that decides itself what is a request. Received bytes are kept as latin1. */
export class Wire {
  readonly socket: Socket;
  received = '';
  readonly closed: Promise<void>;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    sockets.push(this.socket);
    this.socket.on('data', (chunk) => {
      this.received += chunk.toString('latin1');
    });
    this.socket.on('error', () => {});
    // Not once() of node:events, which rejects when the server resets the connection.
    this.closed = new Promise((resolve) => this.socket.once('close', () => resolve()));
  }

  send(bytes: string | Buffer): this {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
    return this;
  }

  /** Resolves with everything received as soon as the pattern is in it; rejects when the connection ends without it. */
  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.received)) {
      if (this.socket.destroyed) throw new Error(`closed after: ${this.received}`);
      await new Promise<void>((resolve) => {
        this.socket.once('data', () => resolve());
        void this.closed.then(resolve);
      });
    }
    return this.received;
  }

  /** Everything up to the end of the connection. */
  async all(): Promise<string> {
    await this.closed;
    return this.received;
  }
}

export function wire(server: RunningServer, bytes: string | Buffer = ''): Wire {
  return new Wire(server.port).send(bytes);
}

export interface Parsed {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Splits a run of responses with Content-Length, as they come over one connection. */
export function parseResponses(received: string): Parsed[] {
  const found: Parsed[] = [];
  let rest = received;
  while (rest !== '') {
    const [head = ''] = rest.split('\r\n\r\n', 1);
    const [line = '', ...fields] = head.split('\r\n');
    const names: Record<string, string> = {};
    for (const field of fields) {
      const [, name = field, value = ''] = /^([^:]+): (.*)$/s.exec(field) ?? [];
      names[name.toLowerCase()] = value;
    }
    const length = Number(names['content-length'] ?? 0);
    const start = head.length + 4;
    found.push({ status: Number(line.split(' ')[1]), headers: names, body: rest.slice(start, start + length) });
    rest = rest.slice(start + length);
  }
  return found;
}

export function first(received: string): Parsed {
  const [response] = parseResponses(received);
  if (response === undefined) throw new Error('no response');
  return response;
}

export const REQUEST_ID = /^[0-9A-F]{24}$/;
