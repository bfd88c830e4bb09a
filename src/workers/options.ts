/** The settings of a pool and their defaults. */
import { availableParallelism } from 'node:os';
import { DEADLINE } from '../process/cost.js';
import { defaultCeiling } from './ceiling.js';
import { type Confinement, UNCONFINED } from './confinement.js';
import type { CrewSettings } from './crew.js';
import type { Work } from './protocol.js';
import type { Death } from './worker-process.js';

/** A worker process died: for the log. */
export interface Incident extends Death {
  readonly pid: number | undefined;
}

/** A job is over: for the metrics. Names as in kind.ts. */
export interface JobFigures extends Work {
  readonly operation: string;
  readonly format: string;
}

export interface PoolOptions {
  /** Directory for results above 1 MB; made when absent, old results in it are removed. One pool per directory. */
  readonly scratch: string;
  /** Jobs that run at once. Default: one per core. With 1, a spare process serves the fast lane. */
  readonly size?: number;
  /** Milliseconds that a job may run. Default 30 000. */
  readonly deadline?: number;
  /** Milliseconds that a job may wait for its turn. Default 15 000. */
  readonly patience?: number;
  /** Jobs that wait at most, in each lane. Default 256. */
  readonly queueLength?: number;
  /**
   * Milliseconds of estimated CPU that wait at most, in each lane. Default 12 000 for each worker: a fifth less than
   * patience, for estimates are none to the second.
   */
  readonly queueCost?: number;
  /** The same in a lane that has stood for long. Default 1000 for each worker. */
  readonly standingCost?: number;
  /** Jobs that such a lane takes all the same. Default 8: a browser asks for six at once over HTTP/1.1. */
  readonly standingLength?: number;
  /** A running job whose client left is killed when more milliseconds than this are to come. Default 1000. */
  readonly abandonAbove?: number;
  /** Bytes of memory that a worker may take. Default: at most 1.5 GiB, see ceiling.ts. */
  readonly ceiling?: number;
  /** A worker is replaced between two jobs after so many of them, or when it is so large (bytes). Default 10 000; 384 MiB. */
  readonly recycleJobs?: number;
  readonly recycleRss?: number;
  /** Milliseconds for which a plan that cost a worker its life is refused. Default 60 000. */
  readonly poisonFor?: number;
  /** The niceness of the workers, 0 to 19. Default 10: the front answers first. */
  readonly nice?: number;
  /** Milliseconds that a worker may take to start. Default 15 000. */
  readonly startWithin?: number;
  /** Another engine: a file that calls serveJobs(). Default: Tintype's own. */
  readonly entry?: string | URL;
  /** What workers are kept from. Default: nothing. */
  readonly confinement?: Confinement;
  /** Added to the environment of the workers. */
  readonly env?: Readonly<Record<string, string>>;
  /** Told of every worker that died. */
  readonly report?: (incident: Incident) => void;
  /** Told of every job that a worker took and ended, well or not. */
  readonly observe?: (job: JobFigures) => void;
  /** Told when a rush begins, with true, and soon after it has ended, with false. */
  readonly inRush?: (rush: boolean) => void;
}

export interface PoolSettings extends Required<PoolOptions>, CrewSettings {
  /** Plans remembered as poison at most. */
  readonly poisonCapacity: number;
}

export function withDefaults(options: PoolOptions): PoolSettings {
  const { size = availableParallelism() } = options;
  const count = Math.max(2, size);
  const { ceiling = defaultCeiling(count) } = options;
  return {
    size,
    count,
    ceiling,
    deadline: DEADLINE,
    patience: 15_000,
    queueLength: 256,
    queueCost: 12_000 * size,
    standingCost: 1000 * size,
    standingLength: 8,
    abandonAbove: 1000,
    // The allocators' heaps grow a little with every picture: 75 MB at first, 130 after 40,000 small ones.
    recycleJobs: 10_000,
    recycleRss: 384 * 1024 * 1024,
    poisonFor: 60_000,
    poisonCapacity: 1000,
    nice: 10,
    startWithin: 15_000,
    entry: new URL('./worker.js', import.meta.url),
    confinement: UNCONFINED,
    env: {},
    report: () => {},
    observe: () => {},
    inRush: () => {},
    ...options,
  };
}
