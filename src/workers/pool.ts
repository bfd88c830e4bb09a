/**
 * The pool of worker processes. Pixels live there: a worker that hangs, swells or crashes is killed and replaced, and
 * only its own request notices. Processes and not threads, because a native fault in a thread ends the whole server.
 */
import { Admission } from './admission.js';
import { Crew } from './crew.js';
import { errorOf } from './failure.js';
import { formatOf, operationOf } from './kind.js';
import { type PoolOptions, type PoolSettings, withDefaults } from './options.js';
import { Poison, type PoisonCause } from './poison.js';
import type { DoneMessage, FailedMessage, Job, JobResult, Work } from './protocol.js';
import { JobQueue, type Lane, mayStart, type Place } from './queue.js';
import { RunningJobs } from './running.js';
import { Rush } from './rush.js';
import { Scratch } from './scratch.js';
import { type Price, Ticket, type TicketOptions } from './ticket.js';
import {
  brokenError,
  closingError,
  FullErrors,
  hopelessError,
  lateError,
  type Refusal,
  type RefusalReason,
  verdictOn,
} from './verdict.js';
import type { Death, WorkerProcess } from './worker-process.js';

export type { PoolOptions } from './options.js';

/** Counters grow from the start of the pool; the rest is how things stand. */
export interface PoolStats {
  readonly workers: { readonly starting: number; readonly idle: number; readonly busy: number };
  readonly pids: readonly number[];
  /** Resident bytes of each worker, as last reported by it, by its place in the crew. */
  readonly rssByWorker: Readonly<Record<string, number>>;
  readonly queued: Readonly<Record<Lane, number>>;
  /** Estimated milliseconds of CPU. */
  readonly queuedCost: Readonly<Record<Lane, number>>;
  /** For how long a lane has stood; 0 of one that does not. */
  readonly standingSeconds: Readonly<Record<Lane, number>>;
  /** done: a result; failed: an error of the engine; crashed, killed: it cost the worker; refused: it never ran. */
  readonly jobs: Readonly<Record<'done' | 'failed' | 'crashed' | 'killed' | 'refused' | 'left', number>>;
  /** Jobs that never ran, by reason. */
  readonly refusals: Readonly<Record<RefusalReason, number>>;
  /** Workers that died and were replaced, other than by recycling, by why they died. */
  readonly deaths: Readonly<Record<string, number>>;
  readonly recycled: number;
  readonly poisoned: number;
  /** Why workers do not start, when none does. */
  readonly broken: string | undefined;
  /** The first worker has not been ready yet. */
  readonly starting: boolean;
}

export class WorkerPool {
  readonly #settings: PoolSettings;
  readonly #scratch: Scratch;
  readonly #queue: JobQueue<Ticket>;
  readonly #admission: Admission<Ticket>;
  readonly #poison: Poison;
  readonly #crew: Crew;
  readonly #running: RunningJobs;
  readonly #refusals = { queue: 0, deadline: 0, drain: 0, poison: 0, broken: 0 };
  readonly #jobs = { done: 0, failed: 0, crashed: 0, killed: 0, left: 0 };
  readonly #full = new FullErrors();
  readonly #rush: Rush;
  #closing: Promise<void> | undefined;
  #drained: () => void = () => {};

  private constructor(settings: PoolSettings, scratch: Scratch) {
    this.#settings = settings;
    this.#scratch = scratch;
    this.#queue = new JobQueue(settings);
    this.#running = new RunningJobs(settings);
    this.#admission = new Admission(settings, this.#queue, this.#running.held);
    this.#rush = new Rush(settings.inRush);
    this.#poison = new Poison({ lifetime: settings.poisonFor, capacity: settings.poisonCapacity });
    this.#crew = new Crew(settings, {
      settled: (worker, message) => this.#settled(worker, message),
      died: (worker, death) => this.#died(worker, death),
      changed: () => this.#changed(),
    });
  }

  /**
   * Resolves when every worker is ready or has failed to start. Failing is no error here: the pool goes on trying, and
   * until a worker starts, jobs are answered with a 500 that carries the cause, or a 503 where the machine is too busy.
   */
  static async start(options: PoolOptions): Promise<WorkerPool> {
    const pool = await WorkerPool.open(options);
    await pool.#crew.tried;
    return pool;
  }

  /** The same without waiting for the workers: until one is ready, jobs wait in the queue. */
  static async open(options: PoolOptions): Promise<WorkerPool> {
    const settings = withDefaults(options);
    return new WorkerPool(settings, await Scratch.open(settings.scratch));
  }

  /**
   * Runs a job. Rejects with the engine's OssError; ServiceUnavailable (503, Retry-After) for a full queue, a deadline, a
   * plan remembered as poison and while closing; ImageTooLarge for the memory ceiling; InternalServerError for a crash;
   * the signal's reason when the client leaves. `cost` is in estimated milliseconds of CPU, `key` identifies the result.
   */
  run(job: Job, options: TicketOptions): Promise<JobResult> {
    if (options.signal.aborted) return Promise.reject(options.signal.reason);
    const refusal = this.#refusal(options, options.place);
    if (refusal !== undefined) return Promise.reject(this.#counted(refusal));
    const ticket = new Ticket(job, this.#scratch.newPath(), options, (left) => this.#clientLeft(left));
    this.#queue.add(ticket);
    ticket.expireIn(this.#settings.patience, () => this.#tooLate(ticket, lateError));
    this.#dispatch();
    return ticket.result;
  }

  /** So many wait that a job may be refused: then it is worth asking before anything is done for it. */
  get crowded(): boolean {
    return this.#admission.crowded;
  }

  /** Somebody was refused for want of room a moment ago. */
  get rush(): boolean {
    return this.#rush.on;
  }

  /** Would run() take it? */
  takes(price: Price): boolean {
    return this.#refusal(price) === undefined;
  }

  /** Throws, and counts, what run() would reject with at once. */
  refuse(price: Price): void {
    const refusal = this.#refusal(price);
    if (refusal !== undefined) throw this.#counted(refusal);
  }

  /**
   * Keeps a place while `work` fetches what a job needs, for run() to use: else all who come meanwhile would be fetched for,
   * and most then refused. Rejects at once with what refuse() throws. A client that leaves frees the place, though the
   * fetch goes on.
   */
  async holding<T>(price: Price, signal: AbortSignal, work: (place: Place) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    this.refuse(price);
    const place = this.#queue.hold(price);
    signal.addEventListener('abort', place.release, { once: true });
    try {
      return await work(place);
    } finally {
      signal.removeEventListener('abort', place.release);
      place.release();
    }
  }

  stats(): PoolStats {
    const crew = this.#crew;
    return {
      workers: { starting: crew.count('starting'), idle: crew.count('idle'), busy: crew.count('busy') },
      pids: crew.pids,
      rssByWorker: Object.fromEntries(crew.rss),
      queued: { fast: this.#queue.length('fast'), slow: this.#queue.length('slow') },
      queuedCost: { fast: this.#queue.cost('fast'), slow: this.#queue.cost('slow') },
      standingSeconds: { fast: this.#queue.standing('fast') / 1000, slow: this.#queue.standing('slow') / 1000 },
      jobs: { ...this.#jobs, refused: Object.values(this.#refusals).reduce((sum, n) => sum + n, 0) },
      refusals: { ...this.#refusals },
      deaths: Object.fromEntries(crew.deaths),
      recycled: crew.recycled,
      poisoned: this.#poison.size,
      broken: crew.broken?.why,
      starting: crew.starting,
    };
  }

  /** Takes no more jobs, lets those that run or wait finish for at most `within` milliseconds, then ends the workers. */
  close(within = 10_000): Promise<void> {
    this.#closing ??= this.#close(within);
    return this.#closing;
  }

  async #close(within: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, within);
      this.#drained = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#noteDrained();
    });
    for (const ticket of this.#queue.entries()) this.#refuse(ticket, { reason: 'drain', error: closingError() });
    await this.#crew.close();
  }

  #noteDrained(): void {
    const waiting = this.#queue.length('fast') + this.#queue.length('slow');
    if (waiting + this.#running.size === 0) this.#drained();
  }

  /** `place`: kept for it before, and now the job's own. */
  #refusal(price: Price, place?: Place): Refusal | undefined {
    if (this.#closing !== undefined) return { reason: 'drain', error: closingError() };
    const poisoned = this.#poison.refusal(price.key) ?? this.#poison.refusal(price.source);
    if (poisoned !== undefined) return { reason: 'poison', error: poisoned };
    if (this.#crew.broken !== undefined) return { reason: 'broken', error: brokenError(this.#crew.broken) };
    place?.release();
    if (place !== undefined || this.#admission.takes(price)) return undefined;
    return { reason: 'queue', error: this.#full.of(this.#admission.secondsToWait(price.lane)) };
  }

  #changed(): void {
    const { broken } = this.#crew;
    if (broken === undefined) {
      this.#dispatch();
    } else {
      const error = brokenError(broken);
      for (const ticket of this.#queue.entries()) this.#refuse(ticket, { reason: 'broken', error });
    }
    this.#noteDrained();
  }

  #dispatch(): void {
    for (const ticket of this.#admission.hopeless()) this.#tooLate(ticket, hopelessError);
    for (;;) {
      const worker = this.#crew.idle();
      if (worker === undefined) return;
      const ticket = this.#queue.take((lane) => mayStart(lane, this.#settings.size, this.#running.held));
      if (ticket === undefined) return;
      this.#running.begin(ticket, worker);
    }
  }

  #settled(worker: WorkerProcess, message: DoneMessage | FailedMessage): void {
    const ticket = this.#running.end(worker);
    if (ticket === undefined) return;
    const { job, work } = ticket;
    this.#observe(job, work, message.type === 'done' ? message.contentType : undefined);
    if (message.type === 'failed') {
      this.#jobs.failed += 1;
      if (message.failure.ceiling) this.#remember(ticket, 'ceiling');
      ticket.discard();
      ticket.reject(errorOf(message.failure));
    } else {
      this.#jobs.done += 1;
      this.#admission.note(ticket, work.rendering);
      if (ticket.open) ticket.resolve(resultOf(message, ticket.output, work));
      else if (message.bytes === undefined) ticket.discard();
    }
  }

  #died(worker: WorkerProcess, death: Death): void {
    this.#settings.report({ pid: worker.pid, ...death });
    const ticket = this.#running.end(worker);
    if (ticket === undefined) return;
    this.#observe(ticket.job, ticket.work);
    void worker.exited.then(() => ticket.discard());
    this.#jobs[death.reason === 'crashed' ? 'crashed' : 'killed'] += 1;
    const { poison, error } = verdictOn(death, this.#settings);
    if (poison !== undefined) this.#remember(ticket, poison);
    if (poison === 'deadline' && ticket.source !== undefined) this.#poison.remember(ticket.source, 'source');
    ticket.reject(error);
  }

  #observe(job: Job, work: Work, contentType?: string): void {
    this.#settings.observe({ operation: operationOf(job), format: formatOf(contentType), ...work });
  }

  #remember({ key }: Ticket, cause: PoisonCause): void {
    if (key !== undefined) this.#poison.remember(key, cause);
  }

  #clientLeft(ticket: Ticket): void {
    this.#jobs.left += 1;
    const waited = this.#queue.remove(ticket);
    ticket.leave();
    if (waited) {
      ticket.stopTimer();
      this.#noteDrained();
    } else {
      this.#running.abandon(ticket);
    }
  }

  #tooLate(ticket: Ticket, error: (seconds: number) => Error): void {
    this.#refuse(ticket, { reason: 'deadline', error: error(this.#admission.secondsToWait(ticket.lane)) });
    this.#noteDrained();
  }

  #refuse(ticket: Ticket, { reason, error }: Refusal): void {
    this.#queue.remove(ticket);
    ticket.reject(this.#counted({ reason, error }));
  }

  #counted({ reason, error }: Refusal): Error {
    this.#refusals[reason] += 1;
    if (reason === 'queue') this.#rush.refused();
    return error;
  }
}

/** The worker names no path: the pool reads only the file that it chose itself. */
function resultOf({ bytes, size, contentType }: DoneMessage, output: string, work: Work): JobResult {
  if (bytes === undefined) return { body: { path: output }, size, contentType, work };
  return { body: { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) }, size, contentType, work };
}
