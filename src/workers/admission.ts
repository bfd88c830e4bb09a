/** Who is let into the queue, and who is given up in it, by what jobs take here (docs/decisions/0034). */
import { Pace } from './pace.js';
import type { JobQueue, Lane, Waiting } from './queue.js';

export interface AdmissionSettings {
  /** Workers. */
  readonly size: number;
  /** Milliseconds that a job may wait. */
  readonly patience: number;
}

export class Admission<T extends Waiting> {
  readonly #settings: AdmissionSettings;
  readonly #queue: JobQueue<T>;
  readonly #held: Readonly<Record<Lane, number>>;
  // Each lane its own: an estimate of AVIF that is wrong says nothing of thumbnails.
  readonly #paces: Readonly<Record<Lane, Pace>> = { fast: new Pace(), slow: new Pace() };

  /** `held`: the workers that each lane has now; it changes. */
  constructor(settings: AdmissionSettings, queue: JobQueue<T>, held: Readonly<Record<Lane, number>>) {
    this.#settings = settings;
    this.#queue = queue;
    this.#held = held;
  }

  /** A job was done, in so many milliseconds. */
  note({ lane, cost }: Waiting, taken: number): void {
    this.#paces[lane].note(cost, taken);
  }

  takes(job: Waiting): boolean {
    return this.#queue.takes(job, this.#factor(job.lane));
  }

  /** So many wait that a job may be refused: then it is worth asking before anything is done for it. */
  get crowded(): boolean {
    return this.#queue.crowded((lane) => this.#factor(lane));
  }

  /**
   * Those that wait in vain, as jobs turn out to take longer than it seemed when they were let in. What comes after a job
   * does not delay it: it is sure, as far as the pace is known.
   */
  hopeless(): T[] {
    return (['fast', 'slow'] as const).flatMap((lane) => {
      const workers = this.#workers(lane, 0);
      return this.#queue.hopeless(lane, this.#settings.patience, this.#paces[lane].factor / workers);
    });
  }

  /** Whole seconds until the jobs that wait in a lane are done, about; of a lane that stands as long as it has stood. */
  secondsToWait(lane: Lane): number {
    const { size, patience } = this.#settings;
    const work = (this.#queue.cost(lane) * this.#factor(lane)) / size;
    return Math.ceil(Math.max(work, Math.min(this.#queue.standing(lane), patience)) / 1000);
  }

  /**
   * Milliseconds that one of the estimates takes in a lane, for bounds that count on all workers: it has only those that
   * the other lane does not hold.
   */
  #factor(lane: Lane): number {
    return (this.#paces[lane].factor * this.#settings.size) / this.#workers(lane, this.#held.slow);
  }

  /** As mayStart() has it. */
  #workers(lane: Lane, slow: number): number {
    return Math.max(1, this.#settings.size - (lane === 'slow' ? 1 : slow));
  }
}
