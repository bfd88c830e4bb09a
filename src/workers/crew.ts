/** Keeps a number of worker processes alive: starts, back-off, successors, and the watch for stopped ones. */
import { Backoff } from './backoff.js';
import type { DoneMessage, FailedMessage } from './protocol.js';
import { type StartFailure, startFailureOf } from './verdict.js';
import { isStopped, LOOK_EVERY, sentence } from './watch.js';
import { type Death, WorkerProcess, type WorkerSettings } from './worker-process.js';

/** Milliseconds after which a worker without a job has proved that it can live. */
const SETTLED_AFTER = 5000;
/** Milliseconds before the successor of one that started but died at once: short, for it may have been killed. */
const PAUSE_AFTER_READY = 500;
/** Failed starts in a row after which jobs are no longer kept waiting for the next try. */
const BROKEN_AFTER = 2;

export interface CrewSettings extends WorkerSettings {
  readonly count: number;
  /** A worker that has done so many jobs, or is this large between two jobs (bytes), gets a successor. */
  readonly recycleJobs: number;
  readonly recycleRss: number;
}

export interface CrewEvents {
  settled(worker: WorkerProcess, message: DoneMessage | FailedMessage): void;
  died(worker: WorkerProcess, death: Death): void;
  /** Something changed for those who wait: a worker became idle, or the crew turned out to be broken. */
  changed(): void;
}

export class Crew {
  readonly #settings: CrewSettings;
  readonly #events: CrewEvents;
  readonly #workers = new Set<WorkerProcess>();
  /** Dead for the pool, but perhaps still in the process table. */
  readonly #leaving = new Set<Promise<unknown>>();
  readonly #backoff = new Backoff();
  readonly #watch: NodeJS.Timeout;
  #retry: NodeJS.Timeout | undefined;
  #failedStarts = 0;
  #startFailure: StartFailure | undefined;
  #closed = false;
  #firstTry: () => void = () => {};
  /** Resolves when every worker of the first batch is ready or has failed. */
  readonly tried: Promise<void>;
  /** Until the first worker is ready. */
  starting = true;
  recycled = 0;
  /** Workers that died and were replaced, other than by recycling, by why they died. */
  readonly deaths = new Map<Death['reason'], number>();

  constructor(settings: CrewSettings, events: CrewEvents) {
    this.#settings = settings;
    this.#events = events;
    this.tried = new Promise((resolve) => {
      this.#firstTry = resolve;
    });
    this.#watch = setInterval(() => this.#look(), LOOK_EVERY);
    this.#fill();
  }

  /** Why no job can run now: workers die at start, again and again. */
  get broken(): StartFailure | undefined {
    const hopeless = this.#failedStarts >= BROKEN_AFTER && this.count('idle') + this.count('busy') === 0;
    return hopeless ? this.#startFailure : undefined;
  }

  /** Resident bytes by place. There is one place more than workers while one of them is replaced. */
  get rss(): ReadonlyMap<number, number> {
    return new Map([...this.#workers].map(({ place, rss }) => [place, rss]));
  }

  get pids(): number[] {
    return [...this.#workers].flatMap(({ pid }) => pid ?? []);
  }

  count(state: 'starting' | 'idle' | 'busy'): number {
    return [...this.#workers].filter((worker) => worker.state === state).length;
  }

  /** The one that has served longest comes first: its caches are warm, and a spare one stays small. */
  idle(): WorkerProcess | undefined {
    for (const worker of this.#workers) if (worker.state === 'idle') return worker;
    return undefined;
  }

  /** Kills all; resolves when they have left the process table. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#watch);
    clearTimeout(this.#retry);
    for (const worker of this.#workers) worker.kill('closing');
    await Promise.all(this.#leaving);
  }

  #fill(): void {
    for (let missing = this.#missing(); missing > 0; missing--) {
      if (this.#closed || this.#retry !== undefined) return;
      // After a failure one at a time: a broken installation costs one process per delay, not a storm of them.
      if (this.#backoff.failures > 0 && this.count('starting') > 0) return;
      if (this.#backoff.wait > 0) this.#fillLater(this.#backoff.wait);
      else this.#start();
    }
  }

  #missing(): number {
    return this.#settings.count - [...this.#workers].filter(({ retiring }) => !retiring).length;
  }

  #fillLater(delay: number): void {
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#fill();
    }, delay);
  }

  #start(): void {
    const began = performance.now();
    try {
      const worker: WorkerProcess = new WorkerProcess(this.#freePlace(), this.#settings, {
        ready: () => this.#ready(),
        settled: (_, message) => this.#settled(worker, message),
        died: (_, death) => this.#died(worker, death),
      });
      this.#workers.add(worker);
    } catch (error) {
      // Later, as of one that dies: the pool may not have this crew yet.
      setImmediate(() => this.#notStarted(began, error as Error));
    }
  }

  /** Node throws some failures of a start at once: ENOMEM. */
  #notStarted(began: number, { message: detail }: Error): void {
    this.deaths.set('crashed', (this.deaths.get('crashed') ?? 0) + 1);
    if (this.#backoff.failed(began)) {
      this.#failedStarts += 1;
      const death = {
        reason: 'crashed',
        during: 'starting',
        code: null,
        signal: null,
        detail,
        starved: false,
      } as const;
      this.#startFailure = startFailureOf(death);
    }
    this.#noteFirstTry();
    this.#fill();
    this.#events.changed();
  }

  #freePlace(): number {
    const taken = new Set([...this.#workers].map(({ place }) => place));
    let place = 1;
    while (taken.has(place)) place += 1;
    return place;
  }

  #ready(): void {
    this.starting = false;
    this.#failedStarts = 0;
    this.#relieve();
    this.#fill();
    this.#noteFirstTry();
    this.#events.changed();
  }

  #settled(worker: WorkerProcess, message: DoneMessage | FailedMessage): void {
    this.#backoff.succeeded();
    this.#events.settled(worker, message);
    const worn = worker.jobs >= this.#settings.recycleJobs || worker.rss >= this.#settings.recycleRss;
    if (worn) this.#retire(worker);
    this.#relieve();
    this.#events.changed();
  }

  /** Starts a successor; until that is ready the old one goes on. One at a time, or all of equal age would go at once. */
  #retire(worker: WorkerProcess): void {
    const others = [...this.#workers].some(({ retiring }) => retiring);
    if (others || this.#closed || this.#backoff.failures > 0) return;
    worker.retiring = true;
    this.#fill();
  }

  /** Lets the retiring go, when there are enough of the others and between two jobs. */
  #relieve(): void {
    if (this.#missing() > 0 || this.count('starting') > 0) return;
    for (const worker of this.#workers) {
      if (!worker.retiring || worker.state !== 'idle') continue;
      this.recycled += 1;
      worker.kill('recycled');
    }
  }

  #died(worker: WorkerProcess, death: Death): void {
    this.#workers.delete(worker);
    const gone: Promise<unknown> = worker.exited.then(() => this.#leaving.delete(gone));
    this.#leaving.add(gone);
    const meant = death.reason === 'recycled' || death.reason === 'closing';
    if (!meant) this.#noteFailure(worker, death);
    this.#events.died(worker, death);
    // Before the next try, which is no longer of the first batch.
    this.#noteFirstTry();
    this.#fill();
    this.#events.changed();
  }

  #noteFailure(worker: WorkerProcess, death: Death): void {
    this.deaths.set(death.reason, (this.deaths.get(death.reason) ?? 0) + 1);
    if (death.during === 'idle' && worker.jobs === 0 && performance.now() - worker.startedAt < SETTLED_AFTER) {
      this.#backoff.failed(worker.startedAt, PAUSE_AFTER_READY);
    }
    if (death.during !== 'starting' || !this.#backoff.failed(worker.startedAt)) return;
    this.#failedStarts += 1;
    this.#startFailure = startFailureOf(death);
  }

  #noteFirstTry(): void {
    if (this.count('starting') === 0) this.#firstTry();
  }

  /** Every worker beats; one that has not since the last look may have been stopped. */
  #look(): void {
    for (const worker of this.#workers) {
      const silent = worker.silentFor++;
      if (silent === 0 || worker.pid === undefined) continue;
      const reason = sentence(worker.state, silent, isStopped(worker.pid));
      if (reason !== undefined) worker.kill(reason);
    }
  }
}
