/** Somebody who can make the same pictures, and how one of them is started, asked and ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { installPackages } from '../../scripts/install-packages.js';

/** What all of them are given: one file, and the directory in which it lies. */
export interface Given {
  readonly directory: string;
  /** Inside of the directory. */
  readonly file: string;
  /** Of the results, JPEG. */
  readonly quality: number;
}

export interface Figures {
  /** Seconds of CPU of all its processes, for one picture. */
  readonly cpu: number;
  readonly perSecond: number;
  /** Milliseconds of each. */
  readonly took: readonly number[];
}

export interface Peer {
  readonly name: string;
  /** Runs on V8, which optimises what has run often: what it takes at first is not what it takes. */
  readonly onV8?: true;
  /** So many pictures of a width, so many in flight. */
  measure(width: number, count: number, inFlight: number): Promise<Figures>;
  /** One of them. */
  result(width: number): Promise<Buffer>;
  /** Bytes, of all its processes, at their largest. */
  peak(): number;
  stop(): Promise<void>;
}

/** Installs the packages when one of their files is missing and root asks. @throws when there is still none */
export function provide(files: readonly string[], packages: readonly string[]): void {
  const complete = () => files.every((file) => existsSync(file));
  if (!complete()) installPackages(packages);
  if (!complete()) throw new Error(`install ${packages.join(' ')}`);
}

/** Started, and answering at `url`. It is killed when this process ends before it. */
export async function daemon(command: string, args: readonly string[], url: string, env = {}): Promise<ChildProcess> {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore'], env: { ...process.env, ...env } });
  process.once('exit', () => child.kill('SIGKILL'));
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) break;
    const up = await fetch(url).then(
      async (response) => (await response.arrayBuffer()) !== undefined && response.ok,
      () => false,
    );
    if (up) return child;
    await sleep(50);
  }
  child.kill('SIGKILL');
  throw new Error(`${command} does not answer at ${url}`);
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(late);
}
