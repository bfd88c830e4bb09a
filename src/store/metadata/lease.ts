/**
 * Times of a lease, in milliseconds (docs/decisions/0038). The database takes it for held for HELD_MS after each
 * renewal, the node for USED_MS after it has sent it: between the two lies what the database's clock may be set ahead.
 */
export const HELD_MS = 3000;
const USED_MS = 2000;
/** Of one that is used, so much is left at least, unless the database's clock was set ahead. */
export const LEFT_MS = HELD_MS - USED_MS;
export const RENEWED_EVERY_MS = 500;

/** Until when it is used. By two clocks: one stands still while the machine sleeps, and the other may be set back. */
export class Term {
  #until = 0;
  #untilByCalendar = 0;

  get runs(): boolean {
    return performance.now() < this.#until && Date.now() < this.#untilByCalendar;
  }

  /** To be called before the renewal is sent; what it gives is to be called when it is granted. */
  renewal(): () => void {
    const [now, today] = [performance.now(), Date.now()];
    return () => {
      this.#until = now + USED_MS;
      this.#untilByCalendar = today + USED_MS;
    };
  }

  end(): void {
    this.#until = 0;
  }
}
