/** Clients, workers and a clock that are numbers: what becomes of all who come, by the real queue and admission. */
import { Admission } from '#src/workers/admission.js';
import { withDefaults } from '#src/workers/options.js';
import { JobQueue, type Lane, mayStart, type Waiting } from '#src/workers/queue.js';

export interface Visit extends Waiting {
  /** Milliseconds of the clock. */
  readonly at: number;
  /** Milliseconds that its work takes, whatever was estimated. */
  readonly takes: number;
}

export interface Fate {
  readonly end: 'made' | 'refused' | 'late';
  /** Milliseconds from when it came to when it was told. */
  readonly after: number;
}

/**
 * As the pool does it, on a machine of so many workers. In the order of `visits`, which is that of their coming.
 * @param again what one who has been served asks for next; its fate stands behind those of all others
 */
export function rush(
  size: number,
  visits: readonly Visit[],
  again: (now: number) => Visit | undefined = () => undefined,
): readonly Fate[] {
  let now = 0;
  const settings = withDefaults({ scratch: '', size });
  const held: Record<Lane, number> = { fast: 0, slow: 0 };
  const queue = new JobQueue<Visit>(settings, () => now);
  const admission = new Admission(settings, queue, held);
  const fates = new Map<Visit, Fate>();
  const more: Visit[] = [];
  const running = new Map<Visit, number>();
  const tell = (visit: Visit, end: Fate['end']) => void fates.set(visit, { end, after: now - visit.at });
  const come = (visit: Visit) => {
    if (admission.takes(visit)) queue.add(visit);
    else tell(visit, 'refused');
  };
  const dispatch = () => {
    const late = new Set(admission.hopeless());
    for (const visit of queue.entries()) if (now - visit.at >= settings.patience) late.add(visit);
    for (const visit of late) {
      queue.remove(visit);
      tell(visit, 'late');
    }
    for (;;) {
      const visit = queue.take((lane) => mayStart(lane, size, held));
      if (visit === undefined) return;
      held[visit.lane] += 1;
      running.set(visit, now + visit.takes);
    }
  };
  let next = 0;
  for (;;) {
    const [first] = [...running].sort(([, a], [, b]) => a - b);
    const coming = visits[next];
    if (first === undefined && coming === undefined) {
      return [...visits, ...more].map((visit) => fates.get(visit) as Fate);
    }
    if (coming !== undefined && (first === undefined || coming.at < first[1])) {
      next += 1;
      now = coming.at;
      come(coming);
    } else if (first !== undefined) {
      const [visit, end] = first;
      now = end;
      running.delete(visit);
      held[visit.lane] -= 1;
      admission.note(visit, visit.takes);
      tell(visit, 'made');
      const next = again(now);
      if (next !== undefined) {
        more.push(next);
        come(next);
      }
    }
    dispatch();
  }
}

export interface Flow {
  readonly from: number;
  readonly until: number;
  /** Milliseconds between two. */
  readonly every: number;
  readonly lane?: Lane;
  readonly cost: number;
  readonly takes: number;
}

export function flow({ from, until, every, lane = 'fast', cost, takes }: Flow): readonly Visit[] {
  const count = Math.floor((until - from) / every);
  return Array.from({ length: count }, (_, n) => ({ at: from + n * every, lane, cost, takes }));
}
