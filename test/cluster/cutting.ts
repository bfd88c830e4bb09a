/** A way to an engine that passes bytes on without looking into them, and breaks when it is told to. */
import { connect, createServer, type Server, type Socket } from 'node:net';

export class CuttingWay {
  /** Connections that it has broken. */
  cuts = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cut: { readonly from: 'client' | 'engine'; bytes: number } | undefined;

  private constructor(port: number) {
    this.#server = createServer((client) => this.#join(client, connect(port, '127.0.0.1')));
  }

  static async to(port: number): Promise<CuttingWay> {
    const way = new CuttingWay(port);
    await new Promise<void>((resolve) => way.#server.listen(0, '127.0.0.1', resolve));
    return way;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Breaks the connection on which, once this many bytes more have come from that side, the next ones come. */
  cutAfter(bytes: number, from: 'client' | 'engine'): void {
    this.#cut = { bytes, from };
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket, engine: Socket): void {
    this.#pass('client', client, engine);
    this.#pass('engine', engine, client);
  }

  #pass(from: 'client' | 'engine', source: Socket, target: Socket): void {
    this.#sockets.add(source);
    source
      .on('error', () => {})
      .on('close', () => {
        this.#sockets.delete(source);
        target.destroy();
      });
    source.on('data', (chunk) => {
      if (this.#isTime(from, chunk.length)) source.destroy();
      else if (!target.write(chunk)) source.pause();
    });
    target.on('drain', () => source.resume());
  }

  #isTime(from: 'client' | 'engine', length: number): boolean {
    const cut = this.#cut;
    if (cut?.from !== from) return false;
    cut.bytes -= length;
    if (cut.bytes >= 0) return false;
    this.#cut = undefined;
    this.cuts++;
    return true;
  }
}
