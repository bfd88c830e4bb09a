/**
 * A throwaway PostgreSQL on a free port of this machine, for tests and benchmarks: its files are in a temporary
 * directory, and go with it. Taken from the Debian package, which is installed when it is missing and root asks.
 *
 *     npx tsx scripts/postgres.ts COMMAND…    runs COMMAND with TINTYPE_METADATA set, and stops the server after it
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { freePort } from './free-port.js';
import { installPackages } from './install-packages.js';
import { runCommand } from './run-command.js';

const START_MS = 30_000;
const DEBIAN = '/usr/lib/postgresql';
const IS_ROOT = process.getuid?.() === 0;

export interface PostgresOptions {
  /** Paths of a certificate for 127.0.0.1 and of its key: it then takes connections over TLS alone. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export class Postgres {
  readonly #programs: string;
  readonly #directory: string;
  readonly #port: number;
  readonly #password = randomBytes(12).toString('hex');
  readonly #tls: PostgresOptions['tls'];
  #server: ChildProcess | undefined;

  private constructor(programs: string, port: number, { tls }: PostgresOptions) {
    this.#programs = programs;
    this.#tls = tls;
    this.#directory = mkdtempSync(join(tmpdir(), 'tintype-postgres-'));
    this.#port = port;
  }

  static async start(options: PostgresOptions = {}): Promise<Postgres> {
    const postgres = new Postgres(programs(), await freePort(), options);
    try {
      postgres.#make();
      await postgres.start();
      return postgres;
    } catch (error) {
      await postgres.dispose();
      throw error;
    }
  }

  /** Of its superuser. With a certificate: a way that encrypts, and looks at no authority. */
  url(database = 'postgres'): string {
    const mode = this.#tls ? '?sslmode=no-verify' : '';
    return `postgres://postgres:${this.#password}@127.0.0.1:${this.#port}/${database}${mode}`;
  }

  /** A database of its own. */
  newDatabase(): Promise<string> {
    return databaseBeside(this.url());
  }

  query(sql: string, url = this.url()): Promise<pg.QueryResult> {
    return queried(sql, url);
  }

  /** Again, after stop(), with what it had; as a standby, until it is promoted, though there is no primary. */
  async start({ standby = false } = {}): Promise<void> {
    if (standby) writeFileSync(join(this.#directory, 'data', 'standby.signal'), '');
    const options = { listen_addresses: '127.0.0.1', port: this.#port, unix_socket_directories: this.#directory };
    const ssl = this.#tls ? 'on' : 'off';
    const settings = Object.entries({ ...options, ssl, fsync: 'off', log_min_messages: 'panic' });
    const args = [
      '-D',
      join(this.#directory, 'data'),
      ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ];
    // SIGINT is its fast shutdown, which also comes when this process ends, however it ends.
    const [program, rest] = asServer(['--pdeathsig', 'INT'], join(this.#programs, 'postgres'), args);
    const server = spawn(program, rest, { cwd: this.#directory, stdio: ['ignore', 'ignore', 'inherit'] });
    this.#server = server;
    const until = Date.now() + START_MS;
    while (!(await this.#answers())) {
      if (server.exitCode !== null || Date.now() > until) throw new Error('PostgreSQL did not start');
      await sleep(50);
    }
  }

  /** 'fast' ends every connection and shuts down; 'immediate' is a crash. */
  async stop(how: 'fast' | 'immediate' = 'fast'): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await ended;
  }

  async dispose(): Promise<void> {
    await this.stop('immediate');
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #make(): void {
    const passwords = join(this.#directory, 'password');
    writeFileSync(passwords, this.#password, { mode: 0o600 });
    if (IS_ROOT) for (const path of [this.#directory, passwords]) giveToServer(path);
    const args = ['-D', join(this.#directory, 'data'), '-U', 'postgres', '-E', 'UTF8', '--no-sync'];
    const access = ['-A', 'scram-sha-256', `--pwfile=${passwords}`, ...locale()];
    const [program, rest] = asServer([], join(this.#programs, 'initdb'), [...args, ...access]);
    execFileSync(program, rest, { cwd: this.#directory, stdio: ['ignore', 'ignore', 'inherit'] });
    if (this.#tls) this.#secure(this.#tls);
  }

  /** It takes a key that is its own alone. */
  #secure({ cert, key }: NonNullable<PostgresOptions['tls']>): void {
    const data = join(this.#directory, 'data');
    for (const [from, name] of [
      [cert, 'server.crt'],
      [key, 'server.key'],
    ] as const) {
      writeFileSync(join(data, name), readFileSync(from), { mode: 0o600 });
      if (IS_ROOT) giveToServer(join(data, name));
    }
    const access = join(data, 'pg_hba.conf');
    writeFileSync(access, readFileSync(access, 'utf8').replaceAll(/^host\b/gm, 'hostssl'));
  }

  async #answers(): Promise<boolean> {
    return this.query('select 1').then(
      () => true,
      () => false,
    );
  }
}

/** A new database on the server of another. */
export async function databaseBeside(url: string): Promise<string> {
  const name = `d${randomBytes(8).toString('hex')}`;
  await queried(`create database ${name}`, url);
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

async function queried(sql: string, url: string): Promise<pg.QueryResult> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

/** PostgreSQL refuses to be root. */
function asServer(options: readonly string[], program: string, args: readonly string[]): [string, string[]] {
  const user = IS_ROOT ? ['--reuid', 'postgres', '--regid', 'postgres', '--init-groups'] : [];
  return ['setpriv', [...user, ...options, program, ...args]];
}

function giveToServer(path: string): void {
  const [uid, gid] = ['-u', '-g'].map((what) => Number(execFileSync('id', [what, 'postgres'], { encoding: 'utf8' })));
  chownSync(path, uid ?? 0, gid ?? 0);
}

/** An order by language, so that a comparison which is not by bytes shows. ICU needs nothing installed. */
function locale(): string[] {
  return ['--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en-US'];
}

function programs(): string {
  if (versions().length === 0) install();
  const newest = versions().at(-1);
  if (newest === undefined) {
    throw new Error(`There is no PostgreSQL in ${DEBIAN}: install the package postgresql (as root, this does it).`);
  }
  return join(DEBIAN, newest, 'bin');
}

function versions(): string[] {
  if (!existsSync(DEBIAN)) return [];
  const found = readdirSync(DEBIAN).filter((version) => existsSync(join(DEBIAN, version, 'bin', 'initdb')));
  return found.sort((a, b) => Number(a) - Number(b));
}

function install(): void {
  if (!IS_ROOT || !existsSync('/usr/bin/apt-get')) return;
  // The package would make a cluster of its own and start it.
  mkdirSync('/etc/postgresql-common', { recursive: true });
  writeFileSync('/etc/postgresql-common/createcluster.conf', 'create_main_cluster = false\n');
  installPackages(['postgresql']);
}

async function main(command: readonly string[]): Promise<void> {
  if (command.length === 0) throw new Error('Usage: npx tsx scripts/postgres.ts COMMAND…');
  const postgres = await Postgres.start();
  try {
    await runCommand(command, { TINTYPE_METADATA: await postgres.newDatabase() });
  } finally {
    await postgres.dispose();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
