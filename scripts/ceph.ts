/**
 * A throwaway S3 engine on a free port of this machine: Ceph with one monitor, one OSD in memory and its RADOS gateway,
 * from Debian's packages, which are installed when they are missing and root asks. Its files are in a temporary
 * directory, and go with it.
 *
 *     npx tsx scripts/ceph.ts COMMAND…    runs COMMAND with TINTYPE_BLOBS and TINTYPE_S3_… set, and stops it afterwards
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { get as plainGet } from 'node:http';
import { get as secureGet } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from './free-port.js';
import { installPackages } from './install-packages.js';
import { runCommand } from './run-command.js';

const PACKAGES = ['ceph-mon', 'ceph-osd', 'ceph-mgr', 'radosgw', 'ceph-common'];
const START_MS = 60_000;
/** Where Debian keeps what RADOS gateway's requests run in the OSD; the default is a path that is not absolute. */
const CLASSES = '/usr/lib/x86_64-linux-gnu/rados-classes';

const run = promisify(execFile);

export interface CephKey {
  readonly id: string;
  readonly secret: string;
}

export interface CephOptions {
  /** Paths of a certificate for 127.0.0.1 and of its key: the gateway then speaks HTTPS alone. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export class Ceph {
  readonly key: CephKey = { id: 'CEPHKEY', secret: 'CEPHSECRET' };
  readonly #directory = mkdtempSync(join(tmpdir(), 'tintype-ceph-'));
  readonly #port: number;
  readonly #monitor: number;
  readonly #tls: CephOptions['tls'];
  readonly #servers = new Map<string, ChildProcess>();
  #buckets = 0;

  private constructor(port: number, monitor: number, { tls }: CephOptions) {
    this.#port = port;
    this.#monitor = monitor;
    this.#tls = tls;
  }

  /** One start in ten hangs on a busy machine, so there is a second one. @throws Error 'Ceph did not start: …' */
  static async start(options: CephOptions = {}): Promise<Ceph> {
    if (!existsSync('/usr/bin/radosgw')) installPackages(PACKAGES);
    if (!existsSync('/usr/bin/radosgw')) throw new Error(`Ceph did not start: install ${PACKAGES.join(' ')}.`);
    return Ceph.#attempt(options).catch(() => Ceph.#attempt(options));
  }

  static async #attempt(options: CephOptions): Promise<Ceph> {
    const ceph = new Ceph(await freePort(), await freePort(), options);
    try {
      await ceph.#start();
      return ceph;
    } catch (error) {
      await ceph.dispose();
      throw new Error(`Ceph did not start: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
  }

  get endpoint(): string {
    return `${this.#tls ? 'https' : 'http'}://127.0.0.1:${this.#port}`;
  }

  /** What a server is told of it, as variables. The bucket is one that nobody has used. */
  settings(): Record<string, string> {
    return {
      TINTYPE_BLOBS: 's3',
      TINTYPE_S3_ENDPOINT: this.endpoint,
      TINTYPE_S3_BUCKET: this.newBucket(),
      TINTYPE_S3_ACCESS_KEY_ID: this.key.id,
      TINTYPE_S3_ACCESS_KEY_SECRET: this.key.secret,
      TINTYPE_S3_PATH_STYLE: 'true',
    };
  }

  /** A name that is free; the bucket is for its user to make. */
  newBucket(): string {
    return `tintype-${++this.#buckets}`;
  }

  /** The gateway goes away at once; what it has acknowledged stays. */
  async stopGateway(): Promise<void> {
    await this.#end('rgw', 'SIGKILL');
  }

  async startGateway(): Promise<void> {
    this.#spawn('rgw', 'radosgw', ['-f', '-n', 'client.rgw.a']);
    await this.#until('the gateway answers', () => answers(this.endpoint));
  }

  async dispose(): Promise<void> {
    for (const name of ['rgw', 'osd', 'mgr', 'mon']) await this.#end(name, 'SIGKILL');
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #start(): Promise<void> {
    for (const name of ['mon', 'osd', 'mgr', 'rgw', 'log', 'run']) mkdirSync(this.#at(name));
    const cluster = randomUUID();
    writeFileSync(this.#at('ceph.conf'), this.#configuration(cluster));
    this.#makeMonitor(cluster);
    this.#spawn('mon', 'ceph-mon', ['-f', '-i', 'a']);
    await this.#until('the monitor answers', () => this.#ceph('-s'));
    this.#spawn('mgr', 'ceph-mgr', ['-f', '-i', 'x']);
    const osd = randomUUID();
    await this.#ceph('osd', 'new', osd, '0');
    await run('ceph-osd', this.#args(['-i', '0', '--mkfs', '--osd-uuid', osd]), { timeout: START_MS });
    this.#spawn('osd', 'ceph-osd', ['-f', '-i', '0']);
    await this.#until('the OSD is up', async () => (await this.#ceph('osd', 'stat')).includes('1 up'));
    await this.startGateway();
    const { id, secret } = this.key;
    const user = ['user', 'create', '--uid=tintype', '--display-name=tintype'];
    const args = [...user, `--access-key=${id}`, `--secret-key=${secret}`];
    await run('radosgw-admin', this.#args(args), { timeout: START_MS });
  }

  #makeMonitor(cluster: string): void {
    const [keyring, map] = [this.#at('keyring'), this.#at('monmap')];
    const quiet = { stdio: ['ignore', 'ignore', 'pipe'] as const, timeout: START_MS };
    const all = ['--cap', 'mon', 'allow *', '--cap', 'osd', 'allow *', '--cap', 'mgr', 'allow *'];
    const authority = (...args: string[]) => execFileSync('ceph-authtool', args, { ...quiet, stdio: [...quiet.stdio] });
    authority('--create-keyring', keyring, '--gen-key', '-n', 'mon.', '--cap', 'mon', 'allow *');
    for (const name of ['client.admin', 'client.rgw.a']) authority(keyring, '--gen-key', '-n', name, ...all);
    const address = `[v2:127.0.0.1:${this.#monitor}]`;
    const options = { ...quiet, stdio: [...quiet.stdio] };
    execFileSync('monmaptool', ['--create', '--clobber', '--fsid', cluster, '--addv', 'a', address, map], options);
    const make = ['--mkfs', '-i', 'a', '--monmap', map, '--keyring', keyring];
    execFileSync('ceph-mon', this.#args(make), options);
  }

  async #ceph(...args: string[]): Promise<string> {
    return (await run('ceph', this.#args(args), { timeout: 5000 })).stdout;
  }

  #args(args: readonly string[]): string[] {
    return ['-c', this.#at('ceph.conf'), ...args];
  }

  /** Ends with this process, however that ends. */
  #spawn(name: string, program: string, args: readonly string[]): void {
    const log = openSync(this.#at('log', `${name}.out`), 'a');
    const command = ['--pdeathsig', 'KILL', program, ...this.#args(args)];
    this.#servers.set(name, spawn('setpriv', command, { cwd: this.#directory, stdio: ['ignore', log, log] }));
  }

  async #end(name: string, signal: 'SIGKILL'): Promise<void> {
    const server = this.#servers.get(name);
    this.#servers.delete(name);
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  }

  async #until(what: string, ready: () => Promise<unknown>): Promise<void> {
    const until = Date.now() + START_MS;
    while (!(await ready().catch(() => false))) {
      if (Date.now() > until) throw new Error(`waited in vain until ${what}`);
      await sleep(200);
    }
  }

  #at(...names: string[]): string {
    return join(this.#directory, ...names);
  }

  #frontend(): string {
    const address = `127.0.0.1:${this.#port}`;
    if (!this.#tls) return `endpoint=${address}`;
    const { cert, key } = this.#tls;
    return `ssl_endpoint=${address} ssl_certificate=${cert} ssl_private_key=${key}`;
  }

  #configuration(cluster: string): string {
    return `[global]
fsid = ${cluster}
mon host = [v2:127.0.0.1:${this.#monitor}]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
auth cluster required = none
auth service required = none
auth client required = none
run dir = ${this.#at('run')}
admin socket = ${this.#at('run')}/$name.asok
log file = ${this.#at('log')}/$name.log
pid file = ${this.#at('run')}/$name.pid
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon data = ${this.#at('mon')}
mon data avail warn = 1
mon data avail crit = 1
osd data = ${this.#at('osd')}
osd class dir = ${CLASSES}
osd objectstore = memstore
memstore device bytes = 2147483648
osd max object name len = 256
osd max object namespace len = 64
mgr data = ${this.#at('mgr')}
keyring = ${this.#at('keyring')}
[mgr]
mgr initial modules =
[client.rgw.a]
rgw data = ${this.#at('rgw')}
# By default it insists on a way to the monitor that is encrypted, which there is not without authentication.
ms mon client mode = crc
rgw frontends = beast ${this.#frontend()} tcp_nodelay=1
rgw enable usage log = false
rgw thread pool size = 32
`;
  }
}

/** Whoever signed its certificate: only its user need know the authority. */
function answers(endpoint: string): Promise<boolean> {
  const get = endpoint.startsWith('https:') ? secureGet : plainGet;
  return new Promise((resolve, reject) => {
    const asked = get(endpoint, { rejectUnauthorized: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on('error', reject);
  });
}

async function main(command: readonly string[]): Promise<void> {
  if (command.length === 0) throw new Error('Usage: npx tsx scripts/ceph.ts COMMAND…');
  const ceph = await Ceph.start();
  try {
    await runCommand(command, ceph.settings());
  } finally {
    await ceph.dispose();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
