/**
 * The waiting jobs: two lanes, each bounded by number and by estimated cost, and the rules which lane may start and whose
 * turn it is: that of the one who has waited longest (docs/decisions/0034).
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
  /** The same, in a lane that has stood for long, */
  readonly standingCost: number;
  /** and jobs that it takes all the same: dear ones take seconds, and a few clients that wait for each are no rush. */
  readonly standingLength: number;
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
  /** Places of jobs that are still to come. */
  readonly held: Set<Waiting>;
  /** Milliseconds: when the one came from whom on nobody's turn came before he had waited for WAITS. */
  waitsSince: number;
}

/** Milliseconds that one may have to wait where no more comes than can be done: what two cores need for a page of a hundred. */
const WAITS = 2000;
/** Milliseconds of waiting for WAITS and longer, without a break, after which more comes than can be done: the lane stands. */
const STANDS_AFTER = 4000;
/**
 * Milliseconds from WAITS on in which the bound of a lane sinks to that of one that stands: as fast as the most that it takes
 * at once is done. So behind the last of that there is always room for a page.
 */
const SINKS = 11_000;

/** A place in a lane for a job that is still to come. */
export interface Place {
  /** Harmless when it was given back before. */
  readonly release: () => void;
}

export class JobQueue<T extends Waiting> {
  readonly #bounds: LaneBounds;
  // Bounds are per lane: a heap of slow jobs must not shut fast ones out.
  readonly #lines: Readonly<Record<Lane, Line<T>>> = { fast: emptyLine(), slow: emptyLine() };
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

  /** Milliseconds for which a lane has stood, and what came before it did; 0 of one that does not. */
  standing(lane: Lane): number {
    const { entries, waitsSince } = this.#lines[lane];
    const since = this.#now() - waitsSince;
    return entries.size > 0 && since > STANDS_AFTER ? since : 0;
  }

  /**
   * Is there room for it? An empty lane takes any job, however dear. `factor`: milliseconds that one of the estimates
   * takes.
   */
  takes({ lane, cost }: Waiting, factor = 1): boolean {
    const { length, cost: taken } = this.#taken(lane);
    if (length === 0) return true;
    const { queueLength, queueCost, standingLength } = this.#bounds;
    if (length >= queueLength) return false;
    return (taken + cost) * factor <= (length < standingLength ? queueCost : this.#most(lane));
  }

  /** Half of what one of the lanes takes has come, or it stands: it may soon be full. */
  crowded(factor: (lane: Lane) => number = () => 1): boolean {
    return this.#crowded('fast', factor('fast')) || this.#crowded('slow', factor('slow'));
  }

  /** Keeps a place, which counts as if the job were there. Whether there is room, the caller has asked. */
  hold({ lane, cost }: Waiting): Place {
    const { held } = this.#lines[lane];
    const place = { lane, cost };
    held.add(place);
    return { release: () => void held.delete(place) };
  }

  /** Whether there is room, the caller has asked. */
  add(entry: T): void {
    const line = this.#lines[entry.lane];
    const at = this.#now();
    if (line.entries.size === 0) line.waitsSince = at;
    line.entries.set(entry, { number: this.#arrivals++, at });
    line.cost += entry.cost;
  }

  /** False: it was not waiting. */
  remove(entry: T): boolean {
    const line = this.#lines[entry.lane];
    if (!line.entries.has(entry)) return false;
    const stood = this.standing(entry.lane) > 0;
    line.entries.delete(entry);
    // An empty lane costs exactly nothing: rounding errors must not add up.
    line.cost = line.entries.size === 0 ? 0 : line.cost - entry.cost;
    const [first] = line.entries.values();
    if (!stood && first !== undefined && this.#now() - first.at < WAITS) line.waitsSince = first.at;
    return true;
  }

  /** Takes the job whose turn it is in the lanes that may start now; of two lanes, the one that came first. */
  take(allowed: (lane: Lane) => boolean): T | undefined {
    const fast = allowed('fast') ? this.#first('fast') : undefined;
    const slow = allowed('slow') ? this.#first('slow') : undefined;
    const [entry] = (fast && slow ? (fast[1].number < slow[1].number ? fast : slow) : (fast ?? slow)) ?? [];
    if (entry !== undefined) this.remove(entry);
    return entry;
  }

  /**
   * Those whose turn will not come before they have waited for `patience` milliseconds: of all that wait, the ones that came
   * last. `each`: milliseconds until the next one, for each of the estimate of the one before.
   */
  hopeless(lane: Lane, patience: number, each: number): T[] {
    const { entries, cost } = this.#lines[lane];
    const now = this.#now();
    const [first] = entries.values();
    if (first === undefined || now - first.at + cost * each <= patience) return [];
    const late: T[] = [];
    let before = 0;
    for (const [entry, { at }] of entries) {
      if (now - at + before * each > patience) late.push(entry);
      else before += entry.cost;
    }
    return late;
  }

  /** Everything that waits. */
  entries(): T[] {
    return [...this.#lines.fast.entries.keys(), ...this.#lines.slow.entries.keys()];
  }

  #first(lane: Lane): readonly [T, Arrival] | undefined {
    const [first] = this.#lines[lane].entries;
    return first;
  }

  #taken(lane: Lane): { readonly length: number; readonly cost: number } {
    const { entries, held, cost } = this.#lines[lane];
    return { length: entries.size + held.size, cost: [...held].reduce((sum, place) => sum + place.cost, cost) };
  }

  /** Of the cost. */
  #most(lane: Lane): number {
    const { queueCost, standingCost } = this.#bounds;
    const { entries, waitsSince } = this.#lines[lane];
    if (entries.size === 0) return queueCost;
    const sunk = (this.#now() - waitsSince - WAITS) / SINKS;
    return queueCost - (queueCost - standingCost) * Math.min(1, Math.max(0, sunk));
  }

  #crowded(lane: Lane, factor: number): boolean {
    const { length, cost } = this.#taken(lane);
    return (
      2 * length > this.#bounds.queueLength || 2 * cost * factor > this.#bounds.queueCost || this.standing(lane) > 0
    );
  }
}

function emptyLine<T>(): Line<T> {
  return { entries: new Map(), cost: 0, held: new Set(), waitsSince: 0 };
}
