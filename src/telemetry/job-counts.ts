/** How long pictures waited for a worker and how long it took, by what was asked for. */
import { Durations, type HistogramRow } from './durations.js';

/** One job of the workers that is over. Both names are of tables of the program, never anything a client can choose. */
export interface JobSample {
  /** 'resize', 'chain', 'snapshot'. */
  readonly operation: string;
  /** 'jpg'; of what brought no picture, 'none'. */
  readonly format: string;
  /** Seconds in the queue. */
  readonly waited: number;
  /** Seconds in the worker. */
  readonly worked: number;
}

/** From a free worker to the patience of the pool. */
const WAITS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];
/** From a thumbnail to the pool's deadline. */
const RENDERS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

interface Kind {
  readonly labels: Readonly<Record<string, string>>;
  readonly waits: Durations;
  readonly renders: Durations;
}

export class JobCounts {
  readonly #kinds = new Map<string, Kind>();

  add({ operation, format, waited, worked }: JobSample): void {
    const name = `${operation} ${format}`;
    let kind = this.#kinds.get(name);
    if (kind === undefined) {
      kind = { labels: { operation, format }, waits: new Durations(WAITS), renders: new Durations(RENDERS) };
      this.#kinds.set(name, kind);
    }
    kind.waits.add(waited);
    kind.renders.add(worked);
  }

  waits(name: string): readonly HistogramRow[] {
    return [...this.#kinds.values()].flatMap(({ labels, waits }) => waits.rows(name, labels));
  }

  renders(name: string): readonly HistogramRow[] {
    return [...this.#kinds.values()].flatMap(({ labels, renders }) => renders.rows(name, labels));
  }
}
