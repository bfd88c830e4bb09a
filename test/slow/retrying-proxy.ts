/** As nginx with proxy_next_upstream: what found no server, or no answer to its first byte, is asked again. */
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MS = 30;
const PATIENCE_MS = 30_000;

export class RetryingProxy {
  /** Base URL of the server behind it. */
  upstream = '';
  /** Requests that found nobody, and were sent again. */
  refused = 0;
  /** Requests that were sent and not answered, and were sent again. */
  unanswered = 0;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((asked, answer) => {
      void this.#pass(asked, answer).catch(() => answer.destroy());
    });
  }

  static async start(): Promise<RetryingProxy> {
    const proxy = new RetryingProxy();
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#agent.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await buffer(asked);
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        const found = await this.#ask(asked, body);
        answer.writeHead(found.statusCode ?? 502, found.headers);
        found.on('error', () => answer.destroy());
        found.pipe(answer);
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') this.refused++;
        else this.unanswered++;
        if (Date.now() > until) throw error;
        await sleep(RETRY_MS);
      }
    }
  }

  #ask({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const options = { method, headers: { ...headers, connection: 'keep-alive' }, agent: this.#agent };
      request(this.upstream + url, options, resolve)
        .on('error', reject)
        .end(body);
    });
  }
}
