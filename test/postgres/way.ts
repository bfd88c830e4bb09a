/** A way to PostgreSQL that breaks, or is slow, when it is told to. */
import { connect, createServer, type Server, type Socket } from 'node:net';

type Cut = 'before' | 'after';

export class Way {
  readonly #server: Server;
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #cut: { readonly at: string; readonly when: Cut; readonly done: () => void } | undefined;

  #hold: { readonly at: string; readonly answered: (release: () => void) => void } | undefined;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((client) => this.#join(client));
  }

  static async to(target: string): Promise<Way> {
    const proxy = new Way(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  url(): string {
    const address = this.#server.address();
    const url = new URL(this.#target);
    url.port = String(typeof address === 'object' && address !== null ? address.port : 0);
    return url.href;
  }

  /** Breaks the connection that next sends `text`: before the server gets it, or when it has answered. */
  cutAt(text: string, when: Cut): Promise<void> {
    return new Promise((done) => {
      this.#cut = { at: text, when, done };
    });
  }

  /** Keeps back what the server answers to whoever next sends `text`: resolves with its release, once it has answered. */
  holdAt(text: string): Promise<() => void> {
    return new Promise((answered) => {
      this.#hold = { at: text, answered };
    });
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket): void {
    const server = connect(Number(this.#target.port), this.#target.hostname);
    const end = () => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', end).on('close', () => {
        this.#sockets.delete(socket);
        end();
      });
    }
    let ending = false;
    let holding: ((release: () => void) => void) | undefined;
    client.on('data', (chunk) => {
      if (this.#hold !== undefined && chunk.includes(this.#hold.at)) {
        holding = this.#hold.answered;
        this.#hold = undefined;
      }
      const cut = this.#cut;
      if (cut === undefined || !chunk.includes(cut.at)) {
        server.write(chunk);
        return;
      }
      this.#cut = undefined;
      cut.done();
      if (cut.when === 'before') end();
      else {
        ending = true;
        server.write(chunk);
      }
    });
    server.on('data', (chunk) => {
      if (ending) end();
      else if (holding !== undefined) {
        holding(() => client.write(chunk));
        holding = undefined;
      } else client.write(chunk);
    });
  }
}
