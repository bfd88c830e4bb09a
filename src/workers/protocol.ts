/** What passes between the pool and a worker process (Node IPC, serialization 'advanced'). */
import type { Limits } from '../process/formats/limits.js';
import type { Plan } from '../process/plan.js';
import type { Source } from '../process/source.js';
import type { Footage } from '../process/video/grab.js';
import type { Probe } from '../process/video/probe.js';

export type Job = RenderJob | ProbeJob;

export interface RenderJob {
  readonly plan: Plan;
  /** A picture, or the video of plan.snapshot. */
  readonly source: Source | Footage;
  /** In the order of plan.sources. */
  readonly sources: readonly Source[];
  readonly limits: Limits;
}

/** Reads the facts of a video: the result is their JSON. */
export interface ProbeJob {
  readonly probe: Probe;
}

/** Milliseconds: in the queue, and from the job's leaving for the worker to its result. */
export interface Work {
  readonly queued: number;
  readonly rendering: number;
}

/**
 * A finished job. A body above 1 MB comes as a file in the directory given to the pool, which the caller owns; but as
 * bytes where the disk has no room for it.
 */
export interface JobResult {
  readonly body: { readonly bytes: Buffer } | { readonly path: string };
  readonly size: number;
  readonly contentType: string;
  readonly work: Work;
}

/** Bodies longer than this travel as a file: 30 MB over IPC would hold the front's loop for 28 ms. */
export const FILE_ABOVE = 1024 * 1024;

/** Milliseconds between two beats of a worker. */
export const BEAT_EVERY = 150;

/** What runs in a worker: a job in, the encoded bytes out. Rejects with an OssError for what is the client's fault. */
export type Engine = (job: Job) => Promise<{ readonly bytes: Uint8Array; readonly contentType: string }>;

/** Pool -> worker. */
export interface JobMessage {
  readonly type: 'job';
  readonly id: number;
  readonly job: Job;
  /** Where a large body goes. The pool chooses the name, so that it can remove what a killed worker left. */
  readonly output: string;
}

/** An error as plain data. Without a code it was unforeseen. */
export interface Failure {
  readonly code?: string;
  readonly message: string;
  readonly ec?: string | undefined;
  readonly fields?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Stack and causes as text, for the log. */
  readonly detail: string;
  /** An allocation was refused: the job met the memory ceiling. */
  readonly ceiling: boolean;
}

export interface DoneMessage {
  readonly type: 'done';
  readonly id: number;
  /** Absent: the body is in the file that the job named. */
  readonly bytes?: Uint8Array;
  readonly size: number;
  readonly contentType: string;
  /** Resident bytes of the worker after the job. */
  readonly rss: number;
}

export interface FailedMessage {
  readonly type: 'failed';
  readonly id: number;
  readonly failure: Failure;
  readonly rss: number;
}

/** Worker -> pool. 'broken': the engine could not be loaded; the worker then exits. */
export type WorkerMessage =
  | { readonly type: 'ready'; readonly rss: number }
  | { readonly type: 'broken'; readonly detail: string }
  | { readonly type: 'beat'; readonly rss: number }
  | DoneMessage
  | FailedMessage;
