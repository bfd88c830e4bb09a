/**
 * What keeps a worker from more than its work: a user of its own, no network, no way to more rights. A worker decodes the
 * files of strangers with native code; whoever takes one over finds the pictures and nothing else. As far as the system
 * allows it: each way is tried once, and the first that works is taken (docs/security.md).
 */
import { execFile } from 'node:child_process';

/** User and group of the workers, when the server may choose: of the numbers that no distribution gives away. */
export const WORKER_ID = 65_523;

export interface Confinement {
  /** Stands in front of a worker's command. Each program of it becomes the next one, so that the process stays one. */
  readonly command: readonly string[];
  /** The worker is another user than the server. */
  readonly otherUser: boolean;
  /** The worker has no network but a loopback of its own. */
  readonly offline: boolean;
  /**
   * The command makes a process group for the worker, in the server's session. Otherwise the worker needs a session of
   * its own for that, and outside of cgroups Linux shares the cores among sessions before it asks who is nicer, so that
   * the front would have a third of them (docs/decisions/0034).
   */
  readonly ownGroup: boolean;
}

export const UNCONFINED: Confinement = { command: [], otherUser: false, offline: false, ownGroup: false };

/** What a worker cannot do without; all of it is looked at before a confinement is taken. */
export interface Needed {
  /** A directory in which it makes files. */
  readonly writable: string;
  /** Programs, modules, fonts, and a directory of pictures. */
  readonly readable: readonly string[];
}

/** No dumps of memory, which would hold pictures; and no more open files than a picture with its marks needs. */
const LIMITED = ['prlimit', '--core=0', '--nofile=1024', '--'];
const NO_NEW_RIGHTS = ['--no-new-privs', '--inh-caps=-all', '--bounding-set=-all'];
const AS_USER = [`--reuid=${WORKER_ID}`, `--regid=${WORKER_ID}`, '--clear-groups'];

/** The loopback of a new network is down. Every system has one of these programs, hardly any has all. */
const LOOPBACK_UP = [
  'ip link set lo up 2>/dev/null',
  'ifconfig lo up 2>/dev/null',
  `perl -e 'socket(S,2,2,0);ioctl(S,0x8914,pack("a16sx22","lo",1))||exit 1' 2>/dev/null`,
  'exit 1',
].join(' || ');
const OFFLINE = ['unshare', '--net', '--', 'sh', '-c', `${LOOPBACK_UP}; exec "$@"`, 'sh'];

/** No program of its own does this everywhere; the shells do it only for what they wait for. */
const OWN_GROUP = ['perl', '-e', 'setpgrp(0, 0); exec { $ARGV[0] } @ARGV; exit 127', '--'];

/** From the closest on. */
function ways(root: boolean): readonly Confinement[] {
  const least = { ...UNCONFINED, command: [...LIMITED, 'setpriv', '--no-new-privs', '--'] };
  if (!root) return [least];
  const user = [...LIMITED, 'setpriv', ...AS_USER, ...NO_NEW_RIGHTS, '--'];
  const same = [...LIMITED, 'setpriv', ...NO_NEW_RIGHTS, '--'];
  return [
    { ...UNCONFINED, command: [...OFFLINE, ...user], otherUser: true, offline: true },
    { ...UNCONFINED, command: user, otherUser: true },
    { ...UNCONFINED, command: [...OFFLINE, ...same], offline: true },
    { ...UNCONFINED, command: same },
    // A container's root that was left no rights has none to drop either.
    least,
  ];
}

/** In the confinement: may it write here, and read all of those? */
const LOOK = 'test -w "$1" && test -x "$1" && shift && for each; do test -r "$each" || test -x "$each" || exit 1; done';
/** Milliseconds: programs that hang are as good as missing. */
const PATIENCE = 5000;

/** Never rejects: where nothing works, workers run as the server does. */
export async function findConfinement({ writable, readable }: Needed): Promise<Confinement> {
  if (process.platform !== 'linux') return UNCONFINED;
  const way = await wayThatWorks({ writable, readable });
  const command = [...OWN_GROUP, ...way.command];
  const [program = '', ...args] = [...command, 'true'];
  return (await succeeds(program, args)) ? { ...way, command, ownGroup: true } : way;
}

async function wayThatWorks({ writable, readable }: Needed): Promise<Confinement> {
  for (const way of ways(process.getuid?.() === 0)) {
    const [program = '', ...args] = [...way.command, 'sh', '-c', LOOK, 'sh', writable, ...readable];
    if (await succeeds(program, args)) return way;
  }
  return UNCONFINED;
}

function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  const { PATH } = process.env;
  return new Promise((resolve) => {
    execFile(program, args, { timeout: PATIENCE, ...(PATH !== undefined && { env: { PATH } }) }, (error) =>
      resolve(error === null),
    );
  });
}
