/**
 * How long jobs take against what they were estimated to cost. Estimates were made on one machine; another may be three
 * times slower, or shared, and a queue bounded by estimates alone would then hold three times more than anybody waits for.
 */

/** Milliseconds of jobs that count as if they had taken what was estimated, so that a few do not say much. */
const PRIOR = 1000;
/** What a job still counts for after one more: the last fifty matter. */
const FADING = 0.98;
/** An estimate that is wronger than this is wrong about a kind of job, not about the machine. */
const MOST = 4;

export class Pace {
  #estimated = PRIOR;
  #taken = PRIOR;

  /** Milliseconds, both. */
  note(estimated: number, taken: number): void {
    this.#estimated = this.#estimated * FADING + estimated;
    this.#taken = this.#taken * FADING + taken;
  }

  /** Milliseconds that a millisecond of the estimates takes, from 1/4 to 4. */
  get factor(): number {
    return Math.min(MOST, Math.max(1 / MOST, this.#taken / this.#estimated));
  }
}
