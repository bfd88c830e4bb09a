/**
 * Runs ffmpeg and ffprobe. What they read comes from strangers, so each run may do little: it reads one input through
 * one protocol, writes to a pipe, and has its memory, its CPU, its open files and its time limited. It belongs to the
 * process group of the worker that started it, and is killed with it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { OssError } from '../../errors.js';
import { DEADLINE } from '../cost.js';
import { reservedForCode } from '../reserved-for-code.js';
import type { Container } from './container.js';
import type { VideoInput } from './facts.js';
import { NOT_INSTALLED } from './installed.js';
import { tooBusy } from './want.js';

export interface Run {
  readonly program: 'ffmpeg' | 'ffprobe';
  readonly args: readonly string[];
  /** Takes what the program writes, piece by piece. */
  take(piece: Buffer): void;
}

export interface Ran {
  readonly ok: boolean;
  /** It was refused memory. Decoders then go on without the frame in hand, so that an earlier one looks like the last. */
  readonly starved: boolean;
  /** The end of what it said, for the log and to tell reasons apart. Never shown: it may name paths. */
  readonly said: string;
}

/** Bytes of writable memory: 4K in 10 bits needs more than half of it, 8K in 8 bits fits. */
const MEMORY = 1024 ** 3;
/** Milliseconds of all its threads, after which the kernel kills it. */
const CPU_LIMIT = 2 * DEADLINE;
/** Characters. */
const SAID = 4000;

/**
 * Of the input, in front of which they stand: the demuxer, so that nothing is guessed (among the guesses are playlists
 * and scripts that name other files), and the only protocol.
 */
export function inputOptions(input: VideoInput, container: Container): readonly string[] {
  const protocols = 'path' in input ? 'file' : 'http,tcp';
  // A QuickTime file may name others for its tracks; off by default, and it shall stay off.
  const closed = container === 'mov' ? ['-enable_drefs', '0', '-use_absolute_path', '0'] : [];
  return ['-protocol_whitelist', protocols, '-f', container, ...closed];
}

/** 'file:' keeps a path from being read as an address. */
export function addressOf(input: VideoInput): string {
  return 'path' in input ? `file:${input.path}` : input.url;
}

/**
 * @throws OssError 501 NotImplemented when the program is not there, 503 when it takes too long or the machine has no
 * room for it
 */
export async function ran({ program, args, take }: Run): Promise<Ran> {
  const limited = [...limits(), program, ...args];
  const ended = (await run(limited, take)) ?? (await run([program, ...args], take));
  if (ended === undefined || NO_PROGRAM.includes(ended.code)) {
    throw new OssError('NotImplemented', NOT_INSTALLED, { cause: new Error(ended?.said) });
  }
  if (ended.late) {
    const message = `The video missed its deadline: it took longer than ${DEADLINE / 1000} seconds to process.`;
    throw new OssError('ServiceUnavailable', message, { headers: { 'retry-after': '60' } });
  }
  // No video ends it so: the machine was out of memory, or somebody wanted it.
  if (ended.killed) throw tooBusy(new Error(ended.said));
  return { ok: ended.code === 0, starved: ended.starved, said: ended.said };
}

/** Exit codes of prlimit for a program that cannot be run or is not there. */
const NO_PROGRAM: readonly (number | null)[] = [126, 127];

interface Ended {
  readonly code: number | null;
  readonly said: string;
  readonly starved: boolean;
  readonly late: boolean;
  /** By somebody else, and sooner than by the limit of its CPU time. */
  readonly killed: boolean;
}

/** Node throws some failures at once, ENOMEM among them, and tells others by an event. */
function begin(command: string, args: readonly string[]): ChildProcess {
  try {
    return spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: DEADLINE, killSignal: 'SIGKILL' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOMEM') throw error;
    // Not in its words: of the memory of the machine, and not of what the video may take (workers/failure.ts).
    throw tooBusy(new Error('no process: the machine has no memory for one'));
  }
}

/** undefined: there is no such command. */
async function run(
  [command = '', ...args]: readonly string[],
  take: (piece: Buffer) => void,
): Promise<Ended | undefined> {
  const child = begin(command, args);
  const begun = performance.now();
  let said = '';
  let starved = false;
  // Without a descriptor there are no pipes, either.
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    starved ||= REFUSED_MEMORY.test(said);
    said = said.slice(-SAID);
  });
  child.stdout?.on('data', take);
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve(undefined);
      // No process or no descriptor for it.
      else reject(tooBusy(error));
    });
    child.once('close', (code, signal) => {
      const late = child.killed || (signal === 'SIGKILL' && mayHaveUsedItsTime(performance.now() - begun));
      const killed = signal === 'SIGKILL' && !late;
      resolve({ code, starved, said: signal === null ? said : `${said}\n${signal}`, late, killed });
    });
  });
}

/** Whether all the cores of the machine could have worked for CPU_LIMIT in so many milliseconds. */
function mayHaveUsedItsTime(elapsed: number): boolean {
  return elapsed * availableParallelism() >= CPU_LIMIT;
}

/** prlimit, in front of the program. A system without it has the deadline alone. */
function limits(): readonly string[] {
  if (process.platform !== 'linux') return [];
  return [
    'prlimit',
    `--data=${memoryLimit()}`,
    `--cpu=${CPU_LIMIT / 1000}`,
    '--fsize=0',
    '--core=0',
    '--nofile=64',
    '--',
  ];
}

/** A worker's own ceiling may be lower, and nobody may raise that. What V8 has reserved of it ffmpeg does not need. */
function memoryLimit(): number {
  const own = /^Max data size +\d* *\S+ +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
  return own === undefined ? MEMORY : Math.min(MEMORY, Number(own) - reservedForCode());
}

/** In the words of the C library, of the decoders and of whoever starts threads. */
const REFUSED_MEMORY = /cannot allocate memory|get_buffer\(\) failed|pthread_create\(\) failed/i;

/** Whatever ffmpeg says of a video is the video's fault, in words a client may read. */
export function refusalOf({ said, starved }: Pick<Ran, 'said' | 'starved'>): OssError {
  const cause = new Error(said);
  if (starved) {
    return new OssError('ImageTooLarge', 'The video needs more memory than one request may take.', { cause });
  }
  if (/decoder .*not found|no decoder|decoding requested, but no decoder/i.test(said)) {
    return new OssError('BadRequest', "The video's codec is not supported by this server's ffmpeg.", { cause });
  }
  return new OssError('BadRequest', 'The video is damaged or of a kind that is not supported.', { cause });
}
