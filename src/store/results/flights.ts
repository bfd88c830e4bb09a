/**
 * Single-flight: many who want one result share one render. The render belongs to all of them: it goes on while one
 * of them still waits, and is aborted with the last. So a leader that leaves never fails its followers.
 */

interface Flight<T> {
  readonly result: Promise<T>;
  readonly abort: AbortController;
  waiting: number;
  settled: boolean;
}

export class Flights<T> {
  readonly #flights = new Map<string, Flight<T>>();
  /** How many joined a flight that another had started. */
  coalesced = 0;

  get size(): number {
    return this.#flights.size;
  }

  /** Somebody can be joined. */
  has(key: string): boolean {
    return this.#flights.has(key);
  }

  /** Rejects with the signal's reason when this caller leaves; with the render's error when that fails. */
  async join(key: string, signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    let flight = this.#flights.get(key);
    if (flight) this.coalesced++;
    else flight = this.#start(key, work);
    const joined = flight;
    joined.waiting++;
    try {
      return await untilAborted(joined.result, signal);
    } finally {
      if (--joined.waiting === 0) this.#leave(key, joined);
    }
  }

  #start(key: string, work: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const abort = new AbortController();
    const result = work(abort.signal);
    const flight: Flight<T> = { result, abort, waiting: 0, settled: false };
    this.#flights.set(key, flight);
    // A flight nobody waits for any more may still fail; that must not end the process.
    const done = () => {
      flight.settled = true;
      this.#forget(key, flight);
    };
    result.then(done, done);
    return flight;
  }

  /** The last one left. Whoever comes now starts anew instead of joining a render that is being aborted. */
  #leave(key: string, flight: Flight<T>): void {
    this.#forget(key, flight);
    if (!flight.settled) flight.abort.abort();
  }

  #forget(key: string, flight: Flight<T>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise<T>((resolve, reject) => {
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
