/** One worker process as the pool sees it. Knows no queue: it runs one job at a time and dies once. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { getPriority, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { imposeCeiling } from './ceiling.js';
import type { Confinement } from './confinement.js';
import { workerEnvironment } from './environment.js';
import { saysOutOfMemory } from './failure.js';
import { WORKER_FLAGS } from './node-flags.js';
import type { DoneMessage, FailedMessage, JobMessage, WorkerMessage } from './protocol.js';

/** Bytes of standard error kept for the log. */
const TAIL = 4000;
/** Of its ceiling: who dies this large without a word was refused memory, by code that does not look. */
const STARVED_ABOVE = 0.75;
/** Milliseconds in which what a dead process wrote last is still waited for. */
const LAST_WORDS = 100;

/** Why the pool killed a worker. */
export type KillReason =
  | 'abandoned'
  | 'ceiling'
  | 'closing'
  | 'deadline'
  | 'recycled'
  | 'silent'
  | 'start-timeout'
  | 'stopped';

export interface Death {
  /** 'crashed': by itself or by a stranger. */
  readonly reason: KillReason | 'crashed';
  /** What it was doing. */
  readonly during: 'starting' | 'idle' | 'busy';
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last of its standard error. */
  readonly detail: string;
  /** It said that memory was refused, or was close to its ceiling when it was last heard. */
  readonly starved: boolean;
}

export interface WorkerEvents {
  ready(worker: WorkerProcess): void;
  settled(worker: WorkerProcess, message: DoneMessage | FailedMessage): void;
  /** Exactly once, and the last event. */
  died(worker: WorkerProcess, death: Death): void;
}

export interface WorkerSettings {
  /** The file to run: it calls serveJobs(). */
  readonly entry: string | URL;
  readonly confinement: Confinement;
  /** Added to the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Bytes. */
  readonly ceiling: number;
  readonly nice: number;
  /** Milliseconds from the start to 'ready'. */
  readonly startWithin: number;
}

export class WorkerProcess {
  /** Its place in the crew, from 1: a number that its successor may have again. */
  readonly place: number;
  readonly startedAt = performance.now();
  readonly #settings: WorkerSettings;
  readonly #events: WorkerEvents;
  readonly #child: ChildProcess;
  readonly #startTimer: NodeJS.Timeout;
  readonly #ceilingImposed: Promise<boolean>;
  /** Resolves when the process has really gone, which can be later than died(). */
  readonly exited: Promise<unknown>;
  #state: 'starting' | 'idle' | 'busy' | 'dead' = 'starting';
  #watchResident = false;
  #job = 0;
  #tail = '';
  #saidStarved = false;
  /** Resident bytes, as last heard. */
  rss = 0;
  /** Jobs finished, well or not. */
  jobs = 0;
  /** It was replaced and goes as soon as its successor is there. */
  retiring = false;
  /** Looks in a row without a sign of life; the watch counts it up. */
  silentFor = 0;

  constructor(place: number, settings: WorkerSettings, events: WorkerEvents) {
    this.place = place;
    this.#settings = settings;
    this.#events = events;
    const env = workerEnvironment(process.env, settings.env);
    const stdio = ['ignore', 'ignore', 'pipe', 'ipc'] as const;
    // It leads a process group of its own, by its command or by a session, and what it starts (ffmpeg) dies with it.
    const detached = !settings.confinement.ownGroup;
    const [program, ...args] = commandOf(settings);
    this.#child = spawn(program, args, { serialization: 'advanced', env, stdio: [...stdio], detached });
    this.#child.on('message', (message) => this.#heard(message as WorkerMessage));
    this.#child.on('error', (error) => this.#crashed(null, null, error.message));
    this.exited = once(this.#child, 'exit').catch(() => undefined);
    this.#child.on('exit', (code, signal) => {
      killGroup(this.pid);
      void this.#lastWords().then(() => this.#crashed(code, signal));
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      const said = this.#tail + text;
      // Behind it V8 writes its stack, which can be longer than what is kept.
      this.#saidStarved ||= saysOutOfMemory(said);
      this.#tail = said.slice(-TAIL);
    });
    this.#startTimer = setTimeout(() => this.kill('start-timeout'), settings.startWithin);
    lowerPriority(this.pid, settings.nice);
    this.#ceilingImposed = this.pid === undefined ? Promise.resolve(false) : imposeCeiling(this.pid, settings.ceiling);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get state(): 'starting' | 'idle' | 'busy' | 'dead' {
    return this.#state;
  }

  /** Only when idle. */
  run(message: JobMessage): void {
    this.#state = 'busy';
    this.#job = message.id;
    // A closed channel is the death of the worker, which is reported as such.
    this.#child.send(message, () => {});
  }

  /** At once and by force; died() is called before this returns. */
  kill(reason: KillReason): void {
    this.#child.kill('SIGKILL');
    killGroup(this.pid);
    this.#die({ reason, code: null, signal: 'SIGKILL', detail: this.#tail });
  }

  #heard(message: WorkerMessage): void {
    if (this.#state === 'dead') return;
    this.silentFor = 0;
    if ('rss' in message) this.rss = message.rss;
    switch (message.type) {
      case 'ready':
        return void this.#admit();
      case 'broken':
        this.#tail = message.detail;
        return;
      case 'beat':
        if (this.#watchResident && this.rss > this.#settings.ceiling) this.kill('ceiling');
        return;
      default:
        if (this.#state !== 'busy' || message.id !== this.#job) return;
        this.#state = 'idle';
        this.jobs += 1;
        this.#events.settled(this, message);
    }
  }

  /** No job before the ceiling is in place. */
  async #admit(): Promise<void> {
    this.#watchResident = !(await this.#ceilingImposed);
    if (this.#state !== 'starting') return;
    clearTimeout(this.#startTimer);
    this.#state = 'idle';
    this.#events.ready(this);
  }

  /** Standard error may arrive after the exit; a grandchild may hold it open, so there is a limit. */
  async #lastWords(): Promise<void> {
    const { stderr } = this.#child;
    if (stderr === null || stderr.readableEnded) return;
    await once(stderr, 'close', { signal: AbortSignal.timeout(LAST_WORDS) }).catch(() => undefined);
  }

  #crashed(code: number | null, signal: NodeJS.Signals | null, detail = this.#tail): void {
    this.#die({ reason: 'crashed', code, signal, detail });
  }

  #die(death: Omit<Death, 'during' | 'starved'>): void {
    const during = this.#state;
    if (during === 'dead') return;
    this.#state = 'dead';
    clearTimeout(this.#startTimer);
    const starved = this.#saidStarved || this.rss > STARVED_ABOVE * this.#settings.ceiling;
    this.#events.died(this, { ...death, during, starved });
  }
}

function commandOf({ confinement, entry }: WorkerSettings): readonly [string, ...string[]] {
  const path = entry instanceof URL || entry.startsWith('file:') ? fileURLToPath(entry) : entry;
  const own = [process.execPath, ...WORKER_FLAGS, path] as const;
  const [program, ...args] = confinement.command;
  return program === undefined ? own : [program, ...args, ...own];
}

/** A worker with all that it started. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}

/** Right after the fork: on Linux only threads made later inherit it. */
function lowerPriority(pid: number | undefined, nice: number): void {
  if (pid === undefined) return;
  try {
    // A front that is itself niced further cannot raise its children.
    setPriority(pid, Math.max(nice, getPriority()));
  } catch {
    // It has died already, which is reported as such; or the system forbids it, and it works at normal priority.
  }
}
