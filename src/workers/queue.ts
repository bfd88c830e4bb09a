/**
 * The waiting jobs: two lanes, each bounded by number and by estimated cost, and the rules which lane may start and whose
 * turn it is (docs/decisions/0034).
 */

export type Lane = 'fast' | 'slow';

export interface Waiting {
  readonly lane: Lane;
  /** Estimated milliseconds of CPU. */
  readonly cost: number;
}

export interface LaneBounds {
  /** Jobs. */
  readonly queueLength: number;
  /** Milliseconds of CPU of all that wait in the lane. */
  readonly queueCost: number;
  /** The same, in a lane that stands, of those that have not waited as long as that takes. */
  readonly standingCost: number;
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

/** When a job came: its number among all, and milliseconds of a clock that never goes back. */
interface Arrival {
  readonly number: number;
  readonly at: number;
}

interface Line<T> {
  /** The first is the one that has waited longest. */
  readonly entries: Map<T, Arrival>;
  cost: number;
}

/**
 * Milliseconds that the first of a lane may have waited before it stands: more comes than can be done. In turn, everybody
 * would then wait as long as anybody may, and many leave just before their turn. So those go first that have not waited as
 * long, in turn and no more of them than have theirs within that time; then the newest of the others.
 */
const STANDING = 1000;

export class JobQueue<T extends Waiting> {
  readonly #bounds: LaneBounds;
  // Bounds are per lane: a heap of slow jobs must not shut fast ones out.
  readonly #lines: Readonly<Record<Lane, Line<T>>> = {
    fast: { entries: new Map(), cost: 0 },
    slow: { entries: new Map(), cost: 0 },
  };
  readonly #now: () => number;
  #arrivals = 0;

  constructor(bounds: LaneBounds, now: () => number = () => performance.now()) {
    this.#bounds = bounds;
    this.#now = now;
  }

  length(lane: Lane): number {
    return this.#lines[lane].entries.size;
  }

  cost(lane: Lane): number {
    return this.#lines[lane].cost;
  }

  /** Milliseconds for which the first of a lane has waited. */
  age(lane: Lane): number {
    const [oldest] = this.#lines[lane].entries.values();
    return oldest === undefined ? 0 : this.#now() - oldest.at;
  }

  /**
   * Is there room for it? An empty lane takes any job, however dear. `factor`: milliseconds that one of the estimates
   * takes.
   */
  takes({ lane, cost }: Waiting, factor = 1): boolean {
    const { entries, cost: waiting } = this.#lines[lane];
    if (entries.size === 0) return true;
    const { queueLength, queueCost } = this.#bounds;
    if (entries.size >= queueLength || (waiting + cost) * factor > queueCost) return false;
    return !this.#stands(lane) || this.#takesYoung({ lane, cost }, factor);
  }

  /**
   * Somebody who has just come waits for it, too: it is as young as he is, if there is room. Else what most wait for, which
   * came first, would be what is passed by all others.
   */
  renew(entry: T, factor = 1): void {
    const arrival = this.#lines[entry.lane].entries.get(entry);
    if (arrival === undefined || arrival.at >= this.#now() - STANDING || !this.#takesYoung(entry, factor)) return;
    this.remove(entry);
    this.add(entry);
  }

  /** Half of what one of the lanes takes has come, or it stands: it may soon be full. */
  crowded(factor = 1): boolean {
    return this.#crowded('fast', factor) || this.#crowded('slow', factor);
  }

  /** Whether there is room, the caller has asked. */
  add(entry: T): void {
    const line = this.#lines[entry.lane];
    line.entries.set(entry, { number: this.#arrivals++, at: this.#now() });
    line.cost += entry.cost;
  }

  /** False: it was not waiting. */
  remove(entry: T): boolean {
    const line = this.#lines[entry.lane];
    if (!line.entries.delete(entry)) return false;
    // An empty lane costs exactly nothing: rounding errors must not add up.
    line.cost = line.entries.size === 0 ? 0 : line.cost - entry.cost;
    return true;
  }

  /** Takes the job whose turn it is in the lanes that may start now; of two lanes, the one that came first. */
  take(allowed: (lane: Lane) => boolean): T | undefined {
    const fast = allowed('fast') ? this.#next('fast') : undefined;
    const slow = allowed('slow') ? this.#next('slow') : undefined;
    const [entry] = (fast && slow ? (fast[1].number < slow[1].number ? fast : slow) : (fast ?? slow)) ?? [];
    if (entry !== undefined) this.remove(entry);
    return entry;
  }

  #next(lane: Lane): readonly [T, Arrival] | undefined {
    const { entries } = this.#lines[lane];
    const [oldest] = entries;
    if (!this.#stands(lane)) return oldest;
    const since = this.#now() - STANDING;
    const waiting = [...entries];
    return waiting.find(([, { at }]) => at >= since) ?? waiting.at(-1);
  }

  #crowded(lane: Lane, factor: number): boolean {
    const { entries, cost } = this.#lines[lane];
    const { queueLength, queueCost } = this.#bounds;
    return this.#stands(lane) || 2 * entries.size > queueLength || 2 * cost * factor > queueCost;
  }

  #takesYoung({ lane, cost }: Waiting, factor: number): boolean {
    const young = this.#young(lane).reduce((sum, entry) => sum + entry.cost, 0);
    return young === 0 || (young + cost) * factor <= this.#bounds.standingCost;
  }

  /** Those that have not waited for long, in the order in which they came. */
  #young(lane: Lane): readonly T[] {
    const since = this.#now() - STANDING;
    return [...this.#lines[lane].entries].flatMap(([entry, { at }]) => (at >= since ? [entry] : []));
  }

  #stands(lane: Lane): boolean {
    return this.age(lane) > STANDING;
  }

  /** Everything that waits. */
  entries(): T[] {
    return [...this.#lines.fast.entries.keys(), ...this.#lines.slow.entries.keys()];
  }
}
