/** What passes between the pool and a worker process (Node IPC, serialization 'advanced'). */
import type { Limits } from '../process/formats/limits.js';
import type { Plan } from '../process/plan.js';
import type { Source } from '../process/source.js';

export interface Job {
  readonly plan: Plan;
  readonly source: Source;
  /** In the order of plan.sources. */
  readonly sources: readonly Source[];
  readonly limits: Limits;
}

/** A finished job. A body above 1 MB comes as a file in the directory given to the pool: the caller owns it. */
export interface JobResult {
  readonly body: { readonly bytes: Buffer } | { readonly path: string };
  readonly size: number;
  readonly contentType: string;
}
