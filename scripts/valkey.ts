/** A throwaway Valkey on a free port of this machine, from Debian's package, which is installed when it is missing. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.js';
import { installPackages } from './install-packages.js';

const PROGRAM = '/usr/bin/valkey-server';
const START_MS = 20_000;

export interface ValkeyOptions {
  /** Paths of a certificate for 127.0.0.1 and of its key: it then speaks TLS alone. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export class ValkeyServer {
  readonly #port: number;
  readonly #tls: ValkeyOptions['tls'];
  #server: ChildProcess | undefined;

  private constructor(port: number, { tls }: ValkeyOptions) {
    this.#port = port;
    this.#tls = tls;
  }

  /** @throws Error 'Valkey did not start…' */
  static async start(options: ValkeyOptions = {}): Promise<ValkeyServer> {
    if (!existsSync(PROGRAM)) installPackages(['valkey-server']);
    if (!existsSync(PROGRAM)) throw new Error('Valkey did not start: install valkey-server.');
    const valkey = new ValkeyServer(await freePort(), options);
    await valkey.start();
    return valkey;
  }

  get url(): string {
    return `${this.#tls ? 'rediss' : 'redis'}://127.0.0.1:${this.#port}`;
  }

  /** Again, after stop(), and empty. */
  async start(): Promise<void> {
    const settings = [...this.#listening(), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const args = ['--pdeathsig', 'KILL', PROGRAM, ...settings, '--dir', tmpdir()];
    this.#server = spawn('setpriv', args, { stdio: 'ignore' });
    for (const until = Date.now() + START_MS; this.#says('ping') !== 'PONG'; await sleep(50)) {
      if (Date.now() > until) throw new Error('Valkey did not start in time.');
    }
  }

  /** SIGSTOP: it hangs, with its connections open; SIGCONT: it goes on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#server?.kill(signal);
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }

  #listening(): string[] {
    const port = String(this.#port);
    if (!this.#tls) return ['--port', port];
    const files = ['--tls-cert-file', this.#tls.cert, '--tls-key-file', this.#tls.key, '--tls-auth-clients', 'no'];
    return ['--port', '0', '--tls-port', port, ...files];
  }

  #says(question: string): string | undefined {
    try {
      // Whoever signed its certificate: only its user need know the authority.
      const args = [...(this.#tls ? ['--tls', '--insecure'] : []), '-p', String(this.#port), question];
      return execFileSync('valkey-cli', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
      return undefined;
    }
  }
}
