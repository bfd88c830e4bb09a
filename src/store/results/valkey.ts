/**
 * A Valkey that may be absent, slow or wrong at any time: every question has 50 ms, and after a few that failed none is
 * asked for a while. undefined is the answer that did not come.
 */
import { Redis } from 'iovalkey';

const ANSWER_MS = 50;
const CONNECT_MS = 1_000;
/** In a row; the next ones are not asked. */
const MOST_FAILURES = 5;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

export class Valkey {
  readonly #client: Redis;
  #failures = 0;
  #failed = 0;
  #pausedUntil = 0;
  /** Since it answered last, somebody was told that it does not. */
  #told = false;

  /** `tell`: why it cannot be reached, once for each time that it goes away. */
  constructor(url: string, tell: (why: Error) => void = () => {}) {
    this.#client = new Redis(url, {
      lazyConnect: true,
      connectTimeout: CONNECT_MS,
      commandTimeout: ANSWER_MS,
      // Whoever asks while there is no connection hears so at once.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt) => Math.min(100 * 2 ** attempt, LONGEST_PAUSE_MS),
    });
    // It connects again by itself; without a listener each failure would be printed.
    this.#client.on('error', (error: Error) => {
      if (!this.#told) tell(error);
      this.#told = true;
    });
    this.#client.on('ready', () => {
      this.#told = false;
    });
    this.#client.connect().catch(() => {});
  }

  /** Questions that failed so far, without those that were not asked. */
  get failures(): number {
    return this.#failed;
  }

  async ask<T>(question: (client: Redis) => Promise<T>): Promise<T | undefined> {
    if (performance.now() < this.#pausedUntil) return undefined;
    try {
      const answer = await question(this.#client);
      this.#failures = 0;
      return answer;
    } catch {
      this.#failed++;
      this.#failures++;
      if (this.#failures >= MOST_FAILURES) this.#pausedUntil = performance.now() + this.#pause();
      return undefined;
    }
  }

  close(): void {
    this.#client.disconnect();
  }

  /** One more failure after a pause makes the next one longer. */
  #pause(): number {
    const pause = FIRST_PAUSE_MS * 2 ** (this.#failures - MOST_FAILURES);
    return Math.min(pause, LONGEST_PAUSE_MS) * (0.5 + Math.random());
  }
}
