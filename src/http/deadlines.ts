/**
 * Deadlines of transfers. One timer per server looks at every connection and what is under way on it, so that a request
 * that is over within a millisecond, as most are, never sets or clears a timer of its own, and is never put on a list.
 */
export interface Watched {
  /** Called once a tick with the milliseconds since the last. */
  check(elapsed: number): void;
}

export class Deadlines {
  readonly #watched = new Set<Watched>();
  readonly #tickMs: number;
  readonly #timer: NodeJS.Timeout;
  #last = performance.now();

  constructor(tickMs: number) {
    this.#tickMs = tickMs;
    this.#timer = setInterval(() => this.#tick(), tickMs);
    this.#timer.unref();
  }

  watch(item: Watched): void {
    this.#watched.add(item);
  }

  forget(item: Watched): void {
    this.#watched.delete(item);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const now = performance.now();
    // A process that was stopped, or a machine that slept, must not put that on the account of its clients.
    const elapsed = Math.min(now - this.#last, 2 * this.#tickMs);
    this.#last = now;
    for (const item of this.#watched) item.check(elapsed);
  }
}

export interface PaceLimits {
  readonly idleMs: number;
  /** Bytes a second; 0 asks for progress only. */
  readonly minimumRate: number;
  readonly rateWindowMs: number;
}

/** Judges one direction of a transfer. Only time in which the other side was waited for is put on its account. */
export class Pace {
  readonly #limits: PaceLimits;
  #bytes = 0;
  #stillMs = 0;
  #windowMs = 0;
  #windowBytes = 0;

  constructor(limits: PaceLimits) {
    this.#limits = limits;
  }

  /** `bytes` transferred since the start; `elapsed` ms since the last sample. */
  sample(bytes: number, elapsed: number): 'fine' | 'idle' | 'slow' {
    const gained = bytes - this.#bytes;
    this.#bytes = bytes;
    this.#stillMs = gained > 0 ? 0 : this.#stillMs + elapsed;
    if (this.#stillMs >= this.#limits.idleMs) return 'idle';
    this.#windowMs += elapsed;
    this.#windowBytes += gained;
    if (this.#windowMs < this.#limits.rateWindowMs) return 'fine';
    const slow = this.#windowBytes < (this.#limits.minimumRate * this.#windowMs) / 1000;
    this.#windowMs = 0;
    this.#windowBytes = 0;
    return slow ? 'slow' : 'fine';
  }
}
