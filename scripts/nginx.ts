/** Debian's nginx, installed when it is missing and root asks, with the configuration of deploy/ on ports of its own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installPackages } from './install-packages.js';

const PROGRAM = '/usr/sbin/nginx';
const EXAMPLE = new URL('../deploy/nginx.conf', import.meta.url);
const START_MS = 10_000;

export interface NginxOptions {
  /** Of its own files; may be removed once it has ended. */
  readonly directory: string;
  readonly port: number;
  /** Of Tintype on this machine; several nodes take turns. */
  readonly upstream: number | readonly number[];
  readonly cert: string;
  readonly key: string;
}

/** Whether there is one, after an attempt to install it. */
export function hasNginx(): boolean {
  try {
    if (!existsSync(PROGRAM)) installPackages(['nginx']);
  } catch {
    // Whoever asked sees that there is none.
  }
  return existsSync(PROGRAM);
}

export class Nginx {
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  /** @throws with what `nginx -t` says of a configuration that makes no sense */
  static async start(options: NginxOptions): Promise<Nginx> {
    const path = configure(options);
    const args = ['-p', options.directory, '-c', path];
    execFileSync(PROGRAM, ['-t', '-q', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    const child = spawn(PROGRAM, [...args, '-g', 'daemon off;'], { stdio: ['ignore', 'ignore', 'inherit'] });
    const until = Date.now() + START_MS;
    while (!(await answers(options.port))) {
      if (child.exitCode !== null || Date.now() > until) throw new Error('nginx did not start');
      await sleep(20);
    }
    return new Nginx(child);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
  }
}

/** The example as it is, but for the port, the address of Tintype and the certificate. */
function configure({ directory, port, upstream, cert, key }: NginxOptions): string {
  const replaced = [
    ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
    ['server 127.0.0.1:9000;', [upstream].flat().map(serverLine).join(' ')],
    ['/etc/tintype/tls/fullchain.pem', cert],
    ['/etc/tintype/tls/key.pem', key],
  ] as const;
  const example = replaced.reduce(
    (text, [written, ours]) => {
      if (!text.includes(written)) throw new Error(`deploy/nginx.conf has no "${written}"`);
      return text.replace(written, ours);
    },
    readFileSync(EXAMPLE, 'utf8'),
  );
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => {
    mkdirSync(join(directory, name));
    return `${name}_temp_path ${join(directory, name)};`;
  });
  const path = join(directory, 'nginx.conf');
  const user = process.getuid?.() === 0 ? 'user root;\n' : '';
  const files = `pid ${join(directory, 'nginx.pid')};\nerror_log stderr warn;\n`;
  const http = ['access_log off;', ...temporary, example].join('\n');
  writeFileSync(path, `${user}${files}worker_processes 1;\nevents { worker_connections 4096; }\nhttp {\n${http}\n}\n`);
  return path;
}

/** One of several: after ten seconds, nginx's own choice, a rolling upgrade would be over, and all of them be out of use. */
function serverLine(port: number, _: number, { length }: readonly number[]): string {
  return `server 127.0.0.1:${port}${length > 1 ? ' fail_timeout=1s' : ''};`;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}
