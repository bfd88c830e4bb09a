/** Requests over kept-alive bare sockets with how long each took, whatever its status; load.ts is for rates alone. */
import { createConnection, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly bytes: number;
  /** From the moment at which it was due, which is before it was sent when all connections are busy. */
  readonly milliseconds: number;
}

/** A status of our own: the connection ended before the answer did. */
export const BROKEN = 0;

interface Waiting {
  readonly due: number;
  readonly resolve: (answer: Answer) => void;
}

/** One request at a time; answers must have a Content-Length, or be 304. */
export class Client {
  readonly #socket: Socket;
  #waiting: Waiting | undefined;
  #head = '';
  #status = 0;
  #bytes = 0;
  /** Bytes of the body still to come; undefined: the head is not whole. */
  #missing: number | undefined;
  open = true;

  constructor(origin: URL) {
    this.#socket = createConnection(Number(origin.port), origin.hostname);
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (chunk) => this.#heard(chunk));
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => {
      this.open = false;
      this.#done(BROKEN);
    });
  }

  get(url: URL, headers: Readonly<Record<string, string>> = {}, due = performance.now()): Promise<Answer> {
    return new Promise((resolve) => {
      this.#waiting = { due, resolve };
      this.#head = '';
      this.#missing = undefined;
      const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      const target = url.href.slice(url.origin.length);
      this.#socket.write(`GET ${target} HTTP/1.1\r\nhost: ${url.host}\r\n${fields.join('')}\r\n`, 'latin1');
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #heard(chunk: Buffer): void {
    const body = this.#missing === undefined ? this.#readHead(chunk) : chunk.length;
    if (this.#missing === undefined) return;
    this.#missing -= body;
    if (this.#missing <= 0) this.#done(this.#status);
  }

  /** Bytes of the chunk that belong to the body. */
  #readHead(chunk: Buffer): number {
    const before = this.#head.length;
    this.#head += chunk.toString('latin1');
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0) return 0;
    this.#status = Number(this.#head.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/i.exec(this.#head.slice(0, end))?.[1];
    this.#bytes = this.#status === 304 ? 0 : Number(length ?? 0);
    this.#missing = this.#bytes;
    return before + chunk.length - (end + 4);
  }

  #done(status: number): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve({ status, bytes: this.#bytes, milliseconds: performance.now() - waiting.due });
  }
}

/** A new URL each time, or the same. */
export type Urls = () => URL;

/** `connections` that each ask again as soon as they are answered, for so long, or so often all together. */
export async function closedLoop(
  next: Urls,
  connections: number,
  until: { readonly seconds: number } | { readonly requests: number },
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly answers: readonly Answer[]; readonly seconds: number }> {
  const answers: Answer[] = [];
  const started = performance.now();
  let left = 'requests' in until ? until.requests : Number.POSITIVE_INFINITY;
  const end = 'seconds' in until ? started + until.seconds * 1000 : Number.POSITIVE_INFINITY;
  const one = async () => {
    const client = new Client(next());
    while (left-- > 0 && performance.now() < end && client.open) answers.push(await client.get(next(), headers));
    client.close();
  };
  await Promise.all(Array.from({ length: connections }, one));
  return { answers, seconds: (performance.now() - started) / 1000 };
}

/** Asks at a rate, whether or not the answers before have come, over as many connections as that takes. */
export class OpenLoop {
  readonly #next: Urls;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #idle: Client[] = [];
  readonly #all = new Set<Client>();
  readonly #under = new Set<Promise<void>>();
  readonly #every: number;
  readonly #timer: NodeJS.Timeout;
  #due = performance.now();
  readonly answers: (Answer & { readonly at: number })[] = [];

  /** `perSecond`: requests. */
  constructor(next: Urls, perSecond: number, headers: Readonly<Record<string, string>> = {}) {
    this.#next = next;
    this.#headers = headers;
    this.#every = 1000 / perSecond;
    this.#timer = setInterval(() => this.#tick(), 2);
  }

  /** Asks no more; what is under way is waited for, or given up. */
  async stop({ wait }: { readonly wait: boolean }): Promise<void> {
    clearInterval(this.#timer);
    if (wait) await Promise.all(this.#under);
    for (const client of this.#all) client.close();
  }

  #tick(): void {
    for (const now = performance.now(); this.#due <= now; this.#due += this.#every) this.#ask(this.#due);
  }

  #ask(due: number): void {
    const url = this.#next();
    let client = this.#idle.pop();
    while (client !== undefined && !client.open) client = this.#idle.pop();
    client ??= new Client(url);
    const asked = client;
    this.#all.add(asked);
    const done = asked.get(url, this.#headers, due).then((answer) => {
      this.answers.push({ ...answer, at: performance.now() });
      if (asked.open) this.#idle.push(asked);
      else this.#all.delete(asked);
      this.#under.delete(done);
    });
    this.#under.add(done);
  }
}

/** `share` from 0 to 1; 0 of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const took = (answers: readonly Answer[]): number[] => answers.map(({ milliseconds }) => milliseconds);
