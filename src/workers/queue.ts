/** The waiting jobs: two lanes, each bounded by number and by estimated cost, and the rule which lane may start. */

export type Lane = 'fast' | 'slow';

export interface Waiting {
  readonly lane: Lane;
  /** Estimated milliseconds of CPU. */
  readonly cost: number;
}

export interface LaneBounds {
  readonly jobs: number;
  /** Milliseconds of CPU of all that wait in the lane. */
  readonly cost: number;
}

/**
 * May a job of this lane start? Slow jobs hold at most size − 1 workers, so that a fast one never waits for them.
 * With a single core one job runs at a time, and a spare process takes one fast job beside a slow one.
 */
export function mayStart(lane: Lane, size: number, running: Readonly<Record<Lane, number>>): boolean {
  const all = running.fast + running.slow;
  if (size === 1) return all === 0 || (lane === 'fast' && all === 1 && running.slow === 1);
  return all < size && (lane === 'fast' || running.slow < size - 1);
}

interface Line<T> {
  /** Each with the number of its arrival; the first is the one that has waited longest. */
  readonly entries: Map<T, number>;
  cost: number;
}

export class JobQueue<T extends Waiting> {
  readonly #bounds: LaneBounds;
  // Bounds are per lane: a heap of slow jobs must not shut fast ones out.
  readonly #lines: Readonly<Record<Lane, Line<T>>> = {
    fast: { entries: new Map(), cost: 0 },
    slow: { entries: new Map(), cost: 0 },
  };
  #arrivals = 0;

  constructor(bounds: LaneBounds) {
    this.#bounds = bounds;
  }

  length(lane: Lane): number {
    return this.#lines[lane].entries.size;
  }

  cost(lane: Lane): number {
    return this.#lines[lane].cost;
  }

  /** False: its lane is full. An empty lane takes any job, however dear. */
  push(entry: T): boolean {
    const line = this.#lines[entry.lane];
    if (line.entries.size >= this.#bounds.jobs) return false;
    if (line.entries.size > 0 && line.cost + entry.cost > this.#bounds.cost) return false;
    line.entries.set(entry, this.#arrivals++);
    line.cost += entry.cost;
    return true;
  }

  /** False: it was not waiting. */
  remove(entry: T): boolean {
    const line = this.#lines[entry.lane];
    if (!line.entries.delete(entry)) return false;
    // An empty lane costs exactly nothing: rounding errors must not add up.
    line.cost = line.entries.size === 0 ? 0 : line.cost - entry.cost;
    return true;
  }

  /** Takes the job that has waited longest among the lanes that may start now. */
  take(allowed: (lane: Lane) => boolean): T | undefined {
    const [fast] = allowed('fast') ? this.#lines.fast.entries : [];
    const [slow] = allowed('slow') ? this.#lines.slow.entries : [];
    const [entry] = (fast && slow ? (fast[1] < slow[1] ? fast : slow) : (fast ?? slow)) ?? [];
    if (entry !== undefined) this.remove(entry);
    return entry;
  }

  /** Everything that waits. */
  entries(): T[] {
    return [...this.#lines.fast.entries.keys(), ...this.#lines.slow.entries.keys()];
  }
}
