/** A server as users start it, and what a client needs to reach it under every name. */
import { randomBytes } from 'node:crypto';
import type { LookupAddress, LookupOptions } from 'node:dns';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { databaseBeside } from '../../scripts/postgres.js';
import { ServerProcess } from '../cli/server-process.js';
import type { KeyPair } from '../oss/request.js';

export const KEY: KeyPair = { id: 'clients', secret: 'clients-secret' };

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export class ClientServer {
  private constructor(
    readonly directory: string,
    readonly port: number,
    readonly consoleUrl: string,
    readonly process: ServerProcess,
    /** What `tintype key` needs beside it, to find the same rows. */
    readonly env: Readonly<Record<string, string>>,
  ) {}

  readonly agent = this.newAgent();

  /** Finds this machine under every name: *.localhost is no name that Node knows. */
  newAgent(): Agent {
    return new Agent({ keepAlive: true, lookup });
  }

  /**
   * With TINTYPE_METADATA set, as scripts/postgres.ts sets it: on a database of its own beside that one; with
   * TINTYPE_BLOBS and the rest, as scripts/ceph.ts sets them, on a bucket of its own.
   */
  static async start(more: readonly string[] = []): Promise<ClientServer> {
    const directory = await mkdtemp(join(tmpdir(), 'tintype-clients-'));
    const args = [
      '--port',
      '0',
      '--console-port',
      '0',
      '--workers',
      '1',
      '--no-demo',
      '--data',
      join(directory, 'data'),
      ...more,
    ];
    const lent = process.env.TINTYPE_METADATA;
    const env = {
      ...(lent === undefined ? {} : { TINTYPE_METADATA: await databaseBeside(lent) }),
      ...(process.env.TINTYPE_BLOBS === 's3' ? bucketBeside(process.env) : {}),
    };
    const root = { TINTYPE_ACCESS_KEY_ID: KEY.id, TINTYPE_ACCESS_KEY_SECRET: KEY.secret };
    const server = ServerProcess.serve(args, { ...env, ...root });
    const port = Number(new URL(await server.endpoint()).port);
    if (lent !== undefined) await server.says(/Metadata +postgres:/);
    if (process.env.TINTYPE_BLOBS === 's3') await server.says(/Blobs +bucket /);
    const [, consoleUrl = ''] = await server.says(/Console +(\S+)/);
    return new ClientServer(directory, port, consoleUrl, server, env);
  }

  /** Follows a link as it is written. */
  async follow(
    url: string,
    method = 'GET',
    headers: Readonly<Record<string, string>> = {},
    body: string | Buffer = '',
  ): Promise<Answer> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request(url, { method, headers, agent: this.agent }, resolve).on('error', reject).end(body);
    });
    return { status: response.statusCode ?? 0, headers: response.headers, body: await buffer(response) };
  }

  async end(): Promise<void> {
    this.agent.destroy();
    await this.process.end();
    await rm(this.directory, { recursive: true });
  }
}

type Found = (error: null, address: string | LookupAddress[], family?: number) => void;

/** Every name is this machine. */
export function lookup(_name: string, { all }: LookupOptions, found: Found): void {
  if (all) found(null, [{ address: '127.0.0.1', family: 4 }]);
  else found(null, '127.0.0.1', 4);
}

/** The engine of the environment, with another bucket. */
function bucketBeside(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = Object.keys(env).filter((name) => name === 'TINTYPE_BLOBS' || name.startsWith('TINTYPE_S3_'));
  const same = Object.fromEntries(names.map((name) => [name, env[name] ?? '']));
  return { ...same, TINTYPE_S3_BUCKET: `clients-${randomBytes(8).toString('hex')}` };
}
