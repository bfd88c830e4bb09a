/** Three nodes behind nginx, on PostgreSQL, Ceph and Valkey, all of them real. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Ceph } from '../../scripts/ceph.js';
import { freePort } from '../../scripts/free-port.js';
import { hasNginx, Nginx } from '../../scripts/nginx.js';
import { Postgres } from '../../scripts/postgres.js';
import { ValkeyServer } from '../../scripts/valkey.js';
import { ServerProcess } from '../cli/server-process.js';
import { newAuthority } from '../clients/authority.js';
import { type Ask, ROOT, signed } from '../oss/request.js';

const NODES = 3;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export class Node {
  readonly port: number;
  readonly #consolePort: number;
  readonly #directory: string;
  readonly #env: Record<string, string>;
  #server: ServerProcess | undefined;

  constructor(ports: readonly [number, number], directory: string, env: Record<string, string>) {
    [this.port, this.#consolePort] = ports;
    this.#directory = directory;
    this.#env = env;
  }

  /** Again, on the same port and the same directory. */
  async start(): Promise<void> {
    const ports = ['--port', String(this.port), '--console-port', String(this.#consolePort)];
    const more = ['--data', this.#directory, '--workers', '1', '--no-demo', '--trusted-proxy', '127.0.0.1'];
    this.#server = ServerProcess.serve([...ports, ...more, '--log-level', 'silent'], this.#env);
    await this.#server.endpoint();
  }

  /** SIGTERM, as an upgrade does it. */
  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  async kill(): Promise<void> {
    await this.#server?.end();
  }

  get stderr(): string {
    return this.#server?.stderr ?? '';
  }

  /** A row of /metrics. */
  async metric(row: string): Promise<number> {
    const page = await (await fetch(`http://127.0.0.1:${this.#consolePort}/metrics`)).text();
    const line = page.split('\n').find((each) => each.startsWith(`${row} `));
    if (line === undefined) throw new Error(`/metrics has no ${row}`);
    return Number(line.slice(row.length + 1));
  }
}

export class Cluster {
  readonly #directory = mkdtempSync(join(tmpdir(), 'tintype-cluster-'));
  readonly #agent = new PlainAgent({ keepAlive: true });
  #behind = new Agent();
  #nginx: Nginx | undefined;
  #nginxPort = 0;
  nodes: readonly Node[] = [];

  private constructor(
    readonly postgres: Postgres,
    readonly ceph: Ceph,
    readonly valkey: ValkeyServer,
  ) {}

  /** @throws Error that says which engine did not start */
  static async start(): Promise<Cluster> {
    if (!hasNginx()) throw new Error('nginx is not there: install the package nginx.');
    const [postgres, ceph, valkey] = await Promise.all([Postgres.start(), Ceph.start(), ValkeyServer.start()]);
    const cluster = new Cluster(postgres, ceph, valkey);
    await cluster.#start();
    return cluster;
  }

  async #start(): Promise<void> {
    const env = {
      ...this.ceph.settings(),
      TINTYPE_METADATA: await this.postgres.newDatabase(),
      TINTYPE_VALKEY: this.valkey.url,
      TINTYPE_ACCESS_KEY_ID: ROOT.id,
      TINTYPE_ACCESS_KEY_SECRET: ROOT.secret,
    };
    const nodes: Node[] = [];
    for (let n = 0; n < NODES; n++) {
      const ports = [await freePort(), await freePort()] as const;
      nodes.push(new Node(ports, join(this.#directory, `node-${n}`), env));
    }
    this.nodes = nodes;
    // All at once: they make the tables and the bucket, and none minds the others.
    await Promise.all(nodes.map((node) => node.start()));
    const authority = newAuthority(this.#directory);
    const { cert, key } = authority.issue('server', ['IP:127.0.0.1']);
    this.#nginxPort = await freePort();
    const directory = join(this.#directory, 'nginx');
    mkdirSync(directory);
    this.#nginx = await Nginx.start({
      directory,
      port: this.#nginxPort,
      upstream: nodes.map(({ port }) => port),
      cert,
      key,
    });
    this.#behind = new Agent({ keepAlive: true, ca: readFileSync(authority.path) });
  }

  /** One node, by itself; signed by the root key. */
  at(node: number, ask: Ask): Promise<Answer> {
    const { port = 0 } = this.nodes[node % NODES] ?? {};
    return answered(asked(ask), (options) => plainRequest({ ...options, port, agent: this.#agent }));
  }

  /** By way of nginx, as clients do. */
  ask(ask: Ask): Promise<Answer> {
    return answered(asked(ask), (options) => request({ ...options, port: this.#nginxPort, agent: this.#behind }));
  }

  /** As ask(), and once more when that failed: what an SDK does. */
  async askTwice(ask: Ask): Promise<Answer> {
    const first = await this.ask(ask).catch(() => undefined);
    if (first !== undefined && first.status < 500) return first;
    await new Promise((resolve) => setTimeout(resolve, 300));
    return this.ask(ask);
  }

  /** Of all nodes together. */
  async metric(row: string): Promise<number> {
    const values = await Promise.all(this.nodes.map((node) => node.metric(row)));
    return values.reduce((sum, value) => sum + value, 0);
  }

  async dispose(): Promise<void> {
    this.#agent.destroy();
    this.#behind.destroy();
    await this.#nginx?.stop();
    for (const node of this.nodes) await node.kill();
    await this.valkey.stop();
    await this.ceph.dispose();
    await this.postgres.dispose();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

interface Options {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
}

function asked(ask: Ask): { readonly options: Options; readonly body: Buffer } {
  const { path = '/' } = ask;
  const body = Buffer.from((ask.body as Buffer | string | undefined) ?? '');
  const { method = 'GET', query, headers = {} } = signed(ask, decodeURIComponent(path));
  const length = method === 'PUT' || method === 'POST' ? { 'content-length': String(body.length) } : {};
  const target = query ? `${path}?${query}` : path;
  return { options: { host: '127.0.0.1', method, path: target, headers: { ...headers, ...length } }, body };
}

async function answered(
  { options, body }: ReturnType<typeof asked>,
  open: (options: Options) => ReturnType<typeof request>,
): Promise<Answer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    open(options).on('response', resolve).on('error', reject).end(body);
  });
  return { status: response.statusCode ?? 0, headers: response.headers, body: await buffer(response) };
}
