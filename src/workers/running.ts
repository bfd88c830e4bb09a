/** The jobs that workers are at: which worker has which, how many each lane has, and when one is killed for it. */
import type { Lane } from './queue.js';
import type { Ticket } from './ticket.js';
import type { WorkerProcess } from './worker-process.js';

export interface RunningSettings {
  /** Milliseconds that a job may run. */
  readonly deadline: number;
  /** One whose client left is killed when more milliseconds than this are to come. */
  readonly abandonAbove: number;
}

export class RunningJobs {
  readonly #settings: RunningSettings;
  readonly #tickets = new Map<WorkerProcess, Ticket>();
  readonly #held = { fast: 0, slow: 0 };
  #nextId = 1;

  constructor(settings: RunningSettings) {
    this.#settings = settings;
  }

  /** The workers that each lane has now; it changes. */
  get held(): Readonly<Record<Lane, number>> {
    return this.#held;
  }

  get size(): number {
    return this.#tickets.size;
  }

  begin(ticket: Ticket, worker: WorkerProcess): void {
    this.#tickets.set(worker, ticket);
    this.#held[ticket.lane] += 1;
    ticket.startedAt = performance.now();
    ticket.expireIn(this.#settings.deadline, () => worker.kill('deadline'));
    worker.run({ type: 'job', id: this.#nextId++, job: ticket.job, output: ticket.output });
  }

  /** Ends the ticket's hold on its worker. Undefined: it had none. */
  end(worker: WorkerProcess): Ticket | undefined {
    const ticket = this.#tickets.get(worker);
    if (ticket === undefined) return undefined;
    this.#tickets.delete(worker);
    this.#held[ticket.lane] -= 1;
    ticket.stopTimer();
    return ticket;
  }

  /**
   * Its client left: it is killed when it is dear. A cheap one would have ended before another worker could be started;
   * but estimates can be wrong, so it is given no more than what counts as cheap.
   */
  abandon(ticket: Ticket): void {
    const kill = () => this.#workerOf(ticket)?.kill('abandoned');
    if (ticket.remaining > this.#settings.abandonAbove) kill();
    else ticket.expireIn(this.#settings.abandonAbove, kill);
  }

  #workerOf(ticket: Ticket): WorkerProcess | undefined {
    for (const [worker, running] of this.#tickets) if (running === ticket) return worker;
    return undefined;
  }
}
