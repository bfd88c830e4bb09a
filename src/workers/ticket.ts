/** One job on its way through the pool, and the promise of the one who asked for it. */
import { rm } from 'node:fs/promises';
import type { Job, JobResult, Work } from './protocol.js';
import type { Lane, Place, Waiting } from './queue.js';

/** What decides whether a job is taken. */
export interface Price extends Waiting {
  /** Identifies the result. */
  readonly key?: string;
  /** What the work is on, where that decides how long it takes and the plan does not: a video. */
  readonly source?: string;
}

export interface TicketOptions extends Price {
  readonly signal: AbortSignal;
  /** Of holding(). */
  readonly place?: Place;
}

export class Ticket implements Waiting {
  readonly job: Job;
  /** Where the worker puts a large body. */
  readonly output: string;
  readonly cost: number;
  readonly lane: Lane;
  readonly key: string | undefined;
  readonly source: string | undefined;
  readonly result: Promise<JobResult>;
  readonly #signal: AbortSignal;
  readonly #left: () => void;
  #resolve: (result: JobResult) => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #timer: NodeJS.Timeout | undefined;
  /** Somebody still waits for the answer. */
  open = true;
  startedAt = 0;
  readonly #cameAt = performance.now();

  /** `left` is called when the client leaves while the ticket is open. */
  constructor(
    job: Job,
    output: string,
    { cost, lane, signal, key, source }: TicketOptions,
    left: (ticket: Ticket) => void,
  ) {
    this.job = job;
    this.output = output;
    this.cost = cost;
    this.lane = lane;
    this.key = key;
    this.source = source;
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#signal = signal;
    this.#left = () => left(this);
    signal.addEventListener('abort', this.#left, { once: true });
  }

  /** Replaces the timer that runs: first it is for the waiting, then for the work. Milliseconds. */
  expireIn(delay: number, expired: (ticket: Ticket) => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => expired(this), delay);
  }

  /** Milliseconds of work that the estimate says are still to come. */
  get remaining(): number {
    return this.cost - (performance.now() - this.startedAt);
  }

  /** Of a job that has just ended. */
  get work(): Work {
    return { queued: this.startedAt - this.#cameAt, rendering: performance.now() - this.startedAt };
  }

  resolve(result: JobResult): void {
    this.#close();
    this.#resolve(result);
  }

  reject(error: unknown): void {
    this.#close();
    this.#reject(error);
  }

  /** The client has left; a worker may go on, and its timer with it. */
  leave(): void {
    this.open = false;
    this.#reject(this.#signal.reason);
  }

  /** The work is over, whoever still waits. */
  stopTimer(): void {
    clearTimeout(this.#timer);
  }

  /** Removes a large body that nobody will fetch, whole or half written. */
  discard(): void {
    rm(this.output, { force: true }).catch(() => undefined);
  }

  #close(): void {
    this.open = false;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#left);
  }
}
