/** apt-get, with its time bounded and its talk kept short. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { access, constants, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { say, type Terminal } from './terminal.js';

/** Milliseconds. */
const TIME_LIMIT = 120_000;
const STOPS = ['SIGINT', 'SIGTERM'] as const;
/** Another apt at work is waited for, a dead mirror is not. */
const QUIET = ['-q', '-o', 'DPkg::Lock::Timeout=60', '-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=20'];

/** Whether packages can be installed here, and if not, why. */
export type AptStanding = 'ready' | 'not root' | 'no apt';

/** `uid`: undefined where the system knows no such thing. */
export async function aptStanding(
  env: Terminal['env'],
  { releaseFile = '/etc/os-release', uid = process.getuid?.() } = {},
): Promise<AptStanding> {
  const release = await readFile(releaseFile, 'utf8').catch(() => '');
  const debian = /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release);
  if (!debian || !(await onPath('apt-get', env))) return 'no apt';
  return uid === 0 ? 'ready' : 'not root';
}

/**
 * Installs what of `packages` this release has. Nothing is thrown: whoever asked looks afterwards at what is here.
 * Downloads are ended at the limit; unpacking is not, since dpkg ended half-way leaves the machine in need of
 * repair: it is left to finish by itself.
 */
export async function installPackages(
  packages: readonly string[],
  terminal: Terminal,
  limit: AbortSignal = AbortSignal.timeout(TIME_LIMIT),
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'tintype-apt-'));
  const asked = new AbortController();
  const stop = (): void => asked.abort();
  for (const name of STOPS) process.on(name, stop);
  const end = AbortSignal.any([asked.signal, limit]);
  try {
    say(terminal, `Installing ${packages.join(' ')} with apt-get, in at most ${TIME_LIMIT / 1000} s.`);
    await aptSteps(packages, { end, log: join(directory, 'log'), terminal });
  } finally {
    await rm(directory, { recursive: true });
    for (const name of STOPS) process.off(name, stop);
  }
}

interface Apt {
  /** The time is up, or the program was told to stop. */
  readonly end: AbortSignal;
  /** A file, because a pipe whose reader has gone would end the writer with it. */
  readonly log: string;
  readonly terminal: Terminal;
}

async function aptSteps(packages: readonly string[], apt: Apt): Promise<void> {
  // A list that is old or incomplete may still do, so a failed update is not the end.
  await aptGet('looking for packages', ['update'], apt);
  const known = await knownPackages(packages, apt.terminal.env);
  const unknown = packages.filter((name) => !known.includes(name));
  if (unknown.length > 0) say(apt.terminal, `  the package lists of this system have no ${unknown.join(', ')}`);
  if (known.length === 0) return;
  const install = ['install', '--yes', '--no-install-recommends', ...known];
  if (!(await aptGet('downloading', [...install, '--download-only'], apt))) return;
  await aptGet('unpacking', [...install, '--no-download'], apt, { finishes: true });
}

/** true when it ended well in time. Otherwise the reason has been told. `finishes`: it is never ended half-way. */
async function aptGet(
  what: string,
  args: readonly string[],
  { end, log, terminal }: Apt,
  { finishes = false } = {},
): Promise<boolean> {
  if (end.aborted) return false;
  say(terminal, `  ${what} …`);
  const file = await open(log, 'w');
  // Its own process group: Ctrl-C in the terminal reaches us and not dpkg.
  const child = spawn('apt-get', [...QUIET, ...args], {
    detached: true,
    stdio: ['ignore', file.fd, file.fd],
    env: { ...terminal.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  const code = await exitOf(child, end);
  await file.close();
  if (code === 0) return true;
  if (code !== undefined) {
    say(terminal, `  apt-get failed: ${(await lastError(log)) ?? `exit code ${code}`}`);
  } else if (finishes) {
    child.unref();
    say(terminal, '  that takes longer; it finishes by itself');
  } else {
    endGroup(child);
    say(terminal, '  given up for now; tintype doctor --install tries again');
  }
  return false;
}

/** undefined: `end` came first. */
async function exitOf(child: ChildProcess, end: AbortSignal): Promise<number | undefined> {
  return new Promise((resolve) => {
    if (end.aborted) resolve(undefined);
    end.addEventListener('abort', () => resolve(undefined), { once: true });
    child.once('error', () => resolve(127));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It ended by itself in this very moment.
  }
}

async function lastError(log: string): Promise<string | undefined> {
  const lines = (await readFile(log, 'utf8')).split('\n');
  return lines.reverse().find((line) => line.startsWith('E:'));
}

/** Those that can be installed, in the order given. Without apt-cache's word all are tried. */
async function knownPackages(packages: readonly string[], env: Terminal['env']): Promise<readonly string[]> {
  try {
    const { stdout } = await promisify(execFile)('apt-cache', ['policy', ...packages], {
      env: { ...env, LC_ALL: 'C' },
    });
    const sections = stdout.split(/^(?=\S)/m);
    return packages.filter((name) => {
      const section = sections.find((text) => text.startsWith(`${name}:`));
      return section !== undefined && !section.includes('Candidate: (none)');
    });
  } catch {
    return packages;
  }
}

async function onPath(program: string, env: Terminal['env']): Promise<boolean> {
  const places = (env.PATH ?? '').split(delimiter).map((directory) => access(join(directory, program), constants.X_OK));
  return (await Promise.allSettled(places)).some(({ status }) => status === 'fulfilled');
}
